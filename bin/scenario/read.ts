/**
 * Reads a scenario file: text and options of the command line go in, a complete scenario comes out, or an
 * error with everything that is wrong.
 */

import { ConfigError } from '../../firmware/config/config-error.ts';
import { chargingOf } from '../../firmware/config/defaults.ts';
import { locate, newIn } from '../../firmware/config/finding.ts';
import type { Setting } from '../../firmware/config/settings.ts';
import { checkAgainst } from '../../firmware/config/shape.ts';
import {
  type FileWords,
  parseSource,
  readSource,
  type Source,
} from '../../firmware/config/source.ts';
import { scenarioWith } from '../../sim/scenario/defaults.ts';
import { parseTime } from '../../sim/scenario/duration.ts';
import { type FaultName, faultsOf } from '../../sim/scenario/faults.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { type ScenarioFile, scenarioShape } from './schema.ts';
import { readScript } from './script.ts';
import { checkSense, timingIn } from './sense.ts';

/** One setting from the command line, in place of that of the file. */
export interface OptionSetting extends Setting {
  readonly path: readonly [keyof ScenarioFile];
  /** As the file would have it. */
  readonly value: unknown;
}

const SCENARIO_FILE: FileWords = {
  missing: 'mend the path of the scenario',
  folder: 'name the file in it, for instance calm.yaml',
  empty: 'begin with a line such as robots: 5',
};

/** Reads the scenario file at `path`. Throws ConfigError. */
export function readScenario(path: string, options: readonly OptionSetting[] = []): Scenario {
  return scenarioOf(readSource(path, SCENARIO_FILE), options);
}

/** As `readScenario`, for a text; the messages call it `shown`. */
export function parseScenario(
  text: string,
  shown: string,
  options: readonly OptionSetting[] = [],
): Scenario {
  return scenarioOf(parseSource(text, shown, SCENARIO_FILE), options);
}

function scenarioOf(source: Source, options: readonly OptionSetting[]): Scenario {
  const { value } = source;
  for (const { path, value: given } of options) value[path[0]] = given;
  const shape = checkAgainst(scenarioShape, value);
  const script = readScript(value);
  const wrong = [...(Array.isArray(shape) ? shape : []), ...script.findings];
  const findings = [...wrong, ...newIn(checkSense(value, script.happenings), wrong)];
  if (findings.length > 0 || Array.isArray(shape)) {
    throw new ConfigError(source.shown, locate(findings, source, options));
  }
  // Without findings every happening could be read.
  return complete(shape, script.happenings as readonly Happening[]);
}

function complete(file: ScenarioFile, script: readonly Happening[]): Scenario {
  const { timing, charging, queue, faults, for: forText, ...plain } = file;
  const given = Object.entries(plain).filter(([, part]) => part !== undefined);
  const names = (typeof faults === 'string' ? [faults] : (faults ?? [])).filter(
    (name): name is FaultName | 'all' => name !== 'none',
  );
  return scenarioWith({
    ...(Object.fromEntries(given) as Partial<Scenario>),
    ...(forText === undefined ? {} : { forMs: parseTime(forText)! }),
    ...(timing === undefined
      ? {}
      : { timing: typeof timing === 'string' ? timing : timingIn(timing, file) }),
    charging: chargingOf(charging),
    ...(queue?.maxOvertakes === undefined ? {} : { maxOvertakes: queue.maxOvertakes }),
    faults: faultsOf(names),
    script,
  });
}
