import { bodyContract } from '../../contracts/body.ts';
import { bodyOnStage, shippedBoard } from './stage.ts';

bodyContract(
  'a robot on an emulated Arduino with RoostFirmata and an INA219',
  (batteryPercent) =>
    bodyOnStage({
      wire: 'RoostFirmata',
      board: shippedBoard('robot-uno-ina219'),
      batteryPercent,
      // Counted amps are right only in real time.
      speed: 1,
    }),
  { gainPercent: 1, lossPercent: 1 },
);
