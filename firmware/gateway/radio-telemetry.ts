/**
 * A member's part in telemetry where the radio is a serial one: it speaks for all others, or it reports to the
 * member that does. This is where the pieces of both are put together.
 */
import { type MemberIndex, memberCount, type Roster } from '../../src/protocol/roster.ts';
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import type { FrameCounts } from '../../src/runtime/driver.ts';
import type { Radio } from '../../src/runtime/ports.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import type { Aside } from '../../src/wire/aside.ts';
import type { Order } from '../commands.ts';
import { Obeying } from '../reports/obey.ts';
import { ReportSource } from '../reports/report-source.ts';
import { reportTimes } from '../reports/times.ts';
import { Gateway, type GatewayDrop, type GatewayOptions } from './gateway.ts';

export interface RadioTelemetryOptions
  extends Pick<GatewayOptions, 'url' | 'swarm' | 'clock' | 'log' | 'open'> {
  readonly zone: string;
  readonly roster: Roster;
  readonly self: MemberIndex;
  /** Who speaks for all; may be this member. */
  readonly gateway: MemberIndex;
  readonly profile: SharedProfile;
  /** A relay repeats each frame. */
  readonly relayed: boolean;
  readonly timeline: Timeline;
  readonly radio: Pick<Radio, 'send'> & {
    setReports(next: (() => Uint8Array | null) | null): void;
    wake(): void;
  };
  /** The frame of an aside, or null while nothing may be sent (Driver.sealAside). */
  readonly seal: (aside: Aside) => Uint8Array | null;
  /** The state as it is now (Role.describe). */
  readonly describe: () => Readonly<Record<string, unknown>>;
  readonly counts: () => FrameCounts;
  /** Carries a command out; `done` is called once, with null or with why not. */
  readonly obey: (order: Order, done: (error: string | null) => void) => void;
  /** What came over the radio and was of no use, to be counted. */
  readonly onDrop: (reason: GatewayDrop | 'command-unheeded', bytes: number) => void;
}

export interface RadioTelemetry {
  /** The state may be another one. */
  changed(): void;
  /** Something happened that the event topic is to carry. */
  note(record: TraceRecord): void;
  /** What the radio's link does. */
  setLink(up: boolean): void;
  /** An authentic frame of a member was heard, whatever is in it. */
  heard(from: MemberIndex): void;
  /** An aside that `from` said in its `boot`; others than reports, commands and replies are left alone. */
  onAside(from: MemberIndex, aside: Aside, boot: number): void;
  close(): Promise<void>;
}

export function startRadioTelemetry(options: RadioTelemetryOptions): RadioTelemetry {
  return options.self === options.gateway ? speaking(options) : reporting(options);
}

/** Says an aside once, before all reports: somebody waits for it. */
function sayer({ radio, seal }: RadioTelemetryOptions): (aside: Aside) => void {
  return (aside) => {
    const frame = seal(aside);
    if (frame) radio.send(frame);
  };
}

function timesOf({ profile, roster, relayed }: RadioTelemetryOptions) {
  return reportTimes(profile, memberCount(roster), relayed);
}

/** What the gateway shows of itself goes to the broker without this. */
function speaking(options: RadioTelemetryOptions): RadioTelemetry {
  const gateway = new Gateway({ ...options, times: timesOf(options), say: sayer(options) });
  return {
    changed() {},
    note() {},
    setLink() {},
    heard: (from) => gateway.heard(from),
    onAside: (from, aside, boot) => gateway.onAside(from, aside, boot),
    close: () => gateway.close(),
  };
}

function reporting(options: RadioTelemetryOptions): RadioTelemetry {
  const { onDrop, radio, self } = options;
  const source = new ReportSource({
    ...options,
    times: timesOf(options),
    wake: () => radio.wake(),
  });
  const obeying = new Obeying({ ...options, say: sayer(options) });
  radio.setReports(() => source.next());
  return {
    changed: () => source.changed(),
    note: (record) => source.note(record),
    setLink: (up) => source.setLink(up),
    heard() {},
    onAside(from, aside, boot) {
      if (aside.kind !== 'command' || aside.to !== self) return;
      if (!obeying.hear(from, boot, aside)) onDrop('command-unheeded', aside.verb.length);
    },
    async close() {
      source.setLink(false);
      radio.setReports(null);
    },
  };
}
