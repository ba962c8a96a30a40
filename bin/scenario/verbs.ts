/**
 * What may happen in a script: for each verb the keys that go with it, and how they become a happening.
 *
 * A happening is a mapping with one verb as a key, which names whom it strikes:
 * `{ at: 10s, crash: r2, for: 3s }`.
 */

import * as z from 'zod';
import type { Finding } from '../../firmware/config/finding.ts';
import type { Path } from '../../firmware/config/path.ts';
import { checkAgainst } from '../../firmware/config/shape.ts';
import type { Mishap } from '../../sim/air/fate.ts';
import { CALM } from '../../sim/air/weather.ts';
import { parseTime } from '../../sim/scenario/duration.ts';
import { FRAME_MISHAPS, type Happening, senderOf } from '../../sim/scenario/happening.ts';
import { LIMITS } from '../../sim/scenario/scenario.ts';
import {
  frame,
  member,
  moment,
  pad,
  probability,
  receiver,
  recorded,
  robot,
  shift,
  span,
} from './words.ts';

export interface Verb {
  readonly schema: z.ZodObject;
  /** The happening at a path of a file's value, or what is wrong with it. */
  read(root: unknown, path: Path): Happening | Finding[];
}

function verb<Schema extends z.ZodObject>(
  schema: Schema,
  make: (given: z.output<Schema>) => Happening,
): Verb {
  return {
    schema,
    read(root, path) {
      const given = checkAgainst(schema, root, path);
      return Array.isArray(given) ? given : make(given as z.output<Schema>);
    },
  };
}

const at = moment('When, counted from the start of the run');
const lasting = span('How long; without it until a heal, or to the end').optional();
const down = span('How long; without it for good').optional();

/** Of a text that the schema has let through. */
function msOf(text: string): number {
  return parseTime(text) ?? 0;
}

function forMsOf({ for: text }: { readonly for?: string | undefined }): number | null {
  return text === undefined ? null : msOf(text);
}

function whole(description: string, most: number) {
  return z
    .int()
    .min(1)
    .max(most)
    .optional()
    .meta({ description, examples: [2] });
}

type LastingName = 'lose-disk' | 'freeze' | 'deafen' | 'mute' | 'break-pad' | 'lose-gauge';

/** A verb that names one member, and how long it lasts. */
function lastingVerb(name: LastingName, whom: z.ZodString): Verb {
  const duration = name === 'lose-disk' ? down : lasting;
  const schema = z.strictObject({ at, [name]: whom, for: duration });
  return verb(schema, (given) => {
    const { at, for: text } = given as { at: string; for?: string };
    const member = String(given[name]);
    return { do: name, atMs: msOf(at), member, forMs: forMsOf({ for: text }) };
  });
}

function robotVerb(name: 'miss-dock' | 'die-on-pad', whom: string): Verb {
  const schema = z.strictObject({ at, [name]: robot(whom) });
  return verb(schema, (given) => ({
    do: name,
    atMs: msOf(String(given.at)),
    robot: String(given[name]),
  }));
}

const mishapWords: Readonly<Record<Mishap, string>> = {
  lose: 'This frame does not arrive',
  double: 'This frame arrives twice',
  delay: 'This frame comes late',
  flip: 'A bit of this frame flips',
  cut: 'This frame is cut short',
  merge: 'This frame runs into the next one',
};

function mishapVerb(name: Mishap): Verb {
  const schema = z.strictObject({
    [name]: frame(`${mishapWords[name]}: sender/boot/sequence, as a trace names it`),
    to: member('At which member', 'r3'),
    copy: whole('Which of its copies, where it is sent more than once; 1 without it', 1_000_000),
  });
  return verb(schema, (given) => ({
    do: name,
    frame: String(given[name]),
    to: String(given.to),
    copy: Number(given.copy ?? 1),
  }));
}

const burst = z
  .strictObject({
    begin: probability('That a burst begins, for each frame', 0.02),
    end: probability('That it ends, for each frame', 0.3),
    loss: probability('That a frame is lost in it', 0.9),
  })
  .meta({
    description: 'Losses in bursts, by their probabilities',
    examples: [{ begin: 0.02, end: 0.3, loss: 0.9 }],
  });

const weather = z
  .strictObject({
    loss: probability('Share of the copies of frames that is lost', 0.2).optional(),
    duplication: probability('Share that a repeater sends again', 0.1).optional(),
    late: probability('Share that comes late, so that frames overtake each other', 0.1).optional(),
    lateBy: span('How late at most', '300ms').optional(),
    flips: probability('Share in which a bit flips', 0.01).optional(),
    cuts: probability('Share that is cut short', 0.01).optional(),
    merges: probability('Share that runs into the next frame', 0.01).optional(),
    burst: burst.optional(),
  })
  .refine((given) => (given.late ?? 0) === 0 || given.lateBy !== undefined, {
    error: 'say how late frames are, for instance lateBy: 300ms',
  })
  .meta({
    description: 'How bad the air is from now on, in place of the weather before',
    examples: [{ loss: 0.2 }],
  });

