/**
 * The shape of a scenario file, once for all uses: checking, the words of the messages, and the JSON Schema
 * that editors complete from. Timing, charging and queue are those of swarm.yaml.
 */

import * as z from 'zod';
import { swarmSchema } from '../../firmware/config/schema.ts';
import { jsonSchemaText } from '../../firmware/config/schema-json.ts';
import { ALL_FAULTS, FAULT_NAMES, FAULT_WORDS } from '../../sim/scenario/faults.ts';
import { LIMITS, PROMISES } from '../../sim/scenario/scenario.ts';
import { TIMING_PROFILES } from '../../src/radio/timing.ts';
import { VERBS } from './verbs.ts';
import { member, span } from './words.ts';

function count(description: string, least: number, most: number, example: number) {
  return z
    .int()
    .min(least)
    .max(most)
    .optional()
    .meta({ description, examples: [example] });
}

const faultList = FAULT_NAMES.map((name) => `${name}: ${FAULT_WORDS[name]}`).join('\n');

const faults = z
  .union([
    z.enum(['none', 'all', ...FAULT_NAMES]),
    z.array(z.enum(['all', ...FAULT_NAMES])).meta({ examples: [['crash', 'loss']] }),
  ])
  .optional()
  .meta({
    description:
      'Faults that are mixed at random, by the seed; none without it. All stands for the ' +
      `${ALL_FAULTS.length} that the protocol tolerates.\n${faultList}`,
    examples: ['all', ['crash', 'loss']],
  });

const gain = z
  .strictObject({
    from: member('Who sends', 'r1'),
    to: member('Who hears', 'r3'),
    gainDb: z
      .number()
      .min(-LIMITS.gainDb)
      .max(LIMITS.gainDb)
      .meta({ description: 'Louder than usual by so many decibels', examples: [-20] }),
  })
  .meta({ examples: [{ from: 'r1', to: 'r3', gainDb: -20 }] });

const settings = {
  seed: count('Decides all that is left to chance; 1 without it', 0, LIMITS.seed, 1),
  robots: count('How many robots a zone has: r1, r2 ...; 5 without it', 1, LIMITS.robots, 5),
  pads: count('How many pads a zone has: p1, p2 ...; 1 without it', 1, LIMITS.pads, 1),
  guard: z
    .enum(['controller', 'robots'])
    .optional()
    .meta({
      description: 'Who admits robots to the pads; controller without it',
      examples: ['controller'],
    }),
  radio: z
    .enum(TIMING_PROFILES)
    .optional()
    .meta({ description: 'The virtual air; lan without it', examples: ['hc12'] }),
  timing: swarmSchema.shape.timing.meta({
    description: 'A timing profile, or numbers that differ from one; that of the radio without it',
    examples: ['lan', { profile: 'lan', leaseMs: 3000 }],
  }),
  zones: count('So many swarms side by side; 1 without it', 1, LIMITS.zones, 1),
  for: span('How long the run is, in virtual time; 10m without it', '10m').optional(),
  speed: z
    .number()
    .positive()
    .max(LIMITS.speed)
    .optional()
    .meta({
      description: 'Bodies live so many times faster than real ones; 60 without it',
      examples: [60],
    }),
  drift: z
    .number()
    .min(0)
    .max(LIMITS.drift)
    .optional()
    .meta({
      description: 'Clocks are wrong by up to this fraction; the bound of the timing without it',
      examples: [0.001],
    }),
  charging: swarmSchema.shape.charging,
  queue: swarmSchema.shape.queue,
  faults,
  gains: z
    .array(gain)
    .optional()
    .meta({
      description: 'Who is louder or fainter for whom, in one direction',
      examples: [[{ from: 'r1', to: 'r3', gainDb: -20 }]],
    }),
  hidden: z
    .array(
      z
        .array(member('One of them'))
        .min(2)
        .meta({ examples: [['r1', 'r3']] }),
    )
    .optional()
    .meta({
      description: 'Members of one list do not hear each other at all',
      examples: [[['r1', 'r3']]],
    }),
  expect: z
    .strictObject({
      promise: z
        .enum(PROMISES)
        .meta({ description: 'The promise that the run breaks', examples: ['S1'] }),
    })
    .optional()
    .meta({
      description: 'A run that is known to break a promise, with a fault put into the code',
      examples: [{ promise: 'S1' }],
    }),
};

const SCRIPT = {
  description: 'What happens at which time; nothing without it',
  examples: [[{ at: '10s', crash: 'r2', for: '3s' }]],
};

/** All but the single happenings of the script, which `script.ts` judges by their verbs. */
export const scenarioShape = z.strictObject({
  ...settings,
  script: z.array(z.unknown()).optional().meta(SCRIPT),
});

export type ScenarioFile = z.output<typeof scenarioShape>;

/** The JSON Schema of a scenario file, as text. */
export function scenarioSchemaJson(): string {
  const happenings = Object.values(VERBS).map(({ schema }) => schema);
  const whole = z.strictObject({
    ...settings,
    script: z.array(z.union(happenings)).optional().meta(SCRIPT),
  });
  return jsonSchemaText('scenario', 'Roost scenario', whole);
}
