/**
 * What a swarm takes of a shared channel, and how many robots it can pass over one pad in a minute: by the
 * arithmetic of frames, and in the simulator with all collisions and repeats.
 *
 * Busy: bodies that always want the pad and need no time on it. Idle: bodies that never want it.
 */
import { scenarioWith } from '../sim/scenario/defaults.ts';
import { timingNumbers } from '../sim/scenario/scenario.ts';
import { eagerBody, type SimulatedBody } from '../sim/world/body.ts';
import { endToEndMs, type SharedProfile } from '../src/radio/profile.ts';
import { RADIO_PROFILES } from '../src/radio/profiles.ts';
import { makeStage } from '../test/sim/stage.ts';
import { AirBooks } from './air-books.ts';
import { progress } from './contenders.ts';
import { type EntryCost, leastCost } from './entry-frames.ts';
import { type Figure, figure } from './figures.ts';

const RADIOS = ['hc12', 'sik', 'lora-sf7', 'lora-sf9'] as const;
type Radio = (typeof RADIOS)[number];

const MINUTE_MS = 60_000;

/** How long to measure, in times of a frame of 40 bytes: slow radios need longer for as many entries. */
const SIZES = [
  { robots: 5, frames: 6000, runs: 3 },
  { robots: 10, frames: 4000, runs: 3 },
  { robots: 50, frames: 3000, runs: 3 },
] as const;

/** Until the swarm has come together: so many frame times, and so many more for each robot. */
const WARM_UP_FRAMES = { all: 500, each: 30 };

/** One run of a simulated swarm. */
interface Measured {
  readonly books: AirBooks;
  readonly spanMs: number;
  /** Of all copies that came or should have come to a member. */
  readonly collidedShare: number;
  readonly least: EntryCost;
}

export async function airShare(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const rows: string[] = [];
  for (const radio of RADIOS)
    for (const { robots, frames, runs } of SIZES) {
      const forMs = frames * endToEndMs(RADIO_PROFILES[radio], 40);
      const seeds = Array.from({ length: runs }, (_, run) => run + 1);
      const busy = seeds.map((seed) => measure(radio, robots, seed, forMs, true));
      const idle = seeds.map((seed) => measure(radio, robots, seed, forMs, false));
      const made = figuresOf(radio, robots, busy, idle);
      // A swarm that has not come together has no entries that anything could be divided by.
      figures.push(...made.filter(({ min, max }) => Number.isFinite(min) && Number.isFinite(max)));
      rows.push(row([radio, robots, ...made.map(({ median }) => median)]));
      progress(rows.at(-1)!);
    }
  progress(`medians\n${row(HEAD)}\n${rows.join('\n')}`);
  return figures;
}

const HEAD = [
  ...['radio', 'robots', 'ms/entry', '(sums)', 'idle %', 'busy %', 'collided %'],
  ...['entries/min', '(sums)', '(duty)'],
];

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell) => (typeof cell === 'string' ? cell : short(cell)).padStart(13)).join('');
}

function short(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(3))}` : '-';
}

function figuresOf(
  radio: Radio,
  robots: number,
  busy: readonly Measured[],
  idle: readonly Measured[],
): Figure[] {
  const profile = RADIO_PROFILES[radio];
  const made = (
    what: string,
    unit: string,
    runs: readonly Measured[],
    value: (run: Measured) => number,
  ) => figure(`${radio}, ${robots} robots: ${what}`, unit, runs.map(value));
  return [
    made('air time of an entry', 'ms', busy, ({ books }) => books.entryMs / books.entries),
    made('air time of an entry, by arithmetic', 'ms', busy, ({ least }) => least.airMs),
    made('channel in use, idle', '%', idle, ({ books, spanMs }) => (100 * books.airMs) / spanMs),
    made('channel in use, busy', '%', busy, ({ books, spanMs }) => (100 * books.airMs) / spanMs),
    made('copies that collided, busy', '%', busy, ({ collidedShare }) => 100 * collidedShare),
    made('entries', '/min', busy, ({ books, spanMs }) => (MINUTE_MS * books.entries) / spanMs),
    made('entries, by arithmetic', '/min', busy, ({ least }) => MINUTE_MS / least.cycleMs),
    made('entries that the duty cycle allows for long', '/min', busy, (run) =>
      allowed(profile, run),
    ),
  ];
}

/** The member that sends most, usually the pad, may do so for its share of the time only. */
function allowed({ dutyCycle }: SharedProfile, { books }: Measured): number {
  const share = dutyCycle?.share ?? 1;
  return (share * MINUTE_MS * books.entries) / Math.max(...books.usedMs);
}

function measure(
  radio: Radio,
  robots: number,
  seed: number,
  forMs: number,
  wanting: boolean,
): Measured {
  const profile = RADIO_PROFILES[radio];
  const { swarm, run } = makeStage({
    seed,
    robots,
    radio: profile,
    timing: timingNumbers(scenarioWith({ radio, robots })),
    makeBody: (host) => (wanting ? eagerBody(host, () => 0) : CONTENT),
  });
  const books = new AirBooks(profile, swarm.hosts.length);
  swarm.observers.push(books);
  const frameMs = endToEndMs(profile, 40);
  run((WARM_UP_FRAMES.all + WARM_UP_FRAMES.each * robots) * frameMs);
  books.startAnew();
  const before = swarm.deliveries;
  run(forMs);
  const { failure } = swarm;
  if (failure)
    throw new Error(`${radio}, ${robots}, seed ${seed}: ${failure.promise}: ${failure.what}`);
  const { collided } = books;
  return {
    books,
    spanMs: forMs,
    collidedShare: collided / (collided + swarm.deliveries - before),
    least: leastCost(swarm.codec, robots, profile),
  };
}

/** A body that never wants the pad. */
const CONTENT: SimulatedBody = {
  undockMs: 0,
  onPad: null,
  report: () => ({ place: 'away', batteryPercent: 100, charging: null, fault: null, alarm: null }),
  command: () => {},
  halt: () => {},
};
