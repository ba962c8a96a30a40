/**
 * Speaks over MQTT for the members that only the radio reaches: what they report appears on their own topics as if
 * they had published it, and commands on these topics go to them over the radio.
 *
 * A member is spoken for from its first report on. Members with a network of their own send none.
 */
import { isRobot, type MemberIndex, memberId, type Roster } from '../../src/protocol/roster.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { isRecord } from '../../src/runtime/trace.ts';
import type { Aside, Command, Report } from '../../src/wire/aside.ts';
import { type PlainFields, ReportCodec, type ReportContent } from '../../src/wire/report.ts';
import {
  type ShownEvent,
  unpackCounts,
  unpackEvent,
  unpackState,
} from '../../src/wire/report-fields.ts';
import type { ReportTimes } from '../reports/times.ts';
import { askedFor } from '../telemetry/command.ts';
import { createTelemetry, type Telemetry, type TelemetryOptions } from '../telemetry/telemetry.ts';
import { Asked } from './asked.ts';
import { Reassembler } from './reassembler.ts';
import { SpokenFor } from './spoken-for.ts';

export interface GatewayOptions {
  /** URL of the broker, as for the gateway's own telemetry. */
  readonly url: string;
  readonly swarm: string;
  readonly zone: string;
  readonly roster: Roster;
  readonly self: MemberIndex;
  readonly times: ReportTimes;
  readonly timeline: Timeline;
  /** This host's clocks in milliseconds: since 1970, and monotonic. */
  readonly clock: { wallMs(): number; monoMs(): number };
  /** Says an aside to all members, once; it may be lost. */
  readonly say: (command: Command) => void;
  /** What came over the radio and can't be shown, to be counted. */
  readonly onDrop: (reason: GatewayDrop, bytes: number) => void;
  readonly log: TelemetryOptions['log'];
  /** Opens the telemetry of one of them; a plain one without it. */
  readonly open?: (options: TelemetryOptions) => Telemetry;
  /** For tests that are in a hurry. */
  readonly linkTiming?: TelemetryOptions['timing'];
}

/**
 * report-malformed: it says nothing sensible. report-odd: a piece that does not fit the others, or one of a former
 * life. report-for-another: it names another gateway. reply-unasked: nobody waits for it any more.
 */
export type GatewayDrop =
  | 'report-malformed'
  | 'report-odd'
  | 'report-for-another'
  | 'reply-unasked';

interface Shown {
  readonly spoken: SpokenFor;
  state: PlainFields | null;
  frames: PlainFields;
}

/** Until a member has told of its frames. */
const NO_FRAMES: PlainFields = { sent: {}, heard: {}, dropped: {} };

export class Gateway {
  private readonly options: GatewayOptions;
  private readonly id: string;
  private readonly codec: ReportCodec;
  private readonly reassembler = new Reassembler();
  private readonly asked: Asked;
  private readonly shown = new Map<MemberIndex, Shown>();
  /** The warning that was told last: all connections lose their broker at once, and for one reason. */
  private lastWarning: string | null = null;
  private closed = false;

  constructor(options: GatewayOptions) {
    const { times, roster, say, self, timeline } = options;
    this.options = options;
    this.id = memberId(roster, self);
    this.codec = new ReportCodec(roster);
    this.asked = new Asked({ self, timeline, say, repeatMs: times.commandEveryMs });
  }

  /** A frame of a member was heard, whatever is in it, and it is authentic. */
  heard(from: MemberIndex): void {
    this.shown.get(from)?.spoken.heard();
  }

  /** An aside that `from` said in its `boot`. */
  onAside(from: MemberIndex, aside: Aside, boot: number): void {
    if (this.closed || from === this.options.self) return;
    this.heard(from);
    if (aside.kind === 'report') this.takePiece(from, boot, aside);
    else if (aside.kind === 'reply' && !this.asked.answer(from, aside))
      this.options.onDrop('reply-unasked', aside.error.length);
  }

