/**
 * Sets up the world of a bench: who has a board, who is only there to be stood on or carried about, and what is
 * wired to what.
 */
import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import { Chance } from '../world/chance.ts';
import type { BatteryNature } from './physics/battery.ts';
import type { PadOptions } from './physics/pad.ts';
import type { RobotOptions } from './physics/robot.ts';
import { type Change, World } from './physics/world.ts';
import type { Happening } from './tell.ts';
import { VirtualBoard } from './virtual-board.ts';
import { PadWiring } from './wiring/pad-wiring.ts';
import { RobotWiring } from './wiring/robot-wiring.ts';

interface WithBoard {
  readonly id: string;
  /** Text of an Intel HEX file: its firmware. */
  readonly hex: string;
}

export interface RobotMember extends WithBoard {
  readonly role: 'robot';
  readonly board: RobotBoard;
}

export interface PadMember extends WithBoard {
  readonly role: 'pad';
  readonly board: PadBoard;
}

export interface RosterOptions {
  readonly members: readonly (RobotMember | PadMember)[];
  /** Robots and pads without a board: bodies that are moved by hand, pads that have power until it is taken. */
  readonly bodies: { readonly robots: readonly string[]; readonly pads: readonly string[] };
  /** Of the batteries. */
  readonly speed: number;
  /** 0 to 1, at the start. */
  readonly charge: number;
  /** From a robot's work to the contacts. */
  readonly driveMs: number;
  /** Of all noise. */
  readonly seed: number;
  readonly nowMs: number;
  readonly onChange: (change: Change, atMs: number) => void;
  readonly onHappening: (happening: Happening) => void;
}

export interface Roster {
  readonly world: World;
  readonly boards: readonly VirtualBoard[];
  readonly robotWirings: ReadonlyMap<string, RobotWiring>;
  readonly wirings: ReadonlyMap<string, RobotWiring | PadWiring>;
}

/** Of robots and pads without a board: two Li-ion cells, and a charger that fits. */
const USUAL_BATTERY: BatteryNature = { emptyVolts: 6.4, fullVolts: 8.3, capacityAh: 2.2 };
const USUAL_AMPS = 2.5;
/** A charger stays below what its pad takes for a fault. */
const CHARGER_SHARE = 0.85;
const USUAL_POWER = 0.6;

export function makeRoster(options: RosterOptions): Roster {
  const { members, bodies, seed, onChange, onHappening } = options;
  const robots = members.filter((member) => member.role === 'robot');
  const pads = members.filter((member) => member.role === 'pad');
  const world = new World({
    robots: [
      ...robots.map(({ id, board }) =>
        bodyOf(options, id, board.battery, board.drive.speedPercent / 100),
      ),
      ...bodies.robots.map((id) => bodyOf(options, id, USUAL_BATTERY, USUAL_POWER)),
    ],
    pads: [
      ...pads.map(({ id, board }) => ({ id, limitAmps: CHARGER_SHARE * board.maxAmps })),
      ...bodies.pads.map((id): PadOptions => ({ id, limitAmps: USUAL_AMPS })),
    ],
    nowMs: options.nowMs,
    onChange,
  });
  for (const pad of world.pads) {
    if (bodies.pads.includes(pad.id)) pad.relay.energise(true, options.nowMs);
  }

  const robotWirings = new Map<string, RobotWiring>();
  const wirings = new Map<string, RobotWiring | PadWiring>();
  for (const member of members) {
    const { id } = member;
    const chance = new Chance(seed, `noise of ${id}`);
    const onLight = (lit: boolean) => onHappening({ event: 'led', board: id, lit });
    if (member.role === 'robot') {
      const robot = world.robots.find((body) => body.id === id)!;
      const wiring = new RobotWiring({ board: member.board, robot, world, chance, onLight });
      robotWirings.set(id, wiring);
      wirings.set(id, wiring);
    } else {
      const pad = world.pads.find((body) => body.id === id)!;
      const onCoil = (on: boolean) => onHappening({ event: 'coil', board: id, on });
      wirings.set(id, new PadWiring({ board: member.board, pad, world, chance, onLight, onCoil }));
    }
  }
  const boards = members.map(
    ({ id, hex }) => new VirtualBoard({ id, hex, world, wiring: wirings.get(id)! }),
  );
  return { world, boards, robotWirings, wirings };
}

function bodyOf(
  { speed, charge, driveMs }: RosterOptions,
  id: string,
  { emptyVolts, fullVolts, capacityAh }: BatteryNature,
  power: number,
): Omit<RobotOptions, 'enter'> {
  const battery = { emptyVolts, fullVolts, capacityAh };
  return { id, battery, charge, speed, driveMs, power };
}
