/**
 * What a swarm file may say one day, and this version can't do yet.
 *
 * Such keys are not misspelt, so they deserve another answer than an unknown key. They are
 * taken out of the value, so that they aren't told as unknown too.
 */

import type { Finding } from './finding.ts';
import { isMapping, type Path } from './path.ts';

/** Takes the unsupported keys out of `value`. */
export function takeOutUnsupported(value: Record<string, unknown>): Finding[] {
  const findings: Finding[] = [];
  const takeOut = (holder: unknown, path: Path, key: string, what: string, mend: string) => {
    if (!isMapping(holder) || !Object.hasOwn(holder, key)) return;
    delete holder[key];
    const text = `${what} not in this version yet`;
    findings.push({ path: [...path, key], atKey: true, what: text, mend });
  };

  const { telemetry } = value;
  const homeAssistant = 'announcing members to Home Assistant is';
  takeOut(telemetry, ['telemetry'], 'homeAssistant', homeAssistant, 'leave it out');
  takeOut(telemetry, ['telemetry'], 'vda5050', 'VDA 5050 is', 'leave it out');
  return findings;
}
