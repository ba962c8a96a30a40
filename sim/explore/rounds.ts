/**
 * What is searched when nothing else is asked for: the faults of one kind each for itself and deep,
 * and all of them together, not so deep. Every bound here is searched to its end.
 */
import { type Bounds, DEFAULT_BOUNDS } from './bounds.ts';

export interface Round {
  readonly name: string;
  readonly bounds: Bounds;
  /** The longest path, in steps. */
  readonly depth: number;
}

const FAULTLESS: Bounds = {
  ...DEFAULT_BOUNDS,
  losses: 0,
  duplicates: 0,
  crashes: 0,
  timeOuts: 0,
  freezes: 0,
};

/** Deep enough for anything without time-outs: the search ends by itself. */
const TO_THE_END = 100;

export const ROUNDS: readonly Round[] = [
  {
    name: 'order',
    bounds: { ...FAULTLESS, requests: 4 },
    depth: TO_THE_END,
  },
  {
    name: 'frames',
    bounds: { ...FAULTLESS, losses: 2, duplicates: 1 },
    depth: 13,
  },
  {
    name: 'elections',
    bounds: { ...FAULTLESS, requests: 0, timeOuts: 3, freezes: 2 },
    depth: 12,
  },
  {
    name: 'leases',
    bounds: { ...FAULTLESS, timeOuts: 2, freezes: 1 },
    depth: 12,
  },
  {
    name: 'short-leases',
    bounds: { ...FAULTLESS, requests: 1, duplicates: 1, timeOuts: 2, crashes: 1, leaseMs: 20 },
    depth: 12,
  },
  {
    name: 'crashes',
    bounds: { ...FAULTLESS, requests: 1, crashes: 1, timeOuts: 2, freezes: 1 },
    depth: 9,
  },
  {
    name: 'passive-pad',
    bounds: { ...FAULTLESS, guard: 'robots', losses: 1, timeOuts: 1, freezes: 1 },
    depth: 11,
  },
  {
    name: 'releases',
    bounds: { ...FAULTLESS, releases: 1, timeOuts: 1 },
    depth: 13,
  },
  {
    name: 'everything',
    bounds: DEFAULT_BOUNDS,
    depth: 8,
  },
];
