/** The shape of `board:` in swarm.yaml: a virtual board, or a real one through johnny-five. */

import * as z from 'zod';

const SHORT = z.enum(['virtual']);

const WORDS = {
  description:
    'The hardware: virtual is a body that is only computed, johnny-five drives an Arduino (firmata) or ' +
    'the pins of a Raspberry Pi (gpio)',
  examples: ['virtual', { 'johnny-five': 'firmata', port: '/dev/ttyACM0' }],
};

const real = {
  'johnny-five': z
    .enum(['firmata', 'gpio'])
    .optional()
    .meta({
      description: 'How to reach the board: an Arduino over USB, or the pins of this Raspberry Pi',
      examples: ['firmata'],
    }),
  port: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "Serial port of the Arduino; %id in it stands for the member's own id",
      examples: ['/dev/ttyACM0'],
    }),
  file: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'What leads to which pin: a board file. %id in it stands for the id of the member; the usual board of a ' +
        'robot or of a pad without it',
      examples: ['./boards/r1.yaml'],
    }),
};

/** What counting can't say, and editors understand. */
const EDITORS = {
  minProperties: 1,
  dependencies: {
    virtual: { maxProperties: 1 },
    port: { properties: { 'johnny-five': { const: 'firmata' } }, required: ['johnny-five'] },
    file: ['johnny-five'],
    'johnny-five': {
      anyOf: [{ properties: { 'johnny-five': { const: 'gpio' } } }, { required: ['port'] }],
    },
  },
};

/** The name of a board, or the board with what is to be said of it. `shape` is that of a virtual one. */
export function boardEntry<Shape extends z.ZodRawShape>(shape: Shape) {
  const virtual = z
    .strictObject(shape)
    .optional()
    .meta({
      description: 'A body that is only computed',
      examples: [{ speed: 600 }],
    });
  const long = z
    .strictObject({ virtual, ...real })
    .check((context) => {
      // What is misspelt is not missing as well.
      if (context.issues.length > 0) return;
      for (const { key, message } of misfits(context.value)) {
        const path = key === null ? [] : [key];
        const { value: input } = context;
        context.issues.push({ code: 'custom', path, input, message, continue: true });
      }
    })
    .meta(EDITORS);
  return z.union([SHORT, long]).meta(WORDS);
}

interface Misfit {
  /** Of the mapping, or null for the whole. */
  readonly key: 'johnny-five' | 'port' | 'file' | null;
  readonly message: string;
}

interface Entry {
  readonly virtual?: unknown;
  readonly 'johnny-five'?: 'firmata' | 'gpio' | undefined;
  readonly port?: string | undefined;
  readonly file?: string | undefined;
}

function misfits({ virtual, 'johnny-five': link, port, file }: Entry): Misfit[] {
  const found: Misfit[] = [];
  const refuse = (key: Misfit['key'], message: string) => found.push({ key, message });
  if (virtual === undefined && link === undefined) {
    refuse(null, 'write virtual, or { johnny-five: firmata, port: /dev/ttyACM0 }');
  } else if (virtual !== undefined) {
    const what = 'the board is virtual already';
    if (link !== undefined) refuse('johnny-five', `${what}; keep virtual or johnny-five`);
    if (port !== undefined) refuse('port', 'a virtual board has no port; leave it out');
    if (file !== undefined) refuse('file', 'a virtual board has no file; leave it out');
  } else if (link === 'gpio' && port !== undefined) {
    refuse('port', 'the pins of a Raspberry Pi have no port; leave it out');
  } else if (link === 'firmata' && port === undefined) {
    refuse('port', 'an Arduino is at a serial port; add for instance port: /dev/ttyACM0');
  }
  return found;
}
