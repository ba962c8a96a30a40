/**
 * What a status LED says: one pattern for each thing that a person who looks at a robot or a pad wants to know.
 * They can be told apart at a glance, and the fault is the only one that is uneven.
 */

export type LedPattern = 'dark' | 'slow' | 'double' | 'fast' | 'solid' | 'fault';

/** Milliseconds lit, dark, lit, dark, ... and again from the start. */
type Beats = readonly number[];

const DOT_MS = 150;
const DASH_MS = 450;
const GAP_MS = 150;
const PAUSE_MS = 1200;

const dot = [DOT_MS, GAP_MS];
const dash = [DASH_MS, GAP_MS];

/** SOS in Morse code, with a pause in place of the last gap. */
const sos: Beats = [dot, dot, dot, dash, dash, dash, dot, dot, [DOT_MS, PAUSE_MS]].flat();

/** Null for one that never changes. */
export const LED_BEATS: Readonly<Record<LedPattern, Beats | null>> = {
  dark: null,
  slow: [100, 1900],
  double: [100, 200, 100, 1600],
  fast: [125, 125],
  solid: null,
  fault: sos,
};

/** What the phases of a robot and of a pad look like. */
export const LED_OF_PHASE = {
  working: 'slow',
  free: 'slow',
  requesting: 'double',
  waiting: 'double',
  resting: 'double',
  approaching: 'fast',
  leaving: 'fast',
  charging: 'solid',
  leased: 'solid',
  fault: 'fault',
} as const satisfies Readonly<Record<string, LedPattern>>;

/** Whether the LED is lit `sinceMs` after the pattern has begun, and how long that stays so; null: for ever. */
export function ledAt(
  pattern: LedPattern,
  sinceMs: number,
): { readonly lit: boolean; readonly forMs: number | null } {
  const beats = LED_BEATS[pattern];
  if (beats === null) return { lit: pattern === 'solid', forMs: null };
  const cycleMs = beats.reduce((sum, ms) => sum + ms, 0);
  let leftMs = sinceMs % cycleMs;
  for (const [index, ms] of beats.entries()) {
    if (leftMs < ms) return { lit: index % 2 === 0, forMs: ms - leftMs };
    leftMs -= ms;
  }
  // The remainder is below the sum, so only rounding comes here.
  return { lit: false, forMs: 1 };
}