  /** Says `offline` for all, and takes leave; half a second at most. */
  async close(): Promise<void> {
    this.closed = true;
    this.asked.close();
    await Promise.all([...this.shown.values()].map(({ spoken }) => spoken.close()));
  }

  private takePiece(from: MemberIndex, boot: number, piece: Report): void {
    const { onDrop, self } = this.options;
    const bytes = this.reassembler.push(from, boot, piece);
    if (bytes === 'more') return;
    if (bytes === 'odd') {
      onDrop('report-odd', piece.bytes.length);
      return;
    }
    const content = this.codec.decode(bytes);
    if (content === null) onDrop('report-malformed', bytes.length);
    else if (content.gateway !== self) onDrop('report-for-another', bytes.length);
    else if (!this.show(from, content)) onDrop('report-malformed', bytes.length);
  }

  /** False when there is nothing in it that can be shown. */
  private show(from: MemberIndex, { what, fields }: ReportContent): boolean {
    const { roster } = this.options;
    switch (what) {
      case 'state': {
        const state = unpackState(roster, from, fields[0]!);
        if (state) this.showState(from, { state });
        return state !== null;
      }
      case 'counts': {
        const frames = unpackCounts(fields[0]!);
        if (frames) this.showState(from, { frames });
        return frames !== null;
      }
      case 'events': {
        const events = fields.map(unpackEvent);
        const sound = events.filter((event) => event !== null && !isRecord(event.event));
        for (const event of sound) this.showEvent(from, event!);
        return sound.length === events.length;
      }
    }
  }

  private showState(from: MemberIndex, news: Partial<Pick<Shown, 'state' | 'frames'>>): void {
    const { roster, zone } = this.options;
    const shown = Object.assign(this.shownOf(from), news);
    const { state, frames, spoken } = shown;
    // Counts alone are no state.
    if (state === null) return;
    spoken.state({ v: 1, id: memberId(roster, from), zone, ...state, frames, via: this.id });
  }

  private showEvent(from: MemberIndex, shown: ShownEvent): void {
    const { clock, roster } = this.options;
    const { event, boot, seq, ageMs, leftMs, fields } = shown;
    const [t, mono] = [clock.wallMs() - ageMs, clock.monoMs() - ageMs];
    this.shownOf(from).spoken.event({
      v: 1,
      t,
      mono,
      from: memberId(roster, from),
      boot,
      seq,
      event,
      ...fields,
      ...(leftMs === null ? {} : { until: mono + leftMs }),
      via: this.id,
    });
  }

  private shownOf(from: MemberIndex): Shown {
    const known = this.shown.get(from);
    if (known) return known;
    const shown: Shown = { spoken: this.speakFor(from), state: null, frames: NO_FRAMES };
    this.shown.set(from, shown);
    return shown;
  }

  private speakFor(from: MemberIndex): SpokenFor {
    const { linkTiming, log, open = createTelemetry, times, roster, swarm } = this.options;
    const { timeline, url } = this.options;
    const id = memberId(roster, from);
    log.info(`gateway: speaks for ${id}`);
    return new SpokenFor({
      timeline,
      silenceMs: times.silenceMs,
      onSilence: () =>
        log.warn(
          `gateway: ${id} is offline: nothing heard of it for ${Math.round(times.silenceMs / 1000)} s`,
        ),
      onReturn: () => log.info(`gateway: ${id} is heard again`),
      open: () =>
        open({
          url,
          swarm,
          kind: isRobot(roster, from) ? 'robots' : 'pads',
          id,
          onCommand: (command) => {
            // Who asks and why is too long for the air: it stands here.
            log.warn(`gateway: ${id} is ${askedFor(command)}`);
            return this.asked.ask(from, id, command);
          },
          log: {
            info: () => {
              this.lastWarning = null;
            },
            warn: (message) => this.warnOnce(message),
          },
          ...(linkTiming ? { timing: linkTiming } : {}),
        }),
    });
  }

  private warnOnce(message: string): void {
    if (message === this.lastWarning) return;
    this.lastWarning = message;
    this.options.log.warn(`gateway: ${message}`);
  }
}
