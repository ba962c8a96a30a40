/** Commands over the radio: carried out once each, answered as often as asked, and only the gateway's. */
import { describe, expect, it } from 'vitest';
import { orderText } from '../../../firmware/commands.ts';
import { Obeying } from '../../../firmware/reports/obey.ts';
import type { Command, Reply } from '../../../src/wire/aside.ts';
import { utf8 } from '../../../src/wire/bytes.ts';

const SELF = 2;
const GATEWAY = 8;

class Stage {
  readonly obeyed: string[] = [];
  readonly replies: Reply[] = [];
  readonly pending: ((error: string | null) => void)[] = [];
  /** Answered at once, unless it is to wait. */
  error: string | null = null;
  waits = false;
  readonly obeying = new Obeying({
    self: SELF,
    gateway: GATEWAY,
    say: (reply) => void this.replies.push(reply),
    obey: (order, done) => {
      this.obeyed.push(orderText(order));
      if (this.waits) this.pending.push(done);
      else done(this.error);
    },
  });

  hear(ticket: number, verb = 'charge', change: Partial<Command> = {}, from = GATEWAY, boot = 1) {
    const command: Command = { kind: 'command', to: SELF, ticket, verb: utf8(verb), ...change };
    return this.obeying.hear(from, boot, command);
  }

  said(): string[] {
    return this.replies
      .splice(0)
      .map(({ ticket, error }) => `${ticket} ${new TextDecoder().decode(error) || 'ok'}`);
  }
}

describe('a command', () => {
  it.each(['charge', 'release', 'hold', 'resume'])('%s is carried out and answered', (verb) => {
    const stage = new Stage();
    expect(stage.hear(1, verb)).toBe(true);
    expect(stage.obeyed).toEqual([verb]);
    expect(stage.replies).toEqual([
      { kind: 'reply', to: GATEWAY, ticket: 1, error: new Uint8Array() },
    ]);
  });

  it('that is repeated is answered again, and carried out once', () => {
    const stage = new Stage();
    for (let time = 0; time < 4; time += 1) stage.hear(7);
    expect(stage.obeyed).toEqual(['charge']);
    expect(stage.said()).toEqual(['7 ok', '7 ok', '7 ok', '7 ok']);
  });

  it('that is repeated while it is carried out is answered when it is done', () => {
    const stage = new Stage();
    stage.waits = true;
    stage.hear(7);
    stage.hear(7);
    expect(stage.said()).toEqual([]);
    stage.pending[0]!('the battery is full');
    stage.pending[0]!(null);
    expect(stage.said()).toEqual(['7 the battery is full']);
    stage.hear(7);
    expect(stage.said()).toEqual(['7 the battery is full']);
    expect(stage.obeyed).toHaveLength(1);
  });

  it('with another ticket is another one', () => {
    const stage = new Stage();
    stage.hear(1);
    stage.hear(2);
    stage.hear(1);
    expect(stage.obeyed).toHaveLength(2);
    expect(stage.said()).toEqual(['1 ok', '2 ok', '1 ok']);
  });

  it('with the ticket of the gateway’s former life is another one, and the former answer is kept back', () => {
    const stage = new Stage();
    stage.waits = true;
    stage.hear(1);
    stage.hear(1, 'hold', {}, GATEWAY, 2);
    expect(stage.obeyed).toEqual(['charge', 'hold']);
    stage.pending[0]!('too late');
    expect(stage.said()).toEqual([]);
    stage.pending[1]!(null);
    expect(stage.said()).toEqual(['1 ok']);
    expect(stage.hear(9, 'charge', {}, GATEWAY, 1)).toBe(false);
  });

  it('that is not known is answered, also when it is no text', () => {
    const stage = new Stage();
    stage.hear(1, 'dance');
    stage.hear(2, '', { verb: Uint8Array.of(0xff, 0xfe) });
    stage.hear(3, 'constructor');
    stage.hear(4, 'charge p1');
    stage.hear(5, 'releasep1');
    expect(stage.obeyed).toEqual([]);
    const error = 'unknown command; it is one of charge, release, hold, resume';
    expect(stage.said()).toEqual([1, 2, 3, 4, 5].map((ticket) => `${ticket} ${error}`));
  });

  it('may name a pad that is to be released', () => {
    const stage = new Stage();
    stage.hear(1, 'release p1');
    expect(stage.obeyed).toEqual(['release p1']);
  });

  it('for somebody else, or from somebody else, is neither obeyed nor answered', () => {
    const stage = new Stage();
    expect(stage.hear(1, 'charge', { to: 3 })).toBe(false);
    expect(stage.hear(1, 'charge', {}, 1)).toBe(false);
    expect([stage.obeyed, stage.replies]).toEqual([[], []]);
  });
});

it('an old ticket that was forgotten is not obeyed again', () => {
  const stage = new Stage();
  for (let ticket = 1; ticket <= 40; ticket += 1) stage.hear(ticket);
  stage.said();
  for (let ticket = 1; ticket <= 40; ticket += 1) stage.hear(ticket);
  expect(stage.obeyed).toHaveLength(40);
  // Those that are remembered are answered again.
  expect(stage.said()).toHaveLength(32);
});

it('a long answer is cut, between characters', () => {
  const stage = new Stage();
  stage.error = 'x'.repeat(63) + 'é'.repeat(40);
  stage.hear(1);
  expect(stage.replies[0]!.error).toEqual(utf8('x'.repeat(63)));
  stage.error = '⚡'.repeat(40);
  stage.hear(2);
  expect(new TextDecoder('utf-8', { fatal: true }).decode(stage.replies[1]!.error)).toBe(
    '⚡'.repeat(21),
  );
  stage.error = 'y'.repeat(64);
  stage.hear(3);
  expect(stage.replies[2]!.error).toHaveLength(64);
});
