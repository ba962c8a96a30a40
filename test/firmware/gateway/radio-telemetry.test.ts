/** A gateway and members that report to it, put together over the real queues to the air. */
import { describe, expect, it } from 'vitest';
import {
  type RadioTelemetry,
  startRadioTelemetry,
} from '../../../firmware/gateway/radio-telemetry.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { reportShareOf, TransmitQueue } from '../../../src/radio/transmit.ts';
import type { Aside } from '../../../src/wire/aside.ts';
import { utf8 } from '../../../src/wire/bytes.ts';
import { codec as makeCodec } from '../../wire/swarm.ts';
import { COUNTS, P1, R3, ROSTER, record, stateOf } from '../reports/stage.ts';
import { FakeTelemetry, settle } from './fake-telemetry.ts';

const profile = RADIO_PROFILES.sik;
const frames = makeCodec({ roster: ROSTER });

class Zone {
  readonly schedule = new Schedule();
  readonly links: FakeTelemetry[] = [];
  readonly dropped: string[] = [];
  readonly obeyed: string[] = [];
  readonly members = new Map<number, RadioTelemetry>();
  state = stateOf();
  private sequence = 0;

  add(self: number, gateway = P1): RadioTelemetry {
    const { schedule } = this;
    const radio = new TransmitQueue({
      profile,
      timeline: schedule,
      completion: 'computed',
      reportShare: reportShareOf(10),
      put: (frame) => schedule.after(20, () => this.deliver(self, frame)),
      onUnsent: (_, reason) => void this.dropped.push(reason),
    });
    const member = startRadioTelemetry({
      url: 'mqtt://broker',
      swarm: 'orchard',
      zone: 'east',
      roster: ROSTER,
      self,
      gateway,
      profile,
      relayed: false,
      timeline: schedule,
      clock: { wallMs: () => schedule.nowMs, monoMs: () => schedule.nowMs },
      log: { info() {}, warn() {} },
      open: (options) => {
        this.links.push(new FakeTelemetry(options));
        return this.links.at(-1)!;
      },
      radio,
      seal: (aside) => {
        this.sequence += 1;
        return frames.seal({ source: self, boot: 1, sequence: this.sequence }, aside);
      },
      describe: () => this.state,
      counts: () => COUNTS,
      obey: ({ verb }, done) => {
        this.obeyed.push(`${self} ${verb}`);
        done(null);
      },
      onDrop: (reason) => void this.dropped.push(reason),
    });
    this.members.set(self, member);
    member.setLink(true);
    return member;
  }

  /** What somebody says who is none of the members. */
  say(source: number, aside: Aside): void {
    for (const member of this.members.values()) member.onAside(source, aside, 1);
  }

  private deliver(from: number, bytes: Uint8Array): void {
    const frame = frames.open(bytes);
    if (typeof frame === 'string') throw new Error(frame);
    for (const [self, member] of this.members)
      if (self !== from) member.onAside(frame.source, frame.message as Aside, frame.boot);
  }
}

describe('a zone', () => {
  it('states and events come to the gateway, and commands to the member', async () => {
    const zone = new Zone();
    zone.add(P1);
    const r3 = zone.add(R3);
    zone.add(0);
    r3.note(record('enter', { pad: 'p1', epoch: 5, fence: [5, 31], until: 900 }));
    zone.schedule.run(10_000);
    expect(zone.links.map(({ options: { id } }) => id).sort()).toEqual(['r1', 'r3']);
    const link = zone.links.find(({ options: { id } }) => id === 'r3')!;
    expect(link.states.at(-1)).toMatchObject({ id: 'r3', phase: 'working', via: 'p1' });
    expect(link.events).toMatchObject([{ event: 'enter', from: 'r3' }]);
    zone.state = stateOf({ phase: 'charging' });
    r3.changed();
    const outcome = link.command('hold');
    zone.schedule.run(20_000);
    expect(await outcome).toEqual({ status: 'ok' });
    expect(zone.obeyed).toEqual([`${R3} hold`]);
    expect(link.states.at(-1)).toMatchObject({ phase: 'charging' });
    expect(zone.dropped).toEqual([]);
  });

  it('a second gateway, by another file, shows nothing', () => {
    const zone = new Zone();
    zone.add(9, 9);
    zone.add(R3);
    zone.schedule.run(10_000);
    expect(zone.links).toEqual([]);
    expect(new Set(zone.dropped)).toEqual(new Set(['report-for-another']));
  });

  it('a command of somebody else than the gateway is not heeded, but counted', () => {
    const zone = new Zone();
    zone.add(R3);
    zone.say(1, { kind: 'command', to: R3, ticket: 1, verb: utf8('charge') });
    zone.say(1, { kind: 'command', to: 4, ticket: 1, verb: utf8('charge') });
    zone.say(1, { kind: 'roll', keyId: 2 });
    expect(zone.obeyed).toEqual([]);
    expect(zone.dropped).toEqual(['command-unheeded']);
  });

  it('a member that was closed tells nothing more, and a gateway takes leave', async () => {
    const zone = new Zone();
    const p1 = zone.add(P1);
    const r3 = zone.add(R3);
    zone.schedule.run(5000);
    await r3.close();
    const [link] = zone.links;
    const shown = link!.states.length;
    r3.changed();
    r3.note(record('exit'));
    p1.heard(R3);
    zone.schedule.run(60_000);
    expect(link!.states).toHaveLength(shown);
    expect(link!.events).toEqual([]);
    const closed = p1.close();
    expect(link!.isOpen).toBe(false);
    link!.leave();
    await settle();
    await closed;
  });
});
