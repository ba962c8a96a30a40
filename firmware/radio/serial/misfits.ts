/**
 * What is wrong with `serial:` of swarm.yaml although its shape is right: settings that the module has not,
 * values that it does not take, and pins that it needs.
 */

import {
  hasAux,
  MODULE_NAMES,
  type ModuleKind,
  type Rule,
  SET_PINS,
  SETTING_RULES,
} from './setting-rules.ts';

/** What the checks look at; all other keys are settings. */
export interface SettingsFile {
  readonly driver: 'transparent' | 'reyax' | 'xbee';
  readonly module?: 'plain' | 'hc12' | 'e22' | 'e32' | 'sik' | undefined;
  readonly lines?: { readonly set?: unknown; readonly aux?: unknown } | undefined;
}

export interface Misfit {
  readonly key: string;
  /** What is wrong, `; `, and the mend; or only the mend. */
  readonly message: string;
}

const NOT_SETTINGS = ['driver', 'path', 'baud', 'module', 'dutyPercent', 'lines'];

export function kindOf(file: SettingsFile): ModuleKind {
  return file.driver === 'transparent' ? (file.module ?? 'plain') : file.driver;
}

export function misfits(file: SettingsFile): Misfit[] {
  const kind = kindOf(file);
  const rules = SETTING_RULES[kind];
  const found: Misfit[] = [];
  if (file.module !== undefined && file.driver !== 'transparent') {
    const message = `the ${file.driver} driver knows its modules; leave module out`;
    found.push({ key: 'module', message });
  }
  for (const [key, value] of Object.entries(file)) {
    const rule = rules[key];
    if (rule === undefined) {
      if (!NOT_SETTINGS.includes(key)) found.push({ key, message: noSetting(kind, key) });
    } else {
      const mend = limitOf(rule, value as number);
      if (mend !== null) found.push({ key, message: `${MODULE_NAMES[kind]} takes ${mend}` });
    }
  }
  return [...found, ...lineMisfits(file, kind)];
}

function noSetting(kind: ModuleKind, key: string): string {
  const known = Object.keys(SETTING_RULES[kind]).filter((name) => !NOT_SETTINGS.includes(name));
  if (known.length === 0) {
    const mend = 'leave it out, or say which module it is, for instance module: hc12';
    return `nothing is known of the module, so ${key} cannot be set; ${mend}`;
  }
  return `${MODULE_NAMES[kind]} has no such setting; leave it out, or use ${known.join(', ')}`;
}

/** What the rule allows, when the value is something else. */
function limitOf(rule: Rule, value: number): string | null {
  if (rule === 'any') return null;
  if ('oneOf' in rule) return rule.oneOf.includes(value) ? null : `one of ${rule.oneOf.join(', ')}`;
  return value >= rule.from && value <= rule.to ? null : `${rule.from} to ${rule.to}`;
}

function lineMisfits(file: SettingsFile, kind: ModuleKind): Misfit[] {
  const { lines = {} } = file;
  const pins = SET_PINS[kind];
  const found: Misfit[] = [];
  if (lines.set !== undefined && pins === undefined) {
    const message = `${MODULE_NAMES[kind]} has no pin to be set through; leave set out`;
    found.push({ key: 'lines', message });
  }
  if (lines.aux !== undefined && !hasAux(kind)) {
    found.push({ key: 'lines', message: `${MODULE_NAMES[kind]} has no pin AUX; leave aux out` });
  }
  const first = Object.keys(file).find((key) => !NOT_SETTINGS.includes(key));
  if (pins !== undefined && lines.set === undefined && first !== undefined) {
    const what = `${MODULE_NAMES[kind]} is set through its ${pins}`;
    const mend = 'write which line of the port that is, as lines: { set: rts }';
    found.push({ key: first, message: `${what}; ${mend}, or leave ${first} out` });
  }
  return found;
}
