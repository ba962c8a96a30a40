/** A pad controller: power only under a live lease and on contact, an alarm for strangers. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { quarantineMs } from '../../src/protocol/timing.ts';
import { fence, LAN } from '../protocol/stage.ts';
import { padActor } from './stage.ts';

const enter = (counter: number, attempt = 1): Message => ({
  kind: 'enter',
  pad: 0,
  fence: fence(5, counter),
  attempt,
  released: null,
});
const SHOWN = /^(power|\* alarm|\* admit|\* refuse|\* release)/;

/** Past its quarantine. */
function ready(contact: boolean | null) {
  const pad = padActor(contact).wait(quarantineMs(LAN.leaseMs, LAN.drift));
  pad.outputs = [];
  return pad;
}

const contact = (
  there: boolean | null,
  fault: string | null = null,
  alarm: string | null = null,
) => ({
  type: 'pad-body' as const,
  report: { contact: there, fault, alarm },
});

/** What it says when power may flow until the end of a lease that was granted or renewed at `atMs`. */
const on = (atMs: number): string => `power on until ${atMs + LAN.leaseMs}`;

describe('power', () => {
  it('flows from contact under a lease until either ends', () => {
    const pad = ready(false).hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual(['* admit pad=0 fence=(5,10) robot=0']);
    const admittedAtMs = pad.now;
    pad.wait(300);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([on(admittedAtMs)]);
    expect(pad.step(contact(false)).take(SHOWN)).toEqual(['power off']);
    pad.wait(300);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([on(admittedAtMs)]);
    pad.hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) });
    expect(pad.take(SHOWN)).toEqual([
      '* release pad=0 fence=(5,10) robot=0 reason=released',
      'power off',
      '* alarm reason=something stands on the pad without a lease',
    ]);
  });

  it('ends with the lease, with nobody saying anything', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    expect(pad.wait(LAN.leaseMs - 1).take(SHOWN)).toEqual([]);
    expect(pad.wait(1).take(SHOWN)).toEqual([
      '* release pad=0 fence=(5,10) robot=0 reason=lease-over',
      'power off',
      '* alarm reason=something stands on the pad without a lease',
    ]);
  });

  it('goes on through renewals, each of which says when the lease ends now', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    for (let attempt = 2; attempt < 9; attempt += 1) {
      pad.wait(1500).hear(0, enter(10, attempt));
      expect(pad.take(SHOWN)).toEqual([on(pad.now)]);
    }
    expect(pad.wait(LAN.leaseMs).take(/^power/)).toEqual(['power off']);
  });

  it('is not granted anew by news that change nothing of the lease', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad
      .wait(100)
      .step(contact(true))
      .step(contact(true, null, 'the fan is loud'));
    pad.hear(1, enter(12));
    expect(pad.take(/^power/)).toEqual([]);
  });

  it('goes off before the ADMIT of the next robot leaves', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad.step(contact(false)).step(contact(true));
    pad.hear(1, {
      kind: 'enter',
      pad: 0,
      fence: fence(5, 12),
      attempt: 1,
      released: fence(5, 10),
    });
    const lines = pad.take(/^(power|> admit|\* refuse)/);
    expect(lines.slice(0, 3)).toEqual(['power off', on(pad.now), 'power off']);
    expect(lines.slice(3)).toEqual([expect.stringMatching(/refuse.*reason=contact/)]);
  });

  it('flows under a lease alone where there is no sensor', () => {
    const pad = ready(null).hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual(['* admit pad=0 fence=(5,10) robot=0', on(pad.now)]);
  });

  it('does not flow while the pad has a fault, which is told once', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad.step(contact(true, 'relay stuck')).step(contact(true, 'relay stuck'));
    expect(pad.take(SHOWN)).toEqual(['power off', '* alarm reason=relay stuck']);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([on(pad.now)]);
  });

  it('is off after a stop, and stays off, whoever still renews', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad.step({ type: 'stop', reason: 'SIGTERM', now: false });
    expect(pad.take(/^(power|finished)/)).toEqual(['power off', 'finished']);
    pad.hear(0, enter(10, 2)).step(contact(true)).hear(0, enter(11));
    pad.step({ type: 'stop', reason: 'SIGTERM', now: true }).hear(0, enter(10, 3));
    pad.wait(LAN.leaseMs).step(contact(false)).step(contact(true)).hear(1, enter(12));
    expect(pad.take(/^power/)).toEqual([]);
    expect(pad.role.describe()).toMatchObject({ power: false });
  });
});

