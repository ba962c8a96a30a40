/** The ways to use a bench: one command, lines over a pipe, readings as JSON, or a panel on a terminal. */

import { createInterface } from 'node:readline';
import type { PadBench } from '../../hardware/bench/pad-bench.ts';
import { type BenchReadings, isComplete } from '../../hardware/bench/readings.ts';
import type { RobotBench } from '../../hardware/bench/robot-bench.ts';
import { EXIT, type ExitCode, ExitError } from '../errors.ts';
import { type Ground, waitFor } from './ground.ts';
import { LONGEST_SECONDS } from './parse.ts';
import { jsonTalk, readingsLine, rowsText, type Streams, textTalk } from './plain-talk.ts';
import { padRows, type Row, robotRows } from './rows.ts';
import { Session, type SessionTalk } from './session.ts';
import { Terminal } from './terminal.ts';

export interface Bench {
  readonly id: string;
  /** What stands above the panel. */
  readonly title: string;
  readonly ground: Omit<Ground, 'talk' | 'isStopped'>;
  /** From now on, what is to be told beside answers is told there. */
  tellNotices(to: (text: string) => void): void;
  /** To be closed at the end, whatever it is. */
  onEnd(close: () => void): void;
}

const JSON_EVERY_MS = 1000;
/** Every sensor has told something by then. */
const FIRST_READINGS_MS = 1500;

const streams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** Throws ExitError when it did not do what it should. */
export async function oneCommand(bench: Bench, line: string, json: boolean): Promise<ExitCode> {
  const session = new Session(bench.ground, plainTalk(bench, json));
  takeLines(session, bench);
  await settled(bench);
  const outcome = await session.one(line);
  if (!outcome.ok) throw new ExitError(outcome.text, outcome.code);
  // A relay that was closed for some seconds has them.
  const isOver = () => !isPowered(bench.ground.bench.readings());
  await waitFor({ ...bench.ground, isStopped: () => false }, isOver, LONGEST_SECONDS * 1000);
  return EXIT.done;
}

/** Until the lines end; the code of the first command that failed. */
export async function lines(bench: Bench): Promise<ExitCode> {
  const session = new Session(bench.ground, plainTalk(bench, false));
  takeLines(session, bench);
  await settled(bench);
  return await session.run();
}

/** Until somebody ends it. */
export async function jsonStream({ id, ground, onEnd }: Bench): Promise<never> {
  await settled({ ground });
  const tell = (): void => streams.out(readingsLine(id, ground.bench.readings(), Date.now()));
  tell();
  const timer = setInterval(tell, JSON_EVERY_MS);
  onEnd(() => clearInterval(timer));
  return await new Promise<never>(() => {});
}

/** Until `quit`, or Ctrl-C. */
export async function panel(bench: Bench): Promise<ExitCode> {
  const { ground, title } = bench;
  return await new Promise((resolve, reject) => {
    const terminal: Terminal = new Terminal({
      stdin: process.stdin,
      stdout: process.stdout,
      title,
      rows: () => rowsOf(ground.bench),
      onLine: (line) => session.type(line),
      onStop: () => session.stop(),
      onEnd: () => resolve(EXIT.done),
    });
    bench.onEnd(() => terminal.close());
    bench.tellNotices((text) => terminal.say(`board: ${text}`));
    const talk: SessionTalk = {
      say: (text) => terminal.say(text),
      show: (readings) => {
        for (const line of rowsText(rowsOf(ground.bench, readings)).trimEnd().split('\n'))
          terminal.say(line);
      },
      question: (text) => terminal.ask(text),
      failed: (text) => terminal.say(`! ${text}`),
    };
    const session = new Session(ground, talk);
    terminal.say('help lists the commands; Esc switches everything off; quit or Ctrl-C ends');
    session.run().then(() => resolve(EXIT.done), reject);
  });
}

function plainTalk({ id, ground }: Bench, json: boolean): SessionTalk {
  return json
    ? jsonTalk(streams, id, Date.now)
    : textTalk(streams, (readings) => rowsOf(ground.bench, readings));
}

function rowsOf(bench: RobotBench | PadBench, readings: BenchReadings = bench.readings()): Row[] {
  if (readings.role === 'robot') return robotRows(readings, (bench as RobotBench).board);
  return padRows(readings, (bench as PadBench).board);
}

function isPowered(readings: BenchReadings): boolean {
  return readings.role === 'pad' && readings.relay.closed;
}

async function settled({ ground }: Pick<Bench, 'ground'>): Promise<void> {
  const isSettled = () => isComplete(ground.bench.readings());
  await waitFor({ ...ground, isStopped: () => false }, isSettled, FIRST_READINGS_MS);
}

function takeLines(session: Session, { onEnd }: Bench): void {
  const input = createInterface({ input: process.stdin, terminal: false });
  input.on('line', (line) => session.type(line));
  input.on('close', () => session.end());
  onEnd(() => input.close());
}
