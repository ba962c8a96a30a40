/**
 * What a person may type while virtual boards run: one command a line. Most say which part of whom is in which
 * state: `relay p1 welded`, and `relay p1 ok` again.
 */
import type { ContactFault } from './physics/contact.ts';
import type { RelayFault } from './physics/relay.ts';
import type { GaugeFault } from './sensors/gauge.ts';

/** About the electronics of a board, and no more to say. */
const BOARD_VERBS = ['unplug', 'plug', 'cut', 'reset', 'hang', 'resume'] as const;

export type Command =
  | { readonly do: 'relay'; readonly id: string; readonly fault: RelayFault | null }
  | {
      readonly do: 'contact' | 'feedback';
      readonly id: string;
      readonly fault: ContactFault | null;
    }
  | { readonly do: 'amps'; readonly id: string; readonly amps: number | null }
  | { readonly do: 'ina219'; readonly id: string; readonly isThere: boolean }
  | { readonly do: 'battery'; readonly id: string; readonly fault: GaugeFault | null }
  | { readonly do: 'charge'; readonly id: string; readonly percent: number }
  | { readonly do: 'miss'; readonly id: string; readonly times: number }
  | { readonly do: 'aim'; readonly id: string; readonly pad: string | null }
  | { readonly do: 'put'; readonly id: string; readonly pad: string }
  | { readonly do: 'power'; readonly id: string; readonly on: boolean }
  | { readonly do: 'garbage'; readonly id: string; readonly bytes: number }
  | { readonly do: 'firmware'; readonly id: string; readonly name: string }
  | { readonly do: 'take'; readonly id: string }
  | { readonly do: (typeof BOARD_VERBS)[number]; readonly id: string }
  | { readonly do: 'stats' }
  | { readonly do: 'help' | 'quit' };

/** A line that is no command: what is wrong with it, and what to type. */
export interface NoCommand {
  readonly do: 'none';
  readonly wrong: string;
}

/** Who is there, by what can be done to them. */
export interface Names {
  readonly robots: readonly string[];
  readonly pads: readonly string[];
  readonly everybody: readonly string[];
  /** Those with an Arduino. */
  readonly boards: readonly string[];
  /** Pads without one, whose power is switched by hand. */
  readonly switches: readonly string[];
}

export const HELP = [
  'relay p1 welded | dead | ok              its contacts stay closed, or open, whatever the coil does',
  'feedback p1 open | closed | flapping | ok   what the second contact of the relay shows',
  'contact r1 open | closed | flapping | ok    the dock contact of a robot, or the contact of a pad',
  'amps p1 4.5 | ok                         so much flows while power is on: a leak, or bad contacts',
  'ina219 r1 absent | ok                    off the I2C bus, and on it again',
  'battery r1 stuck | jumping | off | ok    what its battery sensor shows',
  'charge r1 40                             its battery is at 40 %',
  'miss r1 [2]                              so many times it arrives beside the contacts',
  'aim r1 p2 | any                          the pad that it drives to',
  'put r1 p1, take r1                       set it onto a pad by hand, carry it away',
  'power pad on | off                       of a pad that has no board',
  'unplug r1, cut r1, plug r1               pull the USB cable (no power either), or lose the line only; put it in',
  'garbage r1 [100]                         random bytes on the line, both ways',
  'reset r1, hang r1, resume r1             the reset button; the clock of its processor stops, goes on',
  'firmware r1 standard | roost | FILE.hex  flash it',
  'stats, help, quit',
].join('\n');

const MOST_AMPS = 100;
const MOST_BYTES = 10_000;
const MOST_MISSES = 1000;
const USUAL_BYTES = 100;

type Parsed = Command | NoCommand;
type Parse = (words: readonly string[], names: Names) => Parsed;

/** Reads one line. */
export function parseCommand(line: string, names: Names): Parsed {
  const [verb = '', ...words] = line.trim().split(/\s+/);
  const parse = VERBS.get(verb);
  return parse?.(words, names) ?? wrong(`there is no command '${verb}'; help lists them`);
}

/** A command about somebody, and what else it says. `form` shows how it is written. */
function about(
  who: keyof Names,
  form: string,
  rest: (id: string, words: readonly string[], names: Names) => Parsed | null,
): Parse {
  return ([id, ...words], names) => {
    if (id === undefined) return wrong(`write ${form}`);
    if (!names[who].includes(id)) return unknown(id, who, names);
    return rest(id, words, names) ?? wrong(`write ${form}`);
  };
}

const KINDS: Readonly<Record<keyof Names, string>> = {
  robots: 'robot',
  pads: 'pad',
  everybody: 'robot or pad',
  boards: 'board',
  switches: 'pad without a board',
};

function unknown(id: string, who: keyof Names, names: Names): NoCommand {
  const known = names[who].length === 0 ? 'there is none' : `there are ${names[who].join(', ')}`;
  return wrong(`there is no ${KINDS[who]} '${id}'; ${known}`);
}

