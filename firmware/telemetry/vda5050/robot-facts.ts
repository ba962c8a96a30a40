/**
 * What the status feed needs of a robot's state (docs/operating.md, Telemetry), read with care: where a gateway
 * speaks for the robot, the state came over the radio, from another version perhaps.
 */

export interface RobotFacts {
  /** Where it is in its work; null when nothing sensible was told. */
  readonly phase: string | null;
  readonly place: string | null;
  /** Percent, 0 to 100; null: unknown. */
  readonly battery: number | null;
  readonly charging: boolean;
  readonly fault: string | null;
  readonly alarm: string | null;
  readonly held: boolean;
  readonly standing: string | null;
  readonly leader: string | null;
  readonly epoch: number | null;
  /** The pad that is its own by the newest token that it knows. */
  readonly pad: string | null;
  /** Its place in a queue, 1 is next. */
  readonly queued: { readonly pad: string; readonly place: number; readonly length: number } | null;
  /** The gateway that speaks for it. */
  readonly via: string | null;
}

const MAX_TEXT_CHARACTERS = 500;
const MAX_PADS = 256;

/** Never throws. */
export function robotFacts(id: string, state: object): RobotFacts {
  const told = state as Readonly<Record<string, unknown>>;
  const phase = text(told.phase);
  const pads = Array.isArray(told.pads) ? told.pads.slice(0, MAX_PADS) : [];
  return {
    phase,
    place: text(told.place),
    battery: percent(told.battery),
    // Where nothing measures it, a robot on the pad is taken for one that charges.
    charging: typeof told.charging === 'boolean' ? told.charging : phase === 'charging',
    fault: text(told.fault),
    alarm: text(told.alarm),
    held: told.held === true,
    standing: text(told.standing),
    leader: text(told.leader),
    epoch: typeof told.epoch === 'number' && Number.isFinite(told.epoch) ? told.epoch : null,
    pad: holds(id, pads),
    queued: waits(id, pads),
    via: text(told.via),
  };
}

/** Texts are shown to people and compared; none is longer than a person reads, and none is empty. */
function text(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return value.slice(0, MAX_TEXT_CHARACTERS).toWellFormed();
}

function percent(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Math.min(100, Math.max(0, value));
}

function holds(id: string, pads: readonly unknown[]): string | null {
  const held = pads.find((pad) => isRecord(pad) && pad.holder === id);
  return isRecord(held) ? text(held.pad) : null;
}

function waits(id: string, pads: readonly unknown[]): RobotFacts['queued'] {
  for (const each of pads) {
    if (!isRecord(each) || !Array.isArray(each.queue)) continue;
    const at = each.queue.indexOf(id);
    const pad = text(each.pad);
    if (at >= 0 && pad !== null) return { pad, place: at + 1, length: each.queue.length };
  }
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
