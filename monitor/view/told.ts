/** What members tell, read from topics and found sound (monitor/ingest): input of the fold. */
import type { TraceRecord } from '../../src/runtime/trace.ts';

export type MemberKind = 'robots' | 'pads';

export type Told =
  | {
      readonly what: 'availability';
      readonly kind: MemberKind;
      readonly id: string;
      readonly online: boolean;
      /** The broker had kept it: it may be old. */
      readonly retained: boolean;
    }
  | {
      readonly what: 'state';
      readonly kind: MemberKind;
      readonly id: string;
      /** Known fields have their types, others were taken out. */
      readonly state: MemberState;
      readonly retained: boolean;
    }
  | {
      readonly what: 'event';
      readonly kind: MemberKind;
      readonly id: string;
      readonly event: TraceRecord;
    }
  | {
      /** An empty message: the broker keeps nothing on this topic any more, since the member was taken out. */
      readonly what: 'cleared';
      readonly kind: MemberKind;
      readonly id: string;
    };

/** The state topic (docs/operating.md); a member of another version may tell less. */
export interface MemberState {
  readonly zone?: string;
  /** The member's clocks when it said so. */
  readonly t?: number;
  readonly mono?: number;
  readonly phase?: string;
  readonly battery?: number | null;
  readonly place?: string;
  readonly charging?: boolean | null;
  readonly power?: boolean;
  readonly contact?: boolean | null;
  readonly fault?: string | null;
  readonly alarm?: string | null;
  readonly held?: boolean;
  readonly boot?: number;
  readonly standing?: string;
  readonly leader?: string | null;
  readonly epoch?: number;
  readonly via?: string;
  readonly pads?: readonly PadOverheard[];
  readonly frames?: FrameCounts;
  readonly health?: MemberHealth;
}

export interface PadOverheard {
  readonly pad: string;
  readonly fence?: readonly [number, number];
  readonly holder?: string | null;
  readonly queue?: readonly string[];
  readonly occupied?: boolean;
  readonly lease?: string | null;
}

/** Since the member's start: by kind, by kind, by reason. */
export interface FrameCounts {
  readonly sent?: Readonly<Record<string, number>>;
  readonly heard?: Readonly<Record<string, number>>;
  readonly dropped?: Readonly<Record<string, number>>;
}

/** What `health` of the state topic holds. */
export interface MemberHealth {
  /** Frames that were sent again because no answer came, since the start. */
  readonly retries?: number;
  /** From ENTER to ADMIT, median of the last sixteen; null before the first. */
  readonly roundTripMs?: number | null;
  /** By pad: since this member last saw the fence grow. */
  readonly tokenAgeMs?: Readonly<Record<string, number>>;
  /** By pad: how many wait. */
  readonly queueLengths?: Readonly<Record<string, number>>;
  /** Frames that wait for the radio; 0 where it takes them at once. */
  readonly unsent?: number;
}