/** One of some words; `ok` stands for null. Undefined: none of them. */
function faultOf<Fault extends string>(words: readonly string[], faults: readonly Fault[]) {
  if (words.length !== 1) return undefined;
  return words[0] === 'ok' ? null : faults.find((fault) => fault === words[0]);
}

/** A number in its bounds, which may be left out where there is a usual one; null: it is none. */
function numberOf(words: readonly string[], least: number, most: number, usual?: number) {
  if (words.length === 0) return usual ?? null;
  const text = words[0]!;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return words.length === 1 && value >= least && value <= most ? value : null;
}

const CONTACT_FAULTS = ['open', 'closed', 'flapping'] as const;

const VERBS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  [
    'relay',
    about('pads', 'relay p1 welded, dead or ok', (id, words) => {
      const fault = faultOf(words, ['welded', 'dead']);
      return fault === undefined ? null : { do: 'relay', id, fault };
    }),
  ],
  [
    'feedback',
    about('pads', 'feedback p1 open, closed, flapping or ok', (id, words) => {
      const fault = faultOf(words, CONTACT_FAULTS);
      return fault === undefined ? null : { do: 'feedback', id, fault };
    }),
  ],
  [
    'contact',
    about('everybody', 'contact r1 open, closed, flapping or ok', (id, words) => {
      const fault = faultOf(words, CONTACT_FAULTS);
      return fault === undefined ? null : { do: 'contact', id, fault };
    }),
  ],
  [
    'amps',
    about('pads', `amps p1 with 0 to ${MOST_AMPS}, or ok`, (id, words) => {
      if (words.length === 1 && words[0] === 'ok') return { do: 'amps', id, amps: null };
      const amps = numberOf(words, 0, MOST_AMPS);
      return amps === null ? null : { do: 'amps', id, amps };
    }),
  ],
  [
    'ina219',
    about('boards', 'ina219 r1 absent or ok', (id, words) => {
      const fault = faultOf(words, ['absent']);
      return fault === undefined ? null : { do: 'ina219', id, isThere: fault === null };
    }),
  ],
  [
    'battery',
    about('robots', 'battery r1 stuck, jumping, off or ok', (id, words) => {
      const fault = faultOf(words, ['stuck', 'jumping', 'off']);
      return fault === undefined ? null : { do: 'battery', id, fault };
    }),
  ],
  [
    'charge',
    about('robots', 'charge r1 with 0 to 100 percent', (id, words) => {
      const percent = numberOf(words, 0, 100);
      return percent === null ? null : { do: 'charge', id, percent };
    }),
  ],
  [
    'miss',
    about('robots', 'miss r1, or miss r1 3 for the next three times', (id, words) => {
      const times = numberOf(words, 0, MOST_MISSES, 1);
      return times === null || !Number.isInteger(times) ? null : { do: 'miss', id, times };
    }),
  ],
  [
    'aim',
    about('robots', 'aim r1 p1, or aim r1 any', (id, words, names) => {
      if (words.length !== 1) return null;
      if (words[0] === 'any') return { do: 'aim', id, pad: null };
      return toPad(words[0]!, names, (pad) => ({ do: 'aim', id, pad }));
    }),
  ],
  [
    'put',
    about('robots', 'put r1 p1', (id, words, names) =>
      words.length === 1 ? toPad(words[0]!, names, (pad) => ({ do: 'put', id, pad })) : null,
    ),
  ],
  [
    'power',
    about('switches', 'power pad on or off', (id, words) =>
      words.length === 1 && (words[0] === 'on' || words[0] === 'off')
        ? { do: 'power', id, on: words[0] === 'on' }
        : null,
    ),
  ],
  [
    'garbage',
    about('boards', `garbage r1, or garbage r1 with 1 to ${MOST_BYTES} bytes`, (id, words) => {
      const bytes = numberOf(words, 1, MOST_BYTES, USUAL_BYTES);
      return bytes === null ? null : { do: 'garbage', id, bytes: Math.floor(bytes) };
    }),
  ],
  [
    'firmware',
    about('boards', 'firmware r1 standard, roost or a file.hex', (id, words) =>
      words.length === 1 ? { do: 'firmware', id, name: words[0]! } : null,
    ),
  ],
  ['take', about('robots', 'take r1', (id, words) => alone(words, { do: 'take', id }))],
  ...BOARD_VERBS.map(
    (verb) =>
      [verb, about('boards', `${verb} r1`, (id, words) => alone(words, { do: verb, id }))] as const,
  ),
  ...(['stats', 'help', 'quit'] as const).map(
    (verb) =>
      [
        verb,
        (words: readonly string[]) =>
          words.length === 0 ? { do: verb } : wrong(`${verb} stands alone`),
      ] as const,
  ),
]);

function toPad(pad: string, names: Names, made: (pad: string) => Command): Parsed {
  return names.pads.includes(pad) ? made(pad) : unknown(pad, 'pads', names);
}

function alone(words: readonly string[], command: Command): Command | null {
  return words.length === 0 ? command : null;
}

function wrong(what: string): NoCommand {
  return { do: 'none', wrong: what };
}
