/** Commands of the gateway: repeated until they are answered, and given up in the end. */
import { describe, expect, it } from 'vitest';
import { Asked } from '../../../firmware/gateway/asked.ts';
import type { CommandOutcome } from '../../../firmware/telemetry/command.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import type { Command, Reply } from '../../../src/wire/aside.ts';
import { utf8 } from '../../../src/wire/bytes.ts';

const SELF = 8;

class Stage {
  readonly schedule = new Schedule();
  readonly said: { readonly atMs: number; readonly command: Command }[] = [];
  readonly outcomes: CommandOutcome[] = [];
  readonly asked = new Asked({
    self: SELF,
    timeline: this.schedule,
    say: (command) => void this.said.push({ atMs: this.schedule.nowMs, command }),
    repeatMs: 500,
  });

  ask(to = 2, verb: 'charge' | 'hold' | 'release' = 'charge', pad: string | null = null): number {
    void this.asked
      .ask(to, `r${to + 1}`, { verb, pad })
      .then((outcome) => this.outcomes.push(outcome));
    return this.said.at(-1)!.command.ticket;
  }

  answer(ticket: number, change: Partial<Reply> & { from?: number } = {}): boolean {
    const { from = 2, ...rest } = change;
    const reply: Reply = { kind: 'reply', to: SELF, ticket, error: new Uint8Array(), ...rest };
    return this.asked.answer(from, reply);
  }

  async run(ms: number): Promise<CommandOutcome[]> {
    this.schedule.run(this.schedule.nowMs + ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    return this.outcomes.splice(0);
  }
}

describe('a command', () => {
  it('is said at once, and its reply is the outcome', async () => {
    const stage = new Stage();
    const ticket = stage.ask();
    expect(stage.said[0]!.command).toEqual({
      kind: 'command',
      to: 2,
      ticket,
      verb: utf8('charge'),
    });
    expect(await stage.run(400)).toEqual([]);
    expect(stage.answer(ticket)).toBe(true);
    expect(await stage.run(60_000)).toEqual([{ status: 'ok' }]);
    expect(stage.said).toHaveLength(1);
  });

  it('to release a pad that robots guard names the pad', () => {
    const stage = new Stage();
    stage.ask(2, 'release', 'p1');
    expect(stage.said[0]!.command.verb).toEqual(utf8('release p1'));
  });

  it('that is refused fails with the words of the member', async () => {
    const stage = new Stage();
    stage.answer(stage.ask(), { error: utf8('the battery is full') });
    expect(await stage.run(0)).toEqual([{ status: 'error', error: 'the battery is full' }]);
  });

  it('is repeated with the same ticket, more and more rarely, and given up', async () => {
    const stage = new Stage();
    const ticket = stage.ask();
    expect(await stage.run(7499)).toEqual([]);
    expect(stage.said.map(({ atMs }) => atMs)).toEqual([0, 500, 1500, 3500]);
    expect(new Set(stage.said.map(({ command }) => command.ticket))).toEqual(new Set([ticket]));
    expect(await stage.run(1)).toEqual([
      {
        status: 'error',
        error: 'r3 did not answer over the radio within 8 s; it may not have heard it',
      },
    ]);
    expect(stage.answer(ticket)).toBe(false);
    expect(await stage.run(60_000)).toEqual([]);
    expect(stage.said).toHaveLength(4);
  });

  it('is told from others by its ticket, whoever answers first', async () => {
    const stage = new Stage();
    const [first, second] = [stage.ask(2), stage.ask(2, 'hold')];
    expect(first).not.toBe(second);
    stage.answer(second, { error: utf8('second') });
    stage.answer(first);
    expect(await stage.run(0)).toEqual([{ status: 'error', error: 'second' }, { status: 'ok' }]);
  });
});

describe('a reply', () => {
  it.each([
    ['of another member', { from: 3 }],
    ['to another gateway', { to: 3 }],
    ['with another ticket', { ticket: 99 }],
  ])('%s answers nothing', async (_, change) => {
    const stage = new Stage();
    const ticket = stage.ask();
    expect(stage.answer(ticket, change)).toBe(false);
    expect(await stage.run(0)).toEqual([]);
    expect(stage.answer(ticket)).toBe(true);
  });

  it('that is no text is a text all the same', async () => {
    const stage = new Stage();
    stage.answer(stage.ask(), { error: Uint8Array.of(0xff, 0x41) });
    expect(await stage.run(0)).toEqual([{ status: 'error', error: '\ufffdA' }]);
  });
});

it('too many at once are refused, without being said', async () => {
  const stage = new Stage();
  for (let count = 0; count < 64; count += 1) stage.ask(count % 8);
  stage.ask();
  expect(stage.said).toHaveLength(64);
  expect(await stage.run(0)).toEqual([
    { status: 'error', error: 'too many commands wait for the radio; try again later' },
  ]);
});

it('when the gateway stops, whoever waits is told so, and nothing more is said', async () => {
  const stage = new Stage();
  stage.ask();
  stage.asked.close();
  const stopping = { status: 'error', error: 'the gateway is stopping' };
  expect(await stage.run(60_000)).toEqual([stopping]);
  void stage.asked
    .ask(2, 'r3', { verb: 'hold', pad: null })
    .then((outcome) => stage.outcomes.push(outcome));
  expect(await stage.run(60_000)).toEqual([stopping]);
  expect(stage.said).toHaveLength(1);
});
