/** A world with boards in it, and the real firmata-io at their ports, in emulated time: as fast as the machine goes. */
import { setImmediate as told } from 'node:timers/promises';
import { readBoardFile } from '../../../firmware/config/board-file.ts';
import { shippedBoardFile } from '../../../firmware/config/default-boards.ts';
import type { PadBoard, RobotBoard } from '../../../hardware/board/board.ts';
import { SafeFirmata } from '../../../hardware/link/safe-firmata.ts';
import { type FirmwareName, firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { emulatedPort } from '../../../sim/board/mcu/port.ts';
import { makeRoster, type Roster } from '../../../sim/board/roster.ts';
import { Stage } from '../../../sim/board/stage.ts';
import { type Happening, physical } from '../../../sim/board/tell.ts';
import type { VirtualBoard } from '../../../sim/board/virtual-board.ts';
import type { Firmata } from './mcu/stage.ts';

/** Firmata: which protocol, which firmware. */
const QUESTIONS = [0xf9, 0xf0, 0x79, 0xf7];

export function robotBoard(name = 'robot-uno'): RobotBoard {
  return readBoardFile(shippedBoardFile(`${name}.yaml`), 'robot').board as RobotBoard;
}

export function padBoard(name = 'pad-uno'): PadBoard {
  return readBoardFile(shippedBoardFile(`${name}.yaml`), 'pad').board as PadBoard;
}

export interface SceneOptions {
  /** Id and board of each. */
  readonly robots?: Readonly<Record<string, RobotBoard>>;
  readonly pads?: Readonly<Record<string, PadBoard>>;
  /** Without a board. */
  readonly bodies?: { readonly robots: readonly string[]; readonly pads: readonly string[] };
  /** Of all boards; else what fits each. */
  readonly firmware?: FirmwareName;
  readonly speed?: number;
  readonly charge?: number;
  readonly driveMs?: number;
}

/** One happening. */
export interface Told {
  readonly atMs: number;
  readonly [field: string]: unknown;
}

export class Scene {
  readonly roster: Roster;
  readonly stage: Stage;
  readonly happenings: (Happening & { readonly atMs: number })[] = [];

  constructor(options: SceneOptions) {
    const { robots = {}, pads = {}, bodies = { robots: [], pads: [] }, firmware } = options;
    const hexFor = ({ deadMan }: RobotBoard | PadBoard) =>
      firmwareHex(firmware ?? (deadMan.kind === 'firmware' ? 'roost' : 'standard'));
    const tell = (happening: Happening, atMs: number) =>
      this.happenings.push({ ...happening, atMs });
    this.roster = makeRoster({
      members: [
        ...Object.entries(robots).map(
          ([id, board]) => ({ id, board, role: 'robot', hex: hexFor(board) }) as const,
        ),
        ...Object.entries(pads).map(
          ([id, board]) => ({ id, board, role: 'pad', hex: hexFor(board) }) as const,
        ),
      ],
      bodies,
      speed: options.speed ?? 1,
      charge: options.charge ?? 0.5,
      driveMs: options.driveMs ?? 3000,
      seed: 1,
      nowMs: 0,
      onChange: (change, atMs) => tell(physical(change), atMs),
      onHappening: (happening) => tell(happening, this.roster.world.nowMs),
    });
    this.stage = new Stage(this.roster.world, this.roster.boards);
  }

  get nowMs(): number {
    return this.stage.nowMs;
  }

  board(id: string): VirtualBoard {
    return this.roster.boards.find((board) => board.id === id)!;
  }

  robot(id: string) {
    return this.roster.world.robots.find((robot) => robot.id === id)!;
  }

  pad(id: string) {
    return this.roster.world.pads.find((pad) => pad.id === id)!;
  }

  /** What happened of this kind, in order. */
  of(event: Happening['event']): Told[] {
    return this.happenings.filter((happening) => happening.event === event) as Told[];
  }

  /** Time passes, and what listens at ports is told. */
  async pass(ms: number): Promise<void> {
    const toMs = this.nowMs + ms;
    while (this.nowMs < toMs) {
      this.stage.advance(Math.min(toMs, this.nowMs + 1));
      await told();
    }
  }

  async until(what: string, condition: () => boolean, withinMs = 5000): Promise<void> {
    const deadlineMs = this.nowMs + withinMs;
    while (!condition()) {
      if (this.nowMs > deadlineMs) throw new Error(`not within ${withinMs} ms: ${what}`);
      await this.pass(1);
    }
  }

  /** A board that firmata-io says is ready. */
  async firmata(id: string): Promise<Firmata> {
    const port = emulatedPort(this.board(id), id);
    // The type of another test's, which has all that is used here.
    const firmata = new SafeFirmata(port) as unknown as Firmata;
    // Who was not reset does not speak unasked.
    port.write(Uint8Array.from(QUESTIONS));
    await this.until(`the firmware of ${id} answers`, () => firmata.isReady);
    return firmata;
  }
}
