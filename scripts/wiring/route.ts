/**
 * Finds ways for wires in a channel: from the left or the right edge straight in, along a track of its own
 * up or down, and straight out again.
 *
 * With a track for each net no two wires lie on one another along the channel. Which net takes which track
 * is tried out: starting from the order of the nets, two of them change places as long as that
 * saves crossings or removes an overlap of the straight pieces.
 */

import { type Side, tidy } from './geometry.ts';

export interface Stub {
  readonly side: Side;
  /** Where the wire begins, outside of the channel or at its edge. */
  readonly x: number;
  readonly y: number;
}

export interface ChannelNet {
  readonly stubs: readonly Stub[];
}

export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Wires nearer to each other than this look like one: thin ones, and thick ones. */
export const CLEARANCE = 0.9;
export const HEAVY_CLEARANCE = 2.1;
/** A crossing is a nuisance, an overlap a lie. */
const OVERLAP_COST = 1000;

/** The x of the track of each net, in the order of the nets. */
export function assignTracks(
  nets: readonly ChannelNet[],
  left: number,
  right: number,
  clearance: number,
): readonly number[] {
  const step = (right - left) / (nets.length + 1);
  const tracks = nets.map((_, index) => tidy(left + (index + 1) * step));
  const cost = () => costOf(nets, tracks, clearance);
  let best = cost();
  for (let improved = true; improved; ) {
    improved = false;
    for (let a = 0; a < nets.length; a++) {
      for (let b = a + 1; b < nets.length; b++) {
        exchange(tracks, a, b);
        const now = cost();
        if (now < best) {
          best = now;
          improved = true;
        } else {
          exchange(tracks, a, b);
        }
      }
    }
  }
  return tracks;
}

function exchange(tracks: number[], a: number, b: number): void {
  [tracks[a], tracks[b]] = [tracks[b]!, tracks[a]!];
}

/** The pieces of one net: its stubs, and what joins them along the track. */
export function segmentsOf(net: ChannelNet, track: number): Segment[] {
  const ys = net.stubs.map(({ y }) => y);
  const trunk = { x1: track, y1: Math.min(...ys), x2: track, y2: Math.max(...ys) };
  const stubs = net.stubs.map(({ x, y }) => ({
    x1: Math.min(x, track),
    y1: y,
    x2: Math.max(x, track),
    y2: y,
  }));
  return trunk.y1 === trunk.y2 ? stubs : [...stubs, trunk];
}

function costOf(nets: readonly ChannelNet[], tracks: readonly number[], clearance: number): number {
  const wires = nets.map((net, index) => segmentsOf(net, tracks[index]!));
  let cost = 0;
  for (let a = 0; a < wires.length; a++) {
    for (let b = a + 1; b < wires.length; b++) cost += clashOf(wires[a]!, wires[b]!, clearance);
  }
  return cost;
}

function clashOf(some: readonly Segment[], others: readonly Segment[], clearance: number): number {
  let cost = 0;
  for (const a of some) {
    for (const b of others) cost += overlap(a, b, clearance) ? OVERLAP_COST : crosses(a, b) ? 1 : 0;
  }
  return cost;
}

const isLevel = (segment: Segment) => segment.y1 === segment.y2;

/** Two pieces in one direction, side by side and too near. */
export function overlap(a: Segment, b: Segment, clearance: number): boolean {
  if (isLevel(a) !== isLevel(b)) return false;
  return isLevel(a)
    ? Math.abs(a.y1 - b.y1) < clearance && a.x1 < b.x2 && b.x1 < a.x2
    : Math.abs(a.x1 - b.x1) < clearance && a.y1 < b.y2 && b.y1 < a.y2;
}

export function crosses(a: Segment, b: Segment): boolean {
  if (isLevel(a) === isLevel(b)) return false;
  const level = isLevel(a) ? a : b;
  const upright = isLevel(a) ? b : a;
  return (
    upright.x1 > level.x1 && upright.x1 < level.x2 && level.y1 > upright.y1 && level.y1 < upright.y2
  );
}
