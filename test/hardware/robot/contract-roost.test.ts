import { bodyContract } from '../../contracts/body.ts';
import { bodyOnStage, shippedBoard } from './stage.ts';

const BOARD = shippedBoard('robot-uno-ina219');

bodyContract(
  'a robot on an emulated Arduino with RoostFirmata and an INA219',
  (batteryPercent) =>
    bodyOnStage({
      wire: 'RoostFirmata',
      // Counted amps are right only in real time; a small battery is charged soon all the same.
      board: { ...BOARD, battery: { ...BOARD.battery, capacityAh: 0.5 } },
      speed: 1,
      batteryPercent,
    }),
  { gainPercent: 2, lossPercent: 0, timeoutMs: 120_000 },
);
