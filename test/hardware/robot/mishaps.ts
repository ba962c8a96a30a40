/** What may happen to any board in the middle of a drive, and what must come of it. */

import { expect } from 'vitest';
import { asRole, faulty, type RobotStage, well } from './stage.ts';

export async function resetInTheMiddle(stage: RobotStage): Promise<void> {
  stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
  await stage.pass(500);
  expect(stage.motors).toBe('forward');
  stage.virtualBoard.reset();
  expect(stage.motors).toBe('off');
  await faulty(stage);
  expect(stage.report.place).toBe('approaching');
  stage.openBodyOrFail.command({ do: 'stop' });
  await well(stage);
  expect(stage.motors).toBe('off');
  stage.openBodyOrFail.command({ do: 'leave' });
  await stage.at('away', 1000);
  await stage.dock();
}

export async function noiseWhileItDrives(stage: RobotStage): Promise<void> {
  stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
  await stage.pass(500);
  const noise = Uint8Array.from({ length: 400 }, (_, i) => (i * 197 + (i >> 3) * 31) & 0xff);
  for (let burst = 0; burst < 8; burst += 1) {
    stage.garble(noise);
    await stage.pass(200);
  }
  expect(stage.notices.join()).toContain('is disturbed: look at its cable');
  await asRole(stage);
  await stage.pass(500);
  expect(stage.motors).toBe('off');
  await stage.dock();
}
