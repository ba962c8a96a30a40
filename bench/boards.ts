/**
 * How many emulated Arduinos one core keeps up with in real time: real firmware, brought up to the present every 2 ms
 * as `roost board` does, with the traffic of a host that reads two analog values ten times a second.
 */
import { Arduino } from '../sim/board/mcu/arduino.ts';
import { FIRMWARES, type FirmwareName, firmwareHex } from '../sim/board/mcu/firmware.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const BOARDS = 10;
const RUNS = 5;
const STEP_MS = 2;
const WARM_UP_MS = 5000;
const MEASURED_MS = 10_000;
/** How often a host grants time to the dead-man; StandardFirmata does nothing of it. */
const GRANT_MS = 250;

const TRAFFIC = {
  analog: [0xc0, 1, 0xc1, 1, 0xf0, 0x7a, 100, 0, 0xf7],
  contact: [0xf4, 2, 0, 0xf5, 2, 1, 0xd0, 1],
  motor: [0xf4, 5, 3, 0xe5, 100, 0],
  guard: [0xf0, 0x0b, 1, 8, 0, 0x50, 0x0f, 0xf7],
  grant: [0xf0, 0x0b, 2, 1, 0x50, 0x0f, 0xf7],
} as const;

export async function boards(): Promise<Figure[]> {
  return FIRMWARES.flatMap((firmware) => {
    const runs = Array.from({ length: RUNS }, () => measure(firmware));
    for (const run of runs) progress(`${firmware}: ${run.boards.toFixed(0)} boards per core`);
    const name = firmware === 'roost' ? 'RoostFirmata' : 'StandardFirmata';
    return [
      figure(
        `emulated boards in real time on one core, ${name}`,
        'boards',
        runs.map((run) => run.boards),
      ),
      figure(
        `emulated boards, ${name}: time that is skipped as idle`,
        '%',
        runs.map((run) => run.skippedPercent),
      ),
    ];
  });
}

function measure(firmware: FirmwareName) {
  const hex = firmwareHex(firmware);
  const made = Array.from({ length: BOARDS }, () => new Arduino({ hex }));
  let told = 0;
  for (const board of made) {
    board.onBytes = (bytes) => {
      told += bytes.length;
    };
  }
  run(made, WARM_UP_MS / 2);
  const { analog, contact, motor, guard } = TRAFFIC;
  for (const board of made) {
    board.feed(Uint8Array.from([...analog, ...contact, ...motor, ...guard]));
  }
  run(made, WARM_UP_MS);
  told = 0;
  const skippedMs = made.map((board) => board.skippedMs);
  const before = process.cpuUsage();
  run(made, WARM_UP_MS + MEASURED_MS);
  const { user, system } = process.cpuUsage(before);
  // Two values of three bytes, ten times a second: a board that says less is no board at work.
  const expected = BOARDS * 6 * 10 * (MEASURED_MS / 1000);
  if (told < expected * 0.9) throw new Error(`the boards said ${told} bytes and not ${expected}`);
  const skipped = made.reduce((sum, board, i) => sum + board.skippedMs - skippedMs[i]!, 0);
  return {
    boards: (BOARDS * MEASURED_MS * 1000) / (user + system),
    skippedPercent: (100 * skipped) / (BOARDS * MEASURED_MS),
  };
}

function run(made: readonly Arduino[], untilMs: number): void {
  for (let ms = made[0]!.nowMs; ms < untilMs; ms += STEP_MS) {
    for (const board of made) {
      if (Math.floor(ms / GRANT_MS) !== Math.floor((ms - STEP_MS) / GRANT_MS)) {
        board.feed(Uint8Array.from(TRAFFIC.grant));
      }
      board.advance(ms + STEP_MS);
    }
  }
}
