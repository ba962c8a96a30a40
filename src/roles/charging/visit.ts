/**
 * One visit to a pad, as the gauge shows it: what it gave so far, and since when nothing has come.
 */

export interface Visit {
  readonly sinceMs: number;
  readonly firstPercent: number | null;
  /** The highest so far, and when that was first seen. */
  readonly mostPercent: number | null;
  readonly gainedAtMs: number;
  /** Since when a sensor says that no charge flows; null while it flows, or nothing measures it. */
  readonly dryAtMs: number | null;
  /** A sensor said at some time that charge flows. */
  readonly flowed: boolean;
}

interface Shown {
  readonly batteryPercent: number | null;
  readonly charging: boolean | null;
}

export function beginVisit(atMs: number, shown: Shown): Visit {
  const { batteryPercent } = shown;
  const visit: Visit = {
    sinceMs: atMs,
    firstPercent: batteryPercent,
    mostPercent: batteryPercent,
    gainedAtMs: atMs,
    dryAtMs: null,
    flowed: false,
  };
  return goOn(visit, atMs, shown);
}

/** The visit after another report. */
export function goOn(visit: Visit, atMs: number, { batteryPercent, charging }: Shown): Visit {
  const { mostPercent } = visit;
  const gained = batteryPercent !== null && batteryPercent > (mostPercent ?? -1);
  return {
    ...visit,
    firstPercent: visit.firstPercent ?? batteryPercent,
    mostPercent: gained ? batteryPercent : mostPercent,
    gainedAtMs: gained ? atMs : visit.gainedAtMs,
    dryAtMs: charging === false ? (visit.dryAtMs ?? atMs) : null,
    flowed: visit.flowed || charging === true,
  };
}

/** What the pad has given, in percent. */
export function gainOf({ firstPercent, mostPercent }: Visit): number {
  return (mostPercent ?? 0) - (firstPercent ?? 0);
}
