/** What virtual boards tell as they go on: a line of text, or one JSON object a line. */
import type { Change } from './physics/world.ts';

export interface BoardStatistics {
  readonly id: string;
  /** Programs that have opened its port. */
  readonly opened: number;
  readonly resets: number;
  readonly bytesFromHost: number;
  readonly bytesToHost: number;
  /** Bytes that came too fast for the firmware, since its last start. */
  readonly overruns: number;
}

export interface Statistics {
  readonly elapsedMs: number;
  /** Time that this process was held up too long to make up for it: no time passed for the boards. */
  readonly missedMs: number;
  /** Robots that ran into one that stood on a pad. */
  readonly bumps: number;
  readonly boards: readonly BoardStatistics[];
  readonly robots: readonly {
    readonly id: string;
    readonly percent: number;
    readonly chargedAh: number;
    readonly drainedAh: number;
  }[];
  readonly pads: readonly {
    readonly id: string;
    readonly closures: number;
    readonly closedMs: number;
  }[];
}

export interface ReadyBoard {
  readonly id: string;
  readonly role: 'robot' | 'pad';
  readonly path: string;
}

/** All that may be told. `board` is the id of a member. */
export type Happening =
  | { readonly event: 'ready'; readonly boards: readonly ReadyBoard[] }
  | Physical
  | { readonly event: 'coil'; readonly board: string; readonly on: boolean }
  | { readonly event: 'led'; readonly board: string; readonly lit: boolean }
  | { readonly event: 'open' | 'closed' | 'start'; readonly board: string }
  /** This machine was held up for so long beyond what could be made up for: to the boards it was no time. */
  | { readonly event: 'missed'; readonly ms: number }
  | { readonly event: 'trouble'; readonly board: string; readonly reason: string }
  | {
      readonly event: 'answer';
      readonly command: string;
      readonly ok: boolean;
      readonly text: string;
      readonly statistics?: Statistics;
    }
  | { readonly event: 'end'; readonly statistics: Statistics };

/** What has changed in the world. */
type Physical =
  | { readonly event: 'relay' | 'contact'; readonly board: string; readonly closed: boolean }
  | {
      readonly event: 'motors';
      readonly board: string;
      /** -100 full backwards .. 100 full forward. */
      readonly left: number;
      readonly right: number;
    }
  | {
      readonly event: 'charging';
      readonly board: string;
      readonly pad: string | null;
      readonly on: boolean;
      readonly percent: number;
    }
  | {
      readonly event: 'stand';
      readonly board: string;
      readonly at: 'outside' | 'pad' | 'beside';
      readonly pad: string | null;
    }
  | { readonly event: 'bump'; readonly board: string; readonly into: string }
  | { readonly event: 'empty'; readonly board: string };

/** A change of the world, as it is told. */
export function physical(change: Change): Happening {
  switch (change.what) {
    case 'relay':
      return { event: 'relay', board: change.pad, closed: change.closed };
    case 'contact':
      return { event: 'contact', board: change.id, closed: change.closed };
    case 'motors':
      return { event: 'motors', board: change.robot, left: change.left, right: change.right };
    case 'charging': {
      const { robot, pad, on } = change;
      return { event: 'charging', board: robot, pad, on, percent: change.percent };
    }
    case 'stand': {
      const { stand } = change;
      const pad = stand.at === 'outside' ? null : stand.pad;
      return { event: 'stand', board: change.robot, at: stand.at, pad };
    }
    case 'bump':
      return { event: 'bump', board: change.robot, into: change.into };
    case 'empty':
      return { event: 'empty', board: change.robot };
  }
}

/** One line of JSON; `monoMs` is time of CLOCK_MONOTONIC, as in the traces of members. */
export function jsonLine(happening: Happening, monoMs: number): string {
  return JSON.stringify({ schemaVersion: 1, mono: Math.round(monoMs * 1000) / 1000, ...happening });
}

/** One or more lines for a person; `atMs` counts from the start. */
export function textLine(happening: Happening, atMs: number): string {
  switch (happening.event) {
    case 'ready':
      return happening.boards.map(({ id, path }) => `${id}  ${path}`).join('\n');
    case 'answer':
      return happening.text;
    case 'end':
      return statisticsText(happening.statistics);
    case 'missed':
      return `${timeText(atMs)}this machine is busy: all boards have missed ${happening.ms} ms`;
    default:
      return `${timeText(atMs)}${happening.board} ${words(happening)}`;
  }
}

type Line = Exclude<Happening, { readonly event: 'ready' | 'answer' | 'missed' | 'end' }>;

function timeText(atMs: number): string {
  return `${(atMs / 1000).toFixed(3).padStart(9)}  `;
}

function words(happening: Line): string {
  switch (happening.event) {
    case 'relay':
      return happening.closed ? 'closes its relay' : 'opens its relay';
    case 'coil':
      return happening.on ? 'switches its relay on' : 'switches its relay off';
    case 'contact':
      return happening.closed ? 'has contact' : 'has no contact';
    case 'motors':
      return driving(happening.left, happening.right);
    case 'charging':
      return `${happening.on ? 'charges' : 'no longer charges'} at ${happening.percent} %`;
    case 'stand':
      return standing(happening.at, happening.pad);
    case 'bump':
      return `runs into ${happening.into}, which stands on the pad`;
    case 'empty':
      return 'has an empty battery';
    case 'led':
      return happening.lit ? 'lights its LED' : 'puts out its LED';
    case 'open':
      return 'has its port opened';
    case 'closed':
      return 'has its port closed';
    case 'start':
      return 'starts anew';
    case 'trouble':
      return `has trouble: ${happening.reason}`;
  }
}

function driving(left: number, right: number): string {
  if (left === 0 && right === 0) return 'stops its motors';
  return `drives: left ${left} %, right ${right} %`;
}

function standing(at: 'outside' | 'pad' | 'beside', pad: string | null): string {
  if (at === 'outside') return 'is clear of the pad';
  return at === 'pad' ? `enters ${pad}` : `misses ${pad}`;
}

export function statisticsText(statistics: Statistics): string {
  const { elapsedMs, missedMs, bumps } = statistics;
  const lines = [`${(elapsedMs / 1000).toFixed(1)} s, ${counted(bumps, 'bump')}`];
  if (missedMs >= 1)
    lines.push(`held up for ${missedMs.toFixed(0)} ms that the boards have missed`);
  for (const { id, percent, chargedAh, drainedAh } of statistics.robots) {
    lines.push(`${id} at ${percent} %, ${ampHours(chargedAh)} in, ${ampHours(drainedAh)} out`);
  }
  for (const { id, closures, closedMs } of statistics.pads) {
    lines.push(`${id} closed its relay ${times(closures)}, for ${(closedMs / 1000).toFixed(1)} s`);
  }
  for (const board of statistics.boards) {
    const { id, opened, resets, bytesFromHost, bytesToHost, overruns } = board;
    const lost = overruns > 0 ? `, ${overruns} bytes came too fast` : '';
    lines.push(
      `${id} was opened ${times(opened)}, started anew ${times(resets)}; ` +
        `${bytesFromHost} bytes in, ${bytesToHost} out${lost}`,
    );
  }
  return lines.join('\n');
}

const ampHours = (value: number) => `${value.toFixed(3)} Ah`;
const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
