/** What the hub needs from outside: a broker, a clock, timers, and those who read and fold what members tell. */

import type { Told } from '../view/told.ts';
import type { HubView, SwarmView } from '../view/view.ts';
import type { Delta, HistoryFrame } from '../view/wire.ts';

export interface HubLink {
  /** False when it is lost. */
  publish(topic: Uint8Array, payload: Uint8Array, retain: boolean): boolean;
  close(): Promise<void>;
}

export interface HubLinkOptions {
  readonly topics: readonly string[];
  readonly will: { readonly topic: string; readonly payload: string };
  onUp(): void;
  onDown(reason: string): void;
  onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
}

export interface HubPorts {
  openLink(options: HubLinkOptions): HubLink;
  /** Since 1970. */
  wallMs(): number;
  /** Again and again; the function ends it. */
  every(periodMs: number, act: () => void): () => void;
  /** Once; the function calls it off. */
  after(delayMs: number, act: () => void): () => void;
  /** Processor time that this process has used, and the memory that it has. */
  usage(): { readonly cpuMs: number; readonly memoryBytes: number };
  /** A name for a command that no other command has. */
  newTransaction(): string;
}

/** monitor/ingest/ingest.ts */
export interface IngestPort {
  readonly topics: readonly string[];
  take(topic: string, payload: Uint8Array, retained: boolean): Told | null;
  readonly dropped: Readonly<Record<string, number>>;
}

/** monitor/view/fold.ts */
export interface FoldPort {
  take(told: Told, atMs: number): void;
  takeFrame(frame: HistoryFrame): void;
  setBroker(up: boolean, reason: string | null, atMs: number): void;
  setHub(hub: Partial<HubView>): void;
  tick(atMs: number): void;
  view(): SwarmView;
  changes(): Omit<Delta, 'type' | 'seq'> | null;
}

/** The frames of a zone whose radio is a topic and whose key is at hand. */
export interface RadioEar {
  readonly topic: string;
  readonly zone: string;
  /** Null for bytes that are no authentic frame of the zone. */
  decode(bytes: Uint8Array): {
    readonly from: string;
    readonly kind: string;
    readonly to: string | null;
    readonly pad: string | null;
  } | null;
}
