/** Whoever watches a simulated swarm: checks, counters, traces. All methods are called at once, in order. */
import type { Message } from '../../src/protocol/message.ts';
import type { PadCommand, PadReport } from '../../src/roles/body.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Frame } from '../../src/wire/frame.ts';
import type { Host } from './host.ts';

export interface Observer {
  /** A member's own event, as it stands in a trace. */
  onEvent?(host: Host, event: TraceEvent): void;
  /** A member hands a frame to its radio. */
  onSay?(host: Host, message: Message, frame: Frame, bytes: Uint8Array): void;
  /** A member's link lets a frame through to it (`Swarm.watchTaken`). */
  onTake?(host: Host, frame: Frame): void;
  /** A pad's process has heard what its sensors say. */
  onPadReport?(host: Host, report: PadReport): void;
  /** A pad's process has told its relay what to do. */
  onPadCommand?(host: Host, command: PadCommand): void;
  onStart?(host: Host): void;
  onDown?(host: Host, reason: string): void;
  onFreeze?(host: Host): void;
  onThaw?(host: Host): void;
  /** A frame did not arrive, or did not leave; `to` is null for all. */
  onLost?(from: number, to: number | null, bytes: Uint8Array, reason: string): void;
  /** A fault was injected, or ended; in plain words. */
  onFault?(fault: FaultNote): void;
  /** Faults have stopped: these robots must all be served (L1). */
  onHeal?(core: readonly Host[]): void;
}

/** What was done to the world, for reports. */
export interface FaultNote {
  readonly fault: string;
  readonly members: readonly string[];
  /** Null for what doesn't last, or lasts until the heal. */
  readonly forMs: number | null;
  readonly what: string;
}
