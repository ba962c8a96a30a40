/** What is typed at a bench, with what hangs on the pins of a fake Arduino: answers, files, and how things end. */

import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Session } from '../../../bin/bench/session.ts';
import { readBoardFile } from '../../../firmware/config/board-file.ts';
import { shippedBoardFile } from '../../../firmware/config/default-boards.ts';
import type { PadBench } from '../../../hardware/bench/pad-bench.ts';
import type { RobotBench } from '../../../hardware/bench/robot-bench.ts';
import type { RobotBoard } from '../../../hardware/board/board.ts';
import {
  type BenchStage,
  padOnBench,
  ROBOT,
  type RobotBenchStage,
  robotOnBench,
} from '../../hardware/bench/stage.ts';
import { STANDARD } from '../../hardware/fake-arduino.ts';
import { PAD_UNO } from '../../hardware/pad/boards.ts';
import { scratchFolder } from '../../support/scratch.ts';

const scratch = scratchFolder();

interface Typing {
  /** Answers, questions (with ?) and failures (with !), in their order. */
  readonly said: string[];
  /** Types lines, and lets time pass until all of them are carried out. */
  type(...lines: string[]): Promise<string[]>;
  readonly session: Session;
  readonly folder: string;
}

interface TypingOptions {
  readonly isSure?: boolean;
  /** The board file; a shipped one without it. */
  readonly file?: string;
}

function typingAt(
  { bench, time }: BenchStage<RobotBench | PadBench>,
  { isSure = false, file }: TypingOptions = {},
): Typing {
  const folder = mkdtempSync(join(scratch, 'bench'));
  const said: string[] = [];
  const { role } = bench;
  const session = new Session(
    {
      bench,
      file: {
        id: 'm1',
        role,
        file: file ?? shippedBoardFile(`${role}-uno.yaml`),
        swarmFile: join(folder, 'swarm.yaml'),
      },
      isSure,
      clock: time,
      makeAlarm: time.makeAlarm,
    },
    {
      say: (text) => said.push(text),
      show: (readings) => said.push(`readings of a ${readings.role}`),
      question: (text) => text !== null && said.push(`? ${text}`),
      failed: (text) => said.push(`! ${text}`),
    },
  );
  let ended = false;
  void session.run().then(() => {
    ended = true;
  });
  return {
    said,
    session,
    folder,
    async type(...lines) {
      const before = said.length;
      for (const line of lines) session.type(line);
      session.type('read');
      const isDone = () => said.slice(before).some((text) => text.startsWith('readings of'));
      await time.until('all is carried out', () => isDone() || ended);
      return said.slice(
        before,
        said.findIndex((text, at) => at >= before && text.startsWith('readings of')),
      );
    },
  };
}

const MOTORS = '? Motors will turn. Robot off the ground? Type yes: ';

test('motors turn after a yes, and after nothing else', async () => {
  const stage = await robotOnBench();
  const { type } = typingAt(stage);
  for (const answer of ['no', 'y', '']) {
    expect(await type('motor both forward 60 1', answer)).toEqual([
      MOTORS,
      '! not confirmed, nothing done',
    ]);
  }
  expect(stage.arduino.heard.some((hex) => /^e[56]/.test(hex) && !/^e[56]0000/.test(hex))).toBe(
    false,
  );
  expect(await type('motor both forward 60 1', ' Yes ')).toEqual([
    MOTORS,
    expect.stringMatching(/^motors off after 1\.0\d s$/),
  ]);
});

test('stop waits for nobody, and forgets what was typed ahead', async () => {
  const stage = await robotOnBench();
  const { session, said } = typingAt(stage, { isSure: true });
  session.type('motor both forward 60 10');
  session.type('motor both back 60 10');
  await stage.time.pass(300);
  expect(stage.arduino.duty(5)).toBeGreaterThan(0);
  session.type('stop');
  await stage.time.pass(300);
  expect(stage.arduino.duty(5)).toBe(0);
  expect(said).toEqual([
    'stopped, everything off',
    expect.stringMatching(/^! stopped after 0\.\d\d s$/),
  ]);
  await stage.time.pass(2000);
  expect(stage.arduino.duty(5)).toBe(0);
});

test('the code of the end is that of the first command that failed', async () => {
  const stage = await robotOnBench();
  const folder = mkdtempSync(join(scratch, 'code'));
  const session = new Session(
    {
      bench: stage.bench,
      file: {
        id: 'm1',
        role: 'robot',
        file: join(folder, 'x.yaml'),
        swarmFile: join(folder, 's.yaml'),
      },
      isSure: false,
      clock: stage.time,
      makeAlarm: stage.time.makeAlarm,
    },
    { say() {}, show() {}, question() {}, failed() {} },
  );
  let code: number | null = null;
  void session.run().then((ended) => {
    code = ended;
  });
  stage.arduino.unplug();
  await stage.time.pass(100);
  session.type('led fast');
  session.type('nonsense');
  session.end();
  await stage.time.until('it ends', () => code !== null);
  expect(code).toBe(4);
});

