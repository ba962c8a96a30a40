/** Where every wire of a picture runs: from the names of its ends to lines. */

import type { HeaderPin, PlacedPart, Point, Terminal } from './geometry.ts';
import { PITCH, tidy } from './geometry.ts';
import { type Net, type Picture, PLAN } from './picture.ts';
import {
  assignTracks,
  CLEARANCE,
  HEAVY_CLEARANCE,
  type Segment,
  type Stub,
  segmentsOf,
} from './route.ts';

export interface RoutedNet {
  readonly net: Net;
  /** Straight pieces in the channel, level or upright. */
  readonly segments: readonly Segment[];
  /** From the pins of the board to where their pieces begin. */
  readonly leads: readonly (readonly Point[])[];
  /** Where three pieces or more meet. */
  readonly joints: readonly Point[];
}

interface End {
  readonly channel: 0 | 1;
  readonly stub: Stub;
  readonly lead: readonly Point[];
}

const LANE_STEP = 1.8;
const FIRST_LANE = 2.5;

export function boardPoint(pin: Point): Point {
  return { x: tidy(PLAN.boardX + pin.x), y: tidy(PLAN.boardY + pin.y) };
}

export function routeWires(picture: Picture): RoutedNet[] {
  const lanes = lanesOf(picture);
  const ends = picture.nets.map((net) => net.ends.map((end) => endOf(picture, lanes, end)));
  const routed: RoutedNet[] = [];
  for (const channel of [0, 1] as const) {
    const members = picture.nets.flatMap((net, index) => {
      const own = ends[index]!;
      if (own[0]?.channel !== channel) return [];
      if (own.some((end) => end.channel !== channel)) {
        throw new Error(`${picture.name}: ${net.ends.join(', ')} do not meet in one channel`);
      }
      return [{ net, stubs: own.map(({ stub }) => stub), leads: own.map(({ lead }) => lead) }];
    });
    const [left, right] = boundsOf(picture, channel);
    const tracks = assignTracks(members, left, right, channel === 0 ? CLEARANCE : HEAVY_CLEARANCE);
    members.forEach(({ net, stubs, leads }, index) => {
      const segments = segmentsOf({ stubs }, tracks[index]!);
      const joints = jointsOf(stubs, tracks[index]!);
      routed.push({ net, segments, joints, leads: leads.filter((lead) => lead.length > 1) });
    });
  }
  return routed;
}

function boundsOf(picture: Picture, channel: 0 | 1): readonly [number, number] {
  const boardRight = PLAN.boardX + picture.board.width;
  const first = boardRight + PLAN.channel;
  if (channel === 0) return [boardRight + 1, first];
  return [first + PLAN.columnWidth, first + PLAN.columnWidth + PLAN.secondChannel];
}

/** The pins at the far side of the board that are used, each with a lane around the lower edge. */
function lanesOf(picture: Picture): Map<string, Point> {
  const used = new Set(picture.nets.flatMap(({ ends }) => ends));
  const far = picture.board.pins
    .filter(({ name, column }) => column === 'far' && used.has(`board.${name}`))
    .toSorted((a, b) => b.y - a.y);
  const bottom = PLAN.boardY + picture.board.height;
  return new Map(
    far.map(({ name }, index) => {
      const away = FIRST_LANE + index * LANE_STEP;
      return [name, { x: tidy(PLAN.boardX - away), y: tidy(bottom + away) }];
    }),
  );
}

function endOf(picture: Picture, lanes: Map<string, Point>, text: string): End {
  const dot = text.indexOf('.');
  const [owner, name] = [text.slice(0, dot), text.slice(dot + 1)];
  if (owner === 'board') {
    const pin = picture.board.pins.find((candidate) => candidate.name === name);
    if (pin === undefined) throw new Error(`${picture.name}: the board has no pin ${name}`);
    return boardEnd(pin, lanes);
  }
  for (const [column, parts] of picture.columns.entries()) {
    const placed = parts.find(({ id }) => id === owner);
    const terminal = placed?.part.terminals.find((candidate) => candidate.name === name);
    if (placed === undefined || terminal === undefined) continue;
    return partEnd(placed, terminal, column);
  }
  throw new Error(`${picture.name} has no terminal ${text}`);
}

function boardEnd(pin: HeaderPin, lanes: Map<string, Point>): End {
  const at = boardPoint(pin);
  const lane = lanes.get(pin.name);
  if (lane !== undefined) {
    const lead = [at, { x: lane.x, y: at.y }, lane];
    return { channel: 0, stub: { side: 'left', ...lane }, lead };
  }
  // The inner row passes between two pins of the outer one.
  const start =
    pin.column === 'inner' ? { x: tidy(at.x + PITCH / 2), y: tidy(at.y + PITCH / 2) } : at;
  return { channel: 0, stub: { side: 'left', ...start }, lead: start === at ? [] : [at, start] };
}

function partEnd(placed: PlacedPart, terminal: Terminal, column: number): End {
  const { part, at } = placed;
  const x = tidy(terminal.side === 'left' ? at.x : at.x + part.width);
  const channel = column === 0 && terminal.side === 'left' ? 0 : 1;
  const side = column === 0 && terminal.side === 'right' ? 'left' : 'right';
  return { channel, stub: { side, x, y: tidy(at.y + terminal.y) }, lead: [] };
}

function jointsOf(stubs: readonly Stub[], track: number): Point[] {
  const ys = stubs.map(({ y }) => y);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const joints: Point[] = [];
  for (const y of new Set(ys)) {
    const branches =
      ys.filter((other) => other === y).length + Number(y > top) + Number(y < bottom);
    if (branches > 2) joints.push({ x: track, y });
  }
  return joints;
}
