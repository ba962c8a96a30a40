import { openVirtualBody } from '../../../hardware/virtual.ts';
import type { BodyReport } from '../../../src/roles/body.ts';
import { bodyContract } from '../../contracts/body.ts';
import { HandTime } from '../hand-time.ts';
import { bodyOnStage, shippedBoard } from './stage.ts';

bodyContract('a virtual body', async (batteryPercent) => {
  const time = new HandTime();
  const reports: BodyReport[] = [];
  const options = { speed: 12, batteryPercent, requestBelow: 35, chargeTo: 90 };
  const body = openVirtualBody(options, time, time.makeAlarm, (report) => reports.push(report));
  await time.pass(1);
  return {
    body,
    reports,
    nowMs: () => time.nowMs(),
    pass: (ms) => time.pass(ms),
    until: (what, condition) => time.until(what, condition),
    motors: () => null,
    async end() {
      if (time.pending !== 0) throw new Error('alarms are left');
    },
  };
});

bodyContract(
  'a robot on the GPIO of a Raspberry Pi',
  (batteryPercent) => {
    const board = shippedBoard('robot-pi');
    // Counted amps are right only in real time; a small battery is charged soon all the same.
    const battery = { ...board.battery, capacityAh: 0.5 };
    return bodyOnStage({ wire: 'GPIO', board: { ...board, battery }, speed: 1, batteryPercent });
  },
  { gainPercent: 2, lossPercent: 0 },
);

bodyContract('a robot on a fake IO plugin', (batteryPercent) => bodyOnStage({ batteryPercent }));