test('docking: asks before each motion, drives until contact, backs off until clear', async () => {
  const stage = await robotOnBench();
  const { type } = typingAt(stage, { isSure: true });
  const { arduino } = stage;
  arduino.onPin = () => {
    // Two wheels forward: there is the pad. Backward: gone again.
    if (arduino.duty(5) > 0) arduino.drive(2, arduino.level(4) === 'high' ? 'low' : null);
  };
  expect(await type('dock')).toEqual([
    '1/4 the light blinks fast: look',
    '2/4 approach until contact',
    expect.stringMatching(/motors off after 0\.\d\d s/),
    '    seen: contact at D2',
    '3/4 leave until clear',
    expect.stringMatching(/motors off after 0\.\d\d s/),
    '    seen: the contact opens',
    '4/4 the light is dark again',
    'all steps done, all as it should be',
  ]);
});

test('docking that finds no pad ends there, motors off', async () => {
  const stage = await robotOnBench();
  const { type } = typingAt(stage);
  expect(await type('dock', 'yes')).toEqual([
    '1/4 the light blinks fast: look',
    '2/4 approach until contact',
    '? The robot drives forward, for 15 s at most, 60 %. Is its way free? Type yes: ',
    expect.stringMatching(/motors off after 15\.\d\d s/),
    '! NOT seen within 0.5 s: contact at D2',
  ]);
  expect(stage.arduino.duty(5)).toBe(0);
  expect(await type('dock', 'no')).toContain('! not confirmed, nothing done');
});

test('the docking of a pad: contact, power, current, and everything gone again', async () => {
  const stage = await padOnBench();
  const { type } = typingAt(stage);
  stage.world.setContact(true);
  expect(await type('dock', 'yes')).toEqual([
    '1/7 the light blinks fast: look',
    '2/7 put a robot on the pad',
    '    seen: contact at D2',
    '3/7 close the relay',
    '? The contacts of the pad get power, for 10 s at most. Type yes: ',
    '    seen: the feedback closes',
    '4/7 does current flow?',
    expect.stringMatching(/seen: at least 0\.05 A: \+\d\.\d\d A/),
    '5/7 open the relay',
    '    seen: the feedback opens',
    '6/7 is the current gone?',
    expect.stringMatching(/seen: less than 0\.05 A/),
    '7/7 the light is dark again',
    'all steps done, all as it should be',
  ]);
  expect(stage.world.contactsClosed()).toBe(false);
});

test('a pad whose feedback is dead, and one that gives nothing', async () => {
  const broken = await padOnBench();
  broken.world.setContact(true);
  broken.world.hasFeedback = false;
  const answers = await typingAt(broken, { isSure: true }).type('dock');
  expect(answers.at(-1)).toMatch(/^! NOT seen within 0\.\d s: the feedback closes$/);
  await broken.time.pass(50);
  expect(broken.world.contactsClosed()).toBe(false);

  const empty = await padOnBench();
  empty.world.setContact(true);
  empty.world.loadAmps = 0;
  const doubts = await typingAt(empty, { isSure: true }).type('dock');
  expect(doubts).toContainEqual(
    expect.stringMatching(/NOT seen: at least 0\.05 A: .* A; is the battery full\?/),
  );
  expect(doubts.at(-1)).toBe('all steps done, 1 in doubt');
});

test('nobody comes onto the pad: the sequence ends after a minute, without power', async () => {
  const stage = await padOnBench();
  const answers: string[] = [];
  const { session, said } = typingAt(stage, { isSure: true });
  session.type('dock');
  await stage.time.pass(61_000);
  answers.push(...said);
  expect(answers.at(-1)).toBe('! NOT seen within 60.0 s: contact at D2');
  expect(stage.world.relayChanges.filter(({ closed }) => closed)).toEqual([]);
});

test('the dead-man of a pad is measured at the feedback; one that does not open is told loudly', async () => {
  const stage = await padOnBench();
  const { type } = typingAt(stage, { isSure: true });
  expect(await type('deadman')).toEqual([
    'relay closed; saying nothing to the board from now on',
    expect.stringMatching(
      /^the relay opened 20\d\d ms after the last word \(set: 2000 ms\); the firmware told it after 20\d\d ms$/,
    ),
  ]);
  const { session, said } = typingAt(stage, { isSure: true });
  session.type('deadman');
  await stage.time.pass(1000);
  stage.world.isWelded = true;
  await stage.time.pass(7000);
  expect(said.at(-1)).toMatch(/^! the relay was STILL CLOSED .* do not use this pad$/);
});

