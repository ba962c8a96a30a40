/** A transmit queue in virtual time, with a module that notes what it is given and when. */
import { Schedule } from '../../sim/world/schedule.ts';
import type { SharedProfile } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import {
  type TransmitOptions,
  TransmitQueue,
  type UnsentReason,
} from '../../src/radio/transmit.ts';

export interface Put {
  readonly atMs: number;
  readonly frame: Uint8Array;
}

export interface Unsent extends Put {
  readonly reason: UnsentReason;
}

export class TransmitStage {
  readonly schedule = new Schedule();
  readonly puts: Put[] = [];
  readonly unsent: Unsent[] = [];
  readonly profile: SharedProfile;
  readonly queue: TransmitQueue;
  /** Calls that the queue has asked for and not had yet. */
  pending = 0;
  mostPending = 0;
  /** What the module does besides taking the frame. */
  onPut: (frame: Uint8Array) => void = () => {};

  constructor(options: Partial<TransmitOptions> = {}) {
    this.profile = options.profile ?? RADIO_PROFILES.hc12;
    this.queue = new TransmitQueue({
      profile: this.profile,
      timeline: this.countingTimeline(),
      completion: 'computed',
      put: (frame) => {
        this.puts.push({ atMs: this.schedule.nowMs, frame: frame.slice() });
        this.onPut(frame);
      },
      onUnsent: (frame, reason) => {
        this.unsent.push({ atMs: this.schedule.nowMs, frame: frame.slice(), reason });
      },
      ...options,
    });
  }

  run(forMs: number): void {
    this.schedule.run(this.schedule.nowMs + forMs);
  }

  /** First bytes of all frames that the module got. */
  get names(): number[] {
    return this.puts.map(({ frame }) => frame[0]!);
  }

  /** When the module got them, in milliseconds rounded to two digits. */
  get times(): number[] {
    return this.puts.map(({ atMs }) => Math.round(atMs * 100) / 100);
  }

  get losses(): [name: number, reason: UnsentReason][] {
    return this.unsent.map(({ frame, reason }) => [frame[0]!, reason]);
  }

  private countingTimeline(): Timeline {
    const { schedule } = this;
    const stage = this;
    return {
      get nowMs() {
        return schedule.nowMs;
      },
      at(atMs, act) {
        stage.pending += 1;
        stage.mostPending = Math.max(stage.mostPending, stage.pending);
        schedule.at(atMs, () => {
          stage.pending -= 1;
          act();
        });
      },
    };
  }
}

/** A frame that is known by its first byte. */
export function frameOf(name: number, bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(name, 0, 1);
}

/** A source that tells these reports one after the other, and then nothing. */
export function sourceOf(...reports: Uint8Array[]): () => Uint8Array | null {
  return () => reports.shift() ?? null;
}
