/**
 * The shape of swarm.yaml, once for all uses: checking, the words of the messages (descriptions and
 * examples), and the JSON Schema that editors complete from.
 */

import * as z from 'zod';
import { MAX_OVERTAKES } from '../../src/protocol/queue.ts';
import { MAX_ROBOTS, NAME_PATTERN } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { TIMING_PROFILES } from '../../src/radio/timing.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import { serialSchema } from '../radio/serial/schema.ts';
import { boardEntry } from './board-entry.ts';
import { brokerSchema } from './broker-entry.ts';
import { jsonSchemaText } from './schema-json.ts';
import { VDA_VERSIONS } from './swarm-config.ts';

const MAX_RANK = 2 ** 32 - 1;
const FASTEST = 100_000;

const NAME_MEND = 'use 1 to 32 letters, digits, - or _';

function name(description: string, example: string) {
  return z
    .string()
    .regex(NAME_PATTERN, { error: NAME_MEND })
    .meta({ description, examples: [example] });
}

function brokerUrl(description: string) {
  return z
    .string()
    .check((context) => {
      const address = parseBrokerUrl(context.value);
      if (typeof address !== 'string') return;
      context.issues.push({ code: 'custom', input: '', message: address, continue: true });
    })
    .meta({ description, examples: ['mqtt://localhost:1883'] });
}

function percent(description: string, example: number) {
  return z
    .number()
    .min(0)
    .max(100)
    .meta({ description, examples: [example] });
}

const speed = z
  .number()
  .positive()
  .max(FASTEST)
  .optional()
  .meta({
    description: 'Life of the body runs this many times faster than real time; 1 without it',
    examples: [600],
  });

const battery = percent('Charge at the start, in percent', 40).optional();

const robot = z
  .strictObject({
    id: name('Name of the robot, distinct among all members', 'r1'),
    rank: z
      .int()
      .min(0)
      .max(MAX_RANK)
      .optional()
      .meta({
        description:
          'A whole number of its own for each robot, of which the highest leads; derived from its id without it',
        examples: [1],
      }),
    board: boardEntry({ speed, battery }),
  })
  .meta({ examples: [{ id: 'r1', rank: 1, board: 'virtual' }] });

const pad = z
  .strictObject({
    id: name('Name of the pad, distinct among all members', 'p1'),
    board: boardEntry({ speed }),
    guard: z
      .enum(['controller', 'robots'])
      .optional()
      .meta({
        description:
          'Who admits robots to the pad: its controller, or a majority of the robots ' +
          '(bare contacts); controller without it',
        examples: ['controller'],
      }),
    relay: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether its controller repeats each frame once, for members that do not hear each ' +
          'other; a serial radio and mains power are needed',
        examples: [true],
      }),
  })
  .meta({ examples: [{ id: 'p1', board: 'virtual', guard: 'controller' }] });

function duration(description: string, example: number) {
  return z
    .number()
    .positive()
    .optional()
    .meta({ description, examples: [example] });
}

const profile = z.enum(TIMING_PROFILES).meta({
  description: 'Name of a timing profile',
  examples: ['lan'],
});

const timingNumbers = {
  beatMs: duration('Between two beats of the leader while somebody waits or charges', 300),
  idleFactor: z
    .number()
    .min(1)
    .optional()
    .meta({
      description: 'The beat is this many times longer while nobody wants a pad',
      examples: [4],
    }),
  slotMs: duration('One slot of a slotted answer: longer than a frame takes to all', 25),
  retryMs: duration('First wait before a frame that nobody acted on is repeated', 60),
  staggerMs: z
    .number()
    .min(0)
    .optional()
    .meta({
      description:
        'So long a member waits after another before it answers the same frame; 0 for a medium that carries all answers side by side',
      examples: [0],
    }),
  leaseMs: duration('How long an admission lasts without renewal', 2000),
  stableMs: duration('How long a returning higher rank listens before it leads', 3000),
  drift: z
    .number()
    .min(0)
    .max(0.05)
    .optional()
    .meta({
      description: 'Bound on the rate error of any clock, as a fraction',
      examples: [0.001],
    }),
} satisfies Record<keyof Timing, z.ZodType>;