describe('a pad with a fault', () => {
  it('admits nobody until it is mended', () => {
    const pad = ready(false).step(contact(false, 'the relay is welded'));
    pad.outputs = [];
    expect(pad.hear(0, enter(10)).take(SHOWN)).toEqual([
      '* refuse pad=0 fence=(5,10) robot=0 reason=fault',
    ]);
    pad.step(contact(false)).hear(0, enter(10, 2));
    expect(pad.take(SHOWN)).toEqual(['* admit pad=0 fence=(5,10) robot=0']);
  });

  it('says so from its start on', () => {
    const pad = padActor(false, 'no board answers').wait(quarantineMs(LAN.leaseMs, LAN.drift));
    expect(pad.take(/alarm/)).toEqual(['* alarm reason=no board answers']);
    expect(pad.hear(0, enter(10)).take(/refuse pad/)).toEqual([
      expect.stringContaining('reason=fault'),
    ]);
    expect(pad.role.describe()).toMatchObject({
      fault: 'no board answers',
      alarm: null,
      power: false,
    });
  });
});

describe('an alarm of its board', () => {
  it('is told once, and shown, and keeps nobody off', () => {
    const pad = ready(false).step(contact(false, null, 'the feedback contact bounces'));
    pad.step(contact(false, null, 'the feedback contact bounces')).hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual([
      '* alarm reason=the feedback contact bounces',
      '* admit pad=0 fence=(5,10) robot=0',
    ]);
    expect(pad.role.describe()).toMatchObject({
      fault: null,
      alarm: 'the feedback contact bounces',
    });
    expect(pad.step(contact(true)).role.describe()).toMatchObject({ alarm: null });
  });
});

describe('a lease without contact', () => {
  const MISSED = '* alarm reason=a robot has the pad and does not come onto its contacts';
  const PATIENCE_MS = 120_000;

  /** Renews for so long. */
  function renew(pad: ReturnType<typeof ready>, forMs: number, first = 2): number {
    let attempt = first;
    for (let endMs = pad.now + forMs; pad.now < endMs; attempt += 1)
      pad.wait(Math.min(1000, endMs - pad.now)).hear(0, enter(10, attempt));
    return attempt;
  }

  it('becomes an alarm after two minutes, once, though nobody says a word just then', () => {
    const pad = ready(false).hear(0, enter(10));
    renew(pad, PATIENCE_MS - 1);
    expect(pad.take(/alarm/)).toEqual([]);
    expect(pad.role.nextDeadlineMs()).toBeLessThanOrEqual(pad.now + 1);
    expect(pad.wait(1).take(/alarm/)).toEqual([MISSED]);
    expect(pad.role.describe()).toMatchObject({ alarm: MISSED.slice('* alarm reason='.length) });
    renew(pad, 10_000, 500);
    expect(pad.take(/alarm/)).toEqual([]);
  });

  it('is over when the robot comes, and counted anew when it drops off', () => {
    const pad = ready(false).hear(0, enter(10));
    const attempt = renew(pad, PATIENCE_MS - 10);
    pad.step(contact(true)).step(contact(false));
    renew(pad, PATIENCE_MS - 1, attempt);
    expect(pad.take(/alarm/)).toEqual([]);
    expect(pad.wait(1).take(/alarm/)).toEqual([MISSED]);
    expect(pad.step(contact(true)).role.describe()).toMatchObject({ alarm: null });
  });

  it('is not counted from one robot to the next', () => {
    const pad = ready(false).hear(0, enter(10));
    renew(pad, PATIENCE_MS - 10);
    pad.hear(1, { ...enter(12), released: fence(5, 10) } as Message);
    expect(pad.wait(1000).take(/alarm/)).toEqual([]);
  });

  it('stands back behind a fault, without waking anybody for it again and again', () => {
    const pad = ready(false).hear(0, enter(10));
    renew(pad, PATIENCE_MS - 1);
    pad.step(contact(false, 'the relay is welded'));
    expect(pad.wait(5).take(/alarm/)).toEqual(['* alarm reason=the relay is welded']);
    expect(pad.role.nextDeadlineMs()).toBeGreaterThan(pad.now);
    expect(pad.step(contact(false)).take(/alarm/)).toEqual([MISSED]);
  });

  it('is nothing to a pad without a sensor', () => {
    const pad = ready(null).hear(0, enter(10));
    renew(pad, PATIENCE_MS + 1000);
    expect(pad.take(/alarm/)).toEqual([]);
  });
});

