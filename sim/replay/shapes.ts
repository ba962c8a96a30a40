/** The shapes of what a trace gives to the code: anything else must not reach it. */
import * as z from 'zod';
import type { Durable } from '../../src/protocol/durable.ts';
import { isRobot, memberCount, type Roster } from '../../src/protocol/roster.ts';
import type { RoleInput } from '../../src/roles/role.ts';
import type { Life } from '../../src/runtime/life.ts';

const word = z.int().min(0).max(0xffffffff);
const count = z.int().min(0);
const duration = z.number().min(0);
const boot = z.int().min(0).max(0xffff);
const percent = z.number().min(0).max(100);

const fence = z.object({ epoch: word, counter: word });

const durable = z.object({
  boot,
  disk: word,
  standing: z.enum(['joining', 'member', 'outsider']),
  epoch: word,
  votedFor: count.nullable(),
  acceptors: z.record(
    z.string(),
    z.object({ ceiling: fence, leaseMs: duration, floorEpoch: word }),
  ),
  peers: z.record(z.string(), z.object({ boot, disk: word, bootDisk: word, otherBoot: boot })),
}) satisfies z.ZodType<Durable>;

const roster = z.object({
  robots: z.array(z.object({ id: z.string(), rank: z.number() })),
  pads: z.array(z.object({ id: z.string(), guard: z.enum(['controller', 'robots']) })),
}) satisfies z.ZodType<Roster>;

const timing = z.object({
  beatMs: duration,
  idleFactor: duration,
  slotMs: duration,
  // Traces of before there were radios that share a channel don't say it.
  staggerMs: duration.default(0),
  retryMs: duration,
  leaseMs: duration,
  stableMs: duration,
  drift: duration,
});

const bodyReport = z.object({
  place: z.enum(['away', 'approaching', 'docked', 'leaving']),
  batteryPercent: z.number().nullable(),
  fault: z.string().nullable(),
  // Traces of before bodies told of these don't say them.
  charging: z.boolean().nullable().default(null),
  alarm: z.string().nullable().default(null),
});

const padReport = z.object({
  contact: z.boolean().nullable(),
  fault: z.string().nullable(),
  alarm: z.string().nullable().default(null),
});

const start = {
  roost: z.string(),
  config: z
    .object({ roster, timing, self: count, maxOvertakes: count, undockMs: duration })
    .refine(({ roster, self }) => self < memberCount(roster), {
      error: 'self is nobody of the roster',
      path: ['self'],
    }),
  durable,
  seed: word,
};

const life = z
  .discriminatedUnion('role', [
    z.object({
      ...start,
      role: z.literal('robot'),
      charging: z.object({ requestBelow: percent, chargeTo: percent, criticalBelow: percent }),
      report: bodyReport,
    }),
    z.object({ ...start, role: z.literal('pad'), report: padReport }),
  ])
  .refine(({ role, config }) => (role === 'robot') === isRobot(config.roster, config.self), {
    error: 'it is not the role of self',
    path: ['role'],
  }) satisfies z.ZodType<Life>;

const input = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), offPad: z.boolean(), reason: z.string() }),
  z.object({ type: z.literal('body'), report: bodyReport }),
  z.object({ type: z.literal('pad-body'), report: padReport }),
  z.object({
    type: z.literal('command'),
    verb: z.enum(['charge', 'release', 'hold', 'resume']),
    ticket: z.number(),
    pad: count.optional(),
  }),
  z.object({ type: z.literal('stop'), reason: z.string(), now: z.boolean() }),
]) satisfies z.ZodType<RoleInput>;

/** The value, or what is wrong with it: `config.timing.leaseMs: expected number, received string`. */
export type Checked<T> = { readonly value: T } | { readonly wrong: string };

export function checkLife(record: unknown): Checked<Life> {
  return check(life, record);
}

export function checkInput(value: unknown): Checked<RoleInput> {
  return check(input, value);
}

function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  const message = (issue?.message ?? 'not as expected').replace(/^Invalid input: /, '');
  return { wrong: path === '' ? message : `${path}: ${message}` };
}