export const swarmSchema = z.strictObject({
  swarm: name('Name of the swarm, as it stands in the topics', 'orchard'),
  zone: name('Name of the zone, whose members hear each other', 'east'),
  key: z
    .strictObject({
      file: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'File with the key, of mode 0600, as roost keygen writes it',
          examples: ['./swarm.key'],
        }),
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'write the name of a variable, as ROOST_KEY' })
        .optional()
        .meta({
          description: 'Variable of the environment with the key, in hex or base64',
          examples: ['ROOST_KEY'],
        }),
    })
    .refine((key) => (key.file === undefined) !== (key.env === undefined), {
      error: 'write either { file: ./swarm.key } or { env: ROOST_KEY }',
    })
    .meta({
      description: 'Where the key of the swarm is: 32 bytes',
      examples: [{ file: './swarm.key' }],
      minProperties: 1,
      maxProperties: 1,
    }),
  radio: z
    .strictObject({
      mqtt: brokerUrl('URL of the MQTT broker whose topic is the radio').optional(),
      serial: serialSchema.optional(),
    })
    .refine((radio) => (radio.mqtt === undefined) !== (radio.serial === undefined), {
      error:
        'write either { mqtt: "mqtt://localhost:1883" } or ' +
        '{ serial: { driver: transparent, path: /dev/ttyUSB0 } }',
    })
    .meta({
      description: 'How the members hear each other',
      examples: [{ mqtt: 'mqtt://localhost:1883' }],
      minProperties: 1,
      maxProperties: 1,
    }),
  telemetry: z
    .strictObject({
      mqtt: brokerUrl('URL of the MQTT broker for states and events'),
      gateway: name(
        'The member that speaks for those without a network, when the radio is a serial one; ' +
          'the first pad with a controller without it',
        'p1',
      ).optional(),
      homeAssistant: z
        .boolean()
        .optional()
        .meta({
          description: 'Whether members announce themselves to Home Assistant; false without it',
          examples: [true],
        }),
      vda5050: z
        .enum(VDA_VERSIONS)
        .optional()
        .meta({
          description:
            'Robots publish the status feed of this version of VDA 5050; none without it',
          examples: ['3.0'],
        }),
    })
    .nullable()
    .optional()
    .meta({
      description: 'Where states and events are published; nowhere without it',
      examples: [{ mqtt: 'mqtt://localhost:1883' }],
    }),
  broker: brokerSchema.optional(),
  timing: z
    .union([profile, z.strictObject({ profile: profile.optional(), ...timingNumbers })])
    .optional()
    .meta({
      description: 'A timing profile, or numbers that differ from one; lan without it',
      examples: ['lan', { profile: 'lan', leaseMs: 3000 }],
    }),
  robots: z
    .array(robot)
    .min(1)
    .max(MAX_ROBOTS)
    .meta({
      description: 'The robots, in the same order for every member',
      examples: [[{ id: 'r1', rank: 1, board: 'virtual' }]],
    }),
  pads: z
    .array(pad)
    .min(1)
    .meta({
      description: 'The charging pads, in the same order for every member',
      examples: [[{ id: 'p1', board: 'virtual', guard: 'controller' }]],
    }),
  charging: z
    .strictObject({
      requestBelow: percent('A robot asks for a pad below this charge', 35).optional(),
      chargeTo: percent('A robot leaves the pad at this charge', 90).optional(),
      criticalBelow: percent('Below this charge a robot goes first', 10).optional(),
    })
    .optional()
    .meta({
      description: 'When robots charge, in percent; 35, 90 and 10 without it',
      examples: [{ requestBelow: 35, chargeTo: 90, criticalBelow: 10 }],
    }),
  queue: z
    .strictObject({
      maxOvertakes: z
        .int()
        .min(0)
        .max(MAX_OVERTAKES)
        .optional()
        .meta({
          description: 'How often a waiting robot may be overtaken by more urgent ones',
          examples: [4],
        }),
    })
    .optional()
    .meta({
      description: 'The order of the waiting robots',
      examples: [{ maxOvertakes: 4 }],
    }),
  state: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'Folder for what members must remember; ./state without it',
      examples: ['./state'],
    }),
});

export type SwarmFile = z.output<typeof swarmSchema>;

/** The JSON Schema of swarm.yaml, as text. */
export function schemaJson(): string {
  return jsonSchemaText('swarm', 'Roost swarm', swarmSchema);
}
