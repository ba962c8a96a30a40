/** Members that report through the real queue to the air: within their share, and the gateway is up to date. */
import { describe, expect, it } from 'vitest';
import { Reassembler } from '../../../firmware/gateway/reassembler.ts';
import { ReportSource } from '../../../firmware/reports/report-source.ts';
import { type ReportTimes, reportTimes } from '../../../firmware/reports/times.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import { frameAirMs, type SharedProfile } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { reportShareOf, TransmitQueue } from '../../../src/radio/transmit.ts';
import type { Report } from '../../../src/wire/aside.ts';
import { type PlainFields, ReportCodec } from '../../../src/wire/report.ts';
import { codec as frames } from '../../wire/swarm.ts';
import { COUNTS, P1, ROSTER, record, stateOf } from './stage.ts';

const MEMBERS = 9;
const codec = new ReportCodec(ROSTER);
const sealer = frames();

interface Heard {
  readonly from: number;
  readonly atMs: number;
  readonly what: string;
  readonly fields: readonly PlainFields[];
}

/** Nine members change and tell of events all the time; every n-th frame is lost. */
class Swarm {
  readonly schedule = new Schedule();
  readonly heard: Heard[] = [];
  airMs = 0;
  private sent = 0;
  private readonly times: ReportTimes;
  private readonly reassembler = new Reassembler();

  private readonly loseEach: number;

  constructor(profile: SharedProfile, loseEach: number, changeEveryMs: number) {
    this.loseEach = loseEach;
    this.times = reportTimes(profile, MEMBERS);
    for (let self = 0; self < MEMBERS; self += 1) this.addMember(profile, self, changeEveryMs);
  }

  private addMember(profile: SharedProfile, self: number, changeEveryMs: number): void {
    const { schedule, times } = this;
    let battery = 0;
    let sequence = 0;
    const onAir = new Map<Uint8Array, Report>();
    const queue = new TransmitQueue({
      profile,
      timeline: schedule,
      completion: 'computed',
      reportShare: reportShareOf(MEMBERS),
      put: (frame) => this.hear(profile, self, frame, onAir),
      onUnsent: (_, reason) => {
        throw new Error(reason);
      },
    });
    const source = new ReportSource({
      roster: ROSTER,
      self,
      gateway: P1,
      times,
      timeline: schedule,
      describe: () => stateOf({ battery: battery % 101 }),
      counts: () => COUNTS,
      seal: (report) => {
        sequence += 1;
        const frame = sealer.seal({ source: self, boot: 1, sequence }, report)!;
        onAir.set(frame, report);
        return frame;
      },
      wake: () => queue.wake(),
    });
    queue.setReports(() => source.next());
    source.setLink(true);
    const change = (): void => {
      battery += 1;
      source.changed();
      source.note(record(battery % 9 === 0 ? 'enter' : 'renew', { pad: 'p1' }, battery));
      schedule.after(changeEveryMs, change);
    };
    schedule.after(self, change);
  }

  private hear(
    profile: SharedProfile,
    from: number,
    frame: Uint8Array,
    onAir: Map<Uint8Array, Report>,
  ): void {
    this.airMs += frameAirMs(profile, frame.length);
    this.sent += 1;
    const report = onAir.get(frame)!;
    onAir.delete(frame);
    if (this.sent % this.loseEach === 0) return;
    const bytes = this.reassembler.push(from, 1, report);
    if (typeof bytes === 'string') return;
    const { what, fields } = codec.decode(bytes)!;
    this.heard.push({ from, atMs: this.schedule.nowMs, what, fields });
  }
}

describe.each(['hc12', 'sik', 'lora-sf7', 'xbee'] as const)('on %s', (name) => {
  const profile = RADIO_PROFILES[name];
  const times = reportTimes(profile, MEMBERS);

  it('however much there is to tell, all reports together take a tenth of the channel', () => {
    const swarm = new Swarm(profile, 7, 200);
    const spanMs = 40 * times.reportEveryMs;
    swarm.schedule.run(spanMs);
    expect(swarm.airMs / spanMs).toBeLessThan(0.105);
    expect(swarm.airMs / spanMs).toBeGreaterThan(0.05);
  });

  it('the gateway has a new state of each, and important events, in spite of losses', () => {
    const swarm = new Swarm(profile, 7, times.reportEveryMs);
    const spanMs = 60 * times.reportEveryMs;
    swarm.schedule.run(spanMs);
    for (let from = 0; from < MEMBERS; from += 1) {
      const of = (what: string) =>
        swarm.heard.filter((heard) => heard.from === from && heard.what === what);
      const states = of('state').map(({ atMs }) => atMs);
      const gaps = [...states, spanMs].map((atMs, index) => atMs - (states[index - 1] ?? 0));
      expect(Math.max(...gaps)).toBeLessThan(times.silenceMs + times.reportEveryMs * 8);
      expect(states.length).toBeGreaterThan(15);
      const events = of('events').flatMap(({ fields }) => fields.map(({ event }) => event));
      expect(events.filter((event) => event === 'enter').length).toBeGreaterThan(2);
    }
  });
});