export const VERBS: Readonly<Record<Happening['do'], Verb>> = {
  crash: verb(
    z.strictObject({
      at,
      crash: member('It stops at once'),
      for: down,
      torn: z
        .boolean()
        .optional()
        .meta({ description: 'The file of its state is left torn', examples: [true] }),
    }),
    (given) => ({
      do: 'crash',
      atMs: msOf(given.at),
      member: given.crash,
      forMs: forMsOf(given),
      torn: given.torn ?? false,
    }),
  ),
  'lose-disk': lastingVerb(
    'lose-disk',
    member('It stops at once, and forgets what it had written down'),
  ),
  freeze: lastingVerb('freeze', member('It stands still, and goes on later')),
  deafen: lastingVerb('deafen', member('It hears nobody')),
  mute: lastingVerb('mute', member('Nobody hears it')),
  'break-pad': lastingVerb('break-pad', pad('It is not safe to use, and gives no charge')),
  'lose-gauge': lastingVerb('lose-gauge', robot('Its battery sensor says nothing')),
  slow: verb(
    z.strictObject({
      at,
      slow: member('It acts late'),
      by: span('How late', '200ms'),
      for: lasting,
    }),
    (given) => ({
      do: 'slow',
      atMs: msOf(given.at),
      member: given.slow,
      byMs: msOf(given.by),
      forMs: forMsOf(given),
    }),
  ),
  partition: verb(
    z.strictObject({
      at,
      partition: z
        .array(member('One of them'))
        .min(1)
        .meta({
          description: 'These do not hear the others, nor the others them',
          examples: [['r1', 'r2']],
        }),
      for: lasting,
    }),
    (given) => ({
      do: 'partition',
      atMs: msOf(given.at),
      side: given.partition,
      forMs: forMsOf(given),
    }),
  ),
  weather: verb(z.strictObject({ at, weather, for: lasting }), (given) => {
    const { lateBy, burst, ...shares } = given.weather;
    const set = Object.entries(shares).filter(([, value]) => value !== undefined);
    const lateMs = lateBy === undefined ? 0 : msOf(lateBy);
    return {
      do: 'weather',
      atMs: msOf(given.at),
      weather: { ...CALM, ...Object.fromEntries(set), lateMs, burst: burst ?? null },
      forMs: forMsOf(given),
    };
  }),
  replay: verb(
    z.strictObject({
      at,
      replay: recorded('A recorded frame, or the latest ones of a member, are sent again'),
      to: receiver('Who hears it, or all'),
      count: whole('How often, or how many of the latest; 1 without it', LIMITS.replays),
    }),
    (given) => {
      const isFrame = given.replay.includes('/');
      return {
        do: 'replay',
        atMs: msOf(given.at),
        from: isFrame ? senderOf(given.replay) : given.replay,
        to: given.to,
        frame: isFrame ? given.replay : null,
        count: given.count ?? 1,
      };
    },
  ),
  drift: verb(
    z.strictObject({
      at,
      drift: member('Its clock goes wrong from now on'),
      rate: z
        .number()
        .min(-LIMITS.drift)
        .max(LIMITS.drift)
        .meta({ description: 'By this fraction; below 0 it is slow', examples: [0.001] }),
    }),
    (given) => ({ do: 'drift', atMs: msOf(given.at), member: given.drift, rate: given.rate }),
  ),
  step: verb(
    z.strictObject({ at, step: member('Its clock jumps'), by: shift('Ahead, or back with a -') }),
    (given) => ({
      do: 'step',
      atMs: msOf(given.at),
      member: given.step,
      byMs: msOf(given.by),
    }),
  ),
  exhaust: verb(
    z.strictObject({ at, exhaust: member('Its radio has used up its air time') }),
    (given) => ({ do: 'exhaust', atMs: msOf(given.at), member: given.exhaust }),
  ),
  'miss-dock': robotVerb('miss-dock', 'Its next docking misses the contacts'),
  'die-on-pad': robotVerb(
    'die-on-pad',
    'It stops where it stands, and stays there until somebody carries it off',
  ),
  'release-pad': verb(
    z.strictObject({ at, 'release-pad': pad('A person takes it from whoever is on it') }),
    (given) => ({ do: 'release-pad', atMs: msOf(given.at), pad: given['release-pad'] }),
  ),
  heal: verb(
    z.strictObject({
      at,
      heal: z.enum(['all']).meta({
        description: 'All faults end, and everybody who runs must be served',
        examples: ['all'],
      }),
    }),
    (given) => ({ do: 'heal', atMs: msOf(given.at) }),
  ),
  lose: mishapVerb('lose'),
  double: mishapVerb('double'),
  delay: mishapVerb('delay'),
  flip: mishapVerb('flip'),
  cut: mishapVerb('cut'),
  merge: mishapVerb('merge'),
};

/** Keys that go with a verb and are none themselves. */
export const COMPANIONS: ReadonlySet<string> = new Set(
  Object.entries(VERBS).flatMap(([name, { schema }]) =>
    Object.keys(schema.shape).filter((key) => key !== name && !Object.hasOwn(VERBS, key)),
  ),
);

export function isMishapVerb(name: string): boolean {
  return (FRAME_MISHAPS as readonly string[]).includes(name);
}
