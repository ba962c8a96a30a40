/** What contradicts what in the drive of a robot. */

import { DEFAULTS } from './complete.ts';
import { beyondSensor, withoutSensor } from './current-sense.ts';
import { type BoardFinding, isThere, numberAt, textAt } from './sense-finding.ts';

export function driveSense(value: unknown): BoardFinding[] {
  return [...motorSense(value), ...driveOrder(value)];
}

function motorSense(value: unknown): BoardFinding[] {
  const pwm = (side: string) => textAt(value, ['drive', side, 'pwm']);
  const isThereMotor = (side: string) => textAt(value, ['drive', side, 'direction']) !== null;
  const findings: BoardFinding[] = [];
  for (const side of ['left', 'right']) {
    const path = ['drive', side];
    if (!isThereMotor(side) || pwm(side) !== null) continue;
    if (isThere(value, [...path, 'pwm']) || isThere(value, [...path, 'brake'])) continue;
    const what = `the ${side} motor has neither pwm nor brake, and could not be stopped`;
    findings.push({ path, what, mend: 'name the second pin of its bridge as brake' });
  }
  if (!isThereMotor('left') || !isThereMotor('right')) return findings;
  const without = ['left', 'right'].filter((side) => !isThere(value, ['drive', side, 'pwm']));
  if (without.length === 1) {
    const what = `the ${without[0]} motor has no pwm and the other has: the robot would drive a curve`;
    findings.push({ path: ['drive', without[0]!], what, mend: 'give both a pwm, or neither' });
  }
  const speed = numberAt(value, ['drive', 'speedPercent'], null);
  if (without.length === 2 && speed !== null && speed < 100) {
    const what = `motors without pwm cannot drive at ${speed} percent`;
    findings.push({ path: ['drive', 'speedPercent'], what, mend: 'leave it out' });
  }
  return findings;
}

function driveOrder(value: unknown): BoardFinding[] {
  const leaveMs = numberAt(value, ['drive', 'leaveMs'], DEFAULTS.leaveMs);
  const clearMs = numberAt(value, ['drive', 'clearMs'], DEFAULTS.clearMs);
  const findings: BoardFinding[] = [];
  if (leaveMs !== null && clearMs !== null && clearMs >= leaveMs) {
    findings.push({
      path: ['drive', 'clearMs'],
      also: [['drive', 'leaveMs']],
      what: `clearMs (${clearMs}) is not below leaveMs (${leaveMs})`,
      mend: 'it is a part of the time for leaving: lower clearMs, or raise leaveMs',
    });
  }
  return [
    ...findings,
    ...withoutSensor(value, ['drive', 'limitAmps'], ['drive', 'current']),
    ...beyondSensor(value, ['drive', 'limitAmps'], DEFAULTS.limitAmps, ['drive', 'current']),
  ];
}
