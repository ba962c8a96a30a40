/**
 * The shape of a board file, once for all uses: checking, the words of the messages (descriptions and examples),
 * and the JSON Schema that editors complete from. What a file leaves out has its default in complete.ts.
 */

import * as z from 'zod';
import {
  battery,
  contact,
  currentSensor,
  deadManOf,
  drive,
  led,
  milliseconds,
  model,
  pin,
} from './schema-parts.ts';

const ROBOT_EXAMPLE = { firmware: { timeoutMs: 1000 } };
const PAD_EXAMPLE = { firmware: { timeoutMs: 2000 } };

/** A robot may do without: its motors run on until it hits something, and a person sees it. */
const robotDeadMan = z
  .union([z.enum(['none', 'firmware']), deadManOf(ROBOT_EXAMPLE)])
  .optional()
  .meta({
    description:
      "What stops the motors by itself when this process dies or freezes: Roost's own firmware on the " +
      'Arduino, or a timer that a pulsing pin feeds; none without it',
    examples: ['firmware', ROBOT_EXAMPLE],
  });

/** The word alone is checked here and not by an enum, since a pad without one deserves more words. */
const padDeadManWord = z
  .string()
  .check((context) => {
    if (context.value === 'firmware') return;
    const what =
      context.value === 'none'
        ? 'nothing would open the relay when this process dies'
        : `there is no '${context.value}'`;
    const mend = 'write firmware (an Arduino), or { pulse: { pin: GPIO23 } } (a Raspberry Pi)';
    context.issues.push({ code: 'custom', input: '', message: `${what}; ${mend}`, continue: true });
  })
  .meta({ enum: ['firmware'] });

const padDeadMan = z.union([padDeadManWord, deadManOf(PAD_EXAMPLE)]).meta({
  description:
    "What opens the relay by itself when this process dies or freezes: Roost's own firmware on the " +
    'Arduino, or a timer that a pulsing pin feeds',
  examples: ['firmware', { pulse: { pin: 'GPIO23', everyMs: 100 } }],
});

export const robotBoardSchema = z.strictObject({
  board: z.enum(['robot']).meta({ description: 'Whose board it is', examples: ['robot'] }),
  model,
  battery,
  dock: contact('The contact that closes when the robot stands on the pad', 'D2'),
  drive,
  led: led.nullable().optional(),
  deadMan: robotDeadMan,
});

const relay = z
  .strictObject({
    pin: pin('The pin that the relay is wired to', 'D8'),
    closed: z
      .enum(['low', 'high'])
      .optional()
      .meta({ description: 'The level that closes it; high without it', examples: ['high'] }),
    feedback: contact(
      'A second contact of the relay, or the voltage behind it; none without it',
      'D9',
    )
      .nullable()
      .optional(),
    settleMs: milliseconds('The feedback follows within this time; 50 without it', 50, {
      from: 5,
      to: 1000,
    }).optional(),
  })
  .meta({
    description: 'The relay that puts power on the pad: wired so that it is open without a signal',
    examples: [{ pin: 'D8', closed: 'high', feedback: { pin: 'D9' } }],
  });

function amps(description: string, example: number) {
  return z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description, examples: [example] });
}

export const padBoardSchema = z.strictObject({
  board: z.enum(['pad']).meta({ description: 'Whose board it is', examples: ['pad'] }),
  model,
  relay,
  contact: contact('The contact that closes when something stands on the pad', 'D2')
    .nullable()
    .optional(),
  current: currentSensor('What measures the current into the robot; nothing without it')
    .nullable()
    .optional(),
  minAmps: amps('Less than this while power flows is an alarm; 0.05 without it', 0.05),
  maxAmps: amps('More than this opens the relay; 3 without it', 3),
  led: led.nullable().optional(),
  deadMan: padDeadMan,
});

export type RobotFile = z.output<typeof robotBoardSchema>;
export type PadFile = z.output<typeof padBoardSchema>;
