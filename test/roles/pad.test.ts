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

const contact = (there: boolean | null, fault: string | null = null) => ({
  type: 'pad-body' as const,
  report: { contact: there, fault, alarm: null },
});

describe('power', () => {
  it('flows from contact under a lease until either ends', () => {
    const pad = ready(false).hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual(['* admit pad=0 fence=(5,10) robot=0']);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([expect.stringMatching(/^power on/)]);
    expect(pad.step(contact(false)).take(SHOWN)).toEqual(['power off']);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([expect.stringMatching(/^power on/)]);
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

  it('goes on through a renewal', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    for (let attempt = 2; attempt < 9; attempt += 1) pad.wait(1500).hear(0, enter(10, attempt));
    expect(pad.take(SHOWN)).toEqual([]);
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
    expect(lines[0]).toBe('power off');
    expect(lines[1]).toMatch(/^power on/);
    expect(lines[2]).toBe('power off');
  });

  it('flows under a lease alone where there is no sensor', () => {
    const pad = ready(null).hear(0, enter(10));
    expect(pad.take(SHOWN)).toEqual([
      '* admit pad=0 fence=(5,10) robot=0',
      expect.stringMatching(/^power on/),
    ]);
  });

  it('does not flow while the pad has a fault, which is told once', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad.step(contact(true, 'relay stuck')).step(contact(true, 'relay stuck'));
    expect(pad.take(SHOWN)).toEqual(['power off', '* alarm reason=relay stuck']);
    expect(pad.step(contact(true)).take(SHOWN)).toEqual([expect.stringMatching(/^power on/)]);
  });

  it('is off after a stop, and stays off', () => {
    const pad = ready(false).hear(0, enter(10)).step(contact(true));
    pad.outputs = [];
    pad.step({ type: 'stop', reason: 'SIGTERM', now: false });
    expect(pad.take(/^(power|finished)/)).toEqual(['power off', 'finished']);
    pad.hear(0, enter(10, 2)).step(contact(true)).hear(0, enter(11));
    expect(pad.take(/^power/)).toEqual([]);
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
  it('is refused in plain words', () => {
    const pad = ready(null).step({ type: 'command', verb: 'charge', ticket: 4 });
    expect(pad.take(/reply/)).toEqual([
      'reply 4 a pad takes no commands: ask the robot that is on it',
    ]);
  });
});
