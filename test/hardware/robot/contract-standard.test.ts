import { bodyContract } from '../../contracts/body.ts';
import { bodyOnStage } from './stage.ts';

bodyContract(
  'a robot on an emulated Arduino with StandardFirmata 2.3',
  (batteryPercent) => bodyOnStage({ wire: 'StandardFirmata', batteryPercent }),
  { timeoutMs: 120_000 },
);