test('the dead-man of a robot: measured, missing, or one that nothing tells of', async () => {
  const stage = await robotOnBench();
  expect(await typingAt(stage, { isSure: true }).type('deadman')).toEqual([
    expect.stringMatching(
      /^the board told that it stopped the motors, 10\d\d ms after the last word/,
    ),
  ]);
  const bare = await robotOnBench({ ...ROBOT, deadMan: { kind: 'none' } }, STANDARD);
  expect(await typingAt(bare, { isSure: true }).type('deadman')).toEqual([
    expect.stringMatching(/^! this board has no dead-man/),
  ]);
  expect(bare.arduino.duty(5)).toBe(0);
});

/** A board file of the user's own, with a comment at the number. */
function ownFile(name: string): string {
  const file = join(mkdtempSync(join(scratch, 'own')), 'mine.yaml');
  copyFileSync(shippedBoardFile(name), file);
  return file;
}

const ratioOf = (file: string): number => {
  const { volts } = (readBoardFile(file, 'robot').board as RobotBoard).battery;
  return volts.kind === 'divider' ? volts.ratio : Number.NaN;
};

test('calibration writes one number, keeps the comments, and counts at once', async () => {
  const stage = await robotOnBench();
  const file = ownFile('robot-uno.yaml');
  const before = readFileSync(file, 'utf8');
  const { type } = typingAt(stage, { file });
  // The stage has 7.507 V by a ratio of 3.
  expect(await type('calibrate 7.7', 'no')).toContain('! not confirmed, nothing done');
  expect(readFileSync(file, 'utf8')).toBe(before);
  const answers = await type('calibrate 7.7', 'yes');
  expect(answers.slice(0, 3)).toEqual([
    'listening for 2 seconds; motors off',
    'reads 7.507 V, voltmeter 7.7 V: ratio 3 -> 3.077',
    '? Write the new ratio to the board file? Type yes: ',
  ]);
  expect(answers[3]).toMatch(/^written to .*mine\.yaml$/);
  expect(readFileSync(file, 'utf8')).toBe(before.replace('ratio: 3.0', 'ratio: 3.077'));
  await stage.time.pass(500);
  expect(stage.bench.readings().battery.volts).toBeCloseTo(7.7, 2);
});

test('absurd volts, and a sensor without a divider, change nothing', async () => {
  const stage = await robotOnBench();
  const file = ownFile('robot-uno.yaml');
  const before = readFileSync(file, 'utf8');
  const { type } = typingAt(stage, { file, isSure: true });
  expect((await type('calibrate 12')).at(-1)).toMatch(
    /^! the robot reads 7\.51 V and the voltmeter 12 V: too far apart/,
  );
  expect((await type('calibrate 0')).at(-1)).toMatch(/^! 0 V is no battery/);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a shipped board stays as it is: a copy beside the swarm file is changed, once', async () => {
  const stage = await robotOnBench();
  const shipped = shippedBoardFile('robot-uno.yaml');
  const before = readFileSync(shipped, 'utf8');
  const typing = typingAt(stage, { isSure: true });
  const answers = await typing.type('calibrate 7.7');
  expect(answers.slice(-2)).toEqual([
    expect.stringMatching(
      /^written to .*boards\/m1\.yaml, a copy of the usual board\. Name it in .*swarm\.yaml/,
    ),
    '  file: ./boards/m1.yaml',
  ]);
  const copy = join(typing.folder, 'boards/m1.yaml');
  expect(ratioOf(copy)).toBe(3.077);
  expect(readFileSync(shipped, 'utf8')).toBe(before);
  // The copy is the board file from now on.
  expect((await typing.type('calibrate 7.8')).at(-1)).toMatch(/^written to .*boards\/m1\.yaml$/);
  expect(ratioOf(copy)).toBeCloseTo(3.117, 2);
});

test('the zero of a pad is set with the relay open, and not with a current that flows', async () => {
  const stage = await padOnBench();
  const file = ownFile('pad-uno.yaml');
  const { type } = typingAt(stage, { file, isSure: true });
  stage.arduino.setVolts(0, 2.53);
  const answers = await type('zero');
  expect(answers[1]).toMatch(/^reads \+0\.1\d A at rest: zeroVolts 2\.5 -> 2\.5\d+$/);
  const { current } = readBoardFile(file, 'pad').board as typeof PAD_UNO;
  expect(current).toMatchObject({ zeroVolts: expect.closeTo(2.53, 2) });
  stage.arduino.setVolts(0, 3.2);
  expect((await type('zero')).at(-1)).toMatch(
    /^! it reads \+3\.\d\d A at rest, .* too much for an offset/,
  );

  const without = await padOnBench({ ...PAD_UNO, current: null });
  expect(await typingAt(without).type('zero')).toEqual([
    '! there is no current sensor: nothing to set',
  ]);
});

test('a light that is not there, and one that is', async () => {
  const stage: RobotBenchStage = await robotOnBench();
  expect(await typingAt(stage).type('led solid')).toEqual(['the light shows: solid']);
  await stage.time.pass(10);
  expect(stage.arduino.level(13)).toBe('high');
  const dark = await robotOnBench({ ...ROBOT, led: null });
  expect(await typingAt(dark).type('led solid')).toEqual(['! this board has no light']);
});
