/**
 * One life of a member: all that its code has at a start. What comes later are inputs, so a life and its
 * inputs lead to the same outputs again, on any machine and at any time.
 */
import type { MemberConfig } from '../protocol/context.ts';
import type { Durable } from '../protocol/durable.ts';
import type { BodyReport, PadReport } from '../roles/body.ts';
import { PadController } from '../roles/pad.ts';
import { type Charging, Robot } from '../roles/robot.ts';
import type { Role } from '../roles/role.ts';

interface Start {
  /** The version of Roost that lives it. */
  readonly roost: string;
  readonly config: MemberConfig;
  /** What the disk had. */
  readonly durable: Durable;
  /** 32 random bits. */
  readonly seed: number;
}

export interface RobotLife extends Start {
  readonly role: 'robot';
  readonly charging: Charging;
  /** What the body said when the role was made. */
  readonly report: BodyReport;
}

export interface PadLife extends Start {
  readonly role: 'pad';
  readonly report: PadReport;
}

/** Has no key in it: a trace may be shown to others. */
export type Life = RobotLife | PadLife;

/** The role at the start of its life. */
export function roleOf(life: Life): Role {
  const { config, durable, seed } = life;
  switch (life.role) {
    case 'robot':
      return new Robot(config, durable, seed, life.charging, life.report);
    case 'pad':
      return new PadController(config, durable, seed, life.report);
  }
}
