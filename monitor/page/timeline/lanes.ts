/**
 * The lanes of the timeline, from top to bottom: alarms, then for each zone its epochs, then a lane for each pad of it.
 *
 * Lanes are places only: what lies on them is laid out in bars.ts and marks.ts. Many pads are shown a page at a time,
 * because a lane thinner than its text helps nobody.
 */
import { compareIds } from '../../view/order.ts';
import type { SwarmView } from '../../view/view.ts';

export interface Lane {
  /** `alarms`, `zone east`, `pad p1`. */
  readonly id: string;
  readonly sort: 'alarms' | 'epochs' | 'pad';
  /** Of the zone or pad; of the lane of alarms `Alarms`. */
  readonly name: string;
  readonly topPx: number;
  readonly heightPx: number;
}

/** Which zone (null: all) and which page of pads. */
export interface Choice {
  readonly zone: string | null;
  readonly page: number;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly heightPx: number;
  /** Pages of pads, at least 1. */
  readonly pages: number;
  /** Pads that the choice has, on all pages. */
  readonly pads: number;
}

export const PADS_PER_PAGE = 24;
export const AXIS_PX = 26;
const ALARM_ROW_PX = 14;
/** More alarms at once than these share the last row. */
export const ALARM_ROWS = 4;
const EPOCHS_PX = 36;
const PAD_PX = 34;
const GAP_PX = 4;
const NO_ZONE = '';

export interface Ground {
  /** Pads in the order of their lanes, with their zones. */
  readonly pads: readonly { readonly id: string; readonly zone: string | null }[];
  readonly zones: readonly string[];
  zoneOf(member: string): string | null;
}

/** Pads and zones of the swarm, and those that only the history still knows. */
export function groundOf(view: SwarmView | null, padsSeen: Iterable<string>): Ground {
  const pads = new Map<string, string | null>();
  for (const id of padsSeen) pads.set(id, null);
  for (const { id, zone } of Object.values(view?.pads ?? {})) pads.set(id, zone);
  const zones = new Set(Object.keys(view?.zones ?? {}));
  for (const zone of pads.values()) if (zone !== null) zones.add(zone);
  return {
    pads: [...pads]
      .map(([id, zone]) => ({ id, zone }))
      .sort((a, b) => compareIds(a.zone ?? NO_ZONE, b.zone ?? NO_ZONE) || compareIds(a.id, b.id)),
    zones: [...zones].sort(compareIds),
    zoneOf: (member) =>
      view?.robots[member]?.zone ?? view?.pads[member]?.zone ?? pads.get(member) ?? null,
  };
}

/** @param alarmRows how many rows the alarms take; 0 leaves them a thin empty lane */
export function lanesOf(ground: Ground, choice: Choice, alarmRows: number): Lanes {
  const pads = ground.pads.filter(({ zone }) => choice.zone === null || zone === choice.zone);
  const pages = Math.max(1, Math.ceil(pads.length / PADS_PER_PAGE));
  const page = Math.min(Math.max(0, choice.page), pages - 1);
  const shown = pads.slice(page * PADS_PER_PAGE, (page + 1) * PADS_PER_PAGE);
  const lanes: Lane[] = [];
  let topPx = AXIS_PX;
  const add = (sort: Lane['sort'], name: string, heightPx: number) => {
    lanes.push({ id: sort === 'alarms' ? sort : laneId(sort, name), sort, name, topPx, heightPx });
    topPx += heightPx + GAP_PX;
  };
  add('alarms', 'Alarms', Math.max(2, Math.min(alarmRows, ALARM_ROWS)) * ALARM_ROW_PX);
  // A zone without pads on this page is shown on the first, so that its elections are not lost.
  const zones = ground.zones.filter((zone) => choice.zone === null || zone === choice.zone);
  const withPads = new Set(pads.map(({ zone }) => zone));
  for (const zone of zones) {
    const own = shown.filter((pad) => pad.zone === zone);
    if (own.length === 0 && (withPads.has(zone) || page > 0)) continue;
    add('epochs', zone, EPOCHS_PX);
    for (const { id } of own) add('pad', id, PAD_PX);
  }
  for (const { id, zone } of shown) if (zone === null) add('pad', id, PAD_PX);
  return { lanes, heightPx: topPx, pages, pads: pads.length };
}

export function laneId(sort: 'epochs' | 'pad', name: string): string {
  return `${sort === 'epochs' ? 'zone' : 'pad'} ${name}`;
}