describe('something on the contacts without a lease', () => {
  it('raises an alarm once, gets no power, and keeps others off', () => {
    const pad = ready(false).step(contact(true)).step(contact(true));
    expect(pad.take(SHOWN)).toEqual(['* alarm reason=something stands on the pad without a lease']);
    pad.hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual(['* refuse pad=0 fence=(5,10) robot=0 reason=contact']);
    pad.step(contact(false)).hear(0, enter(10, 2));
    expect(pad.take(SHOWN)).toEqual(['* admit pad=0 fence=(5,10) robot=0']);
  });

  it('is noticed when it stood there at the start', () => {
    const pad = padActor(true);
    expect(pad.take(SHOWN)).toEqual(['* alarm reason=something stands on the pad without a lease']);
    pad.wait(quarantineMs(LAN.leaseMs, LAN.drift)).hear(0, enter(10));
    expect(pad.take(/refuse pad/)).toEqual([expect.stringContaining('reason=contact')]);
  });

  it('is told of again when it comes again', () => {
    const pad = ready(false).step(contact(true)).step(contact(false)).step(contact(true));
    expect(pad.take(/alarm/)).toHaveLength(2);
  });
});

describe('a command', () => {
  const release = { type: 'command', verb: 'release', ticket: 4 } as const;

  it('is refused in plain words', () => {
    const pad = ready(null);
    pad.step({ type: 'command', verb: 'charge', ticket: 3 }).step(release);
    pad.step({ ...release, ticket: 5, pad: 1 });
    expect(pad.take(/reply/)).toEqual([
      'reply 3 a pad takes release alone: ask the robot',
      'reply 4 p1 is free',
      'reply 5 that is another pad: ask it',
    ]);
  });

  it('to release takes the power at once, and the lease at its end (S1)', () => {
    const pad = ready(true).step(contact(false)).hear(0, enter(10)).step(contact(true));
    expect(pad.role.describe()).toMatchObject({ phase: 'leased', power: true });
    pad.take();
    pad.step(release);
    expect(pad.take(/reply|power|> refuse/)).toEqual([
      'power off',
      expect.stringContaining('> refuse! pad=0 robot=0 fence=(5,10) attempt=0 reason=released'),
      'reply 4 ok',
    ]);
    expect(pad.role.describe()).toMatchObject({ phase: 'leased', power: false });
    pad.hear(0, enter(10, 2)).wait(LAN.leaseMs - 1);
    expect(pad.take(/power|phase/)).toEqual([]);
    expect(pad.role.describe()).toMatchObject({ phase: 'leased' });
    pad.wait(1).step(release);
    expect(pad.take(/reply/)).toEqual(['reply 4 p1 is free']);
  });

  it('to release gives power to the next robot', () => {
    const pad = ready(null).hear(0, enter(10)).step(release);
    pad.hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) }).take();
    pad.hear(1, { ...enter(2), fence: fence(6, 2) } as Message);
    expect(pad.take(/power/)).toEqual([expect.stringContaining('power on until')]);
  });
});
