/** What contradicts what in a swarm with serial radios: its timing, its gateway, its relays. */

import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import type { Finding } from './finding.ts';
import { isMapping, type Path, valueAt } from './path.ts';

/** Looks at the plain value, and skips what isn't of the right type. */
export function radioSense(value: unknown): Finding[] {
  const serial = valueAt(value, ['radio', 'serial']);
  return isMapping(serial)
    ? [...unfitTiming(value), ...gatewayTrouble(value), ...passiveRelays(value)]
    : networkRelays(value);
}

/** Time-outs of a network on a radio would make every frame come too late. */
function unfitTiming(value: unknown): Finding[] {
  const timing = valueAt(value, ['timing']);
  const path = isMapping(timing) ? ['timing', 'profile'] : ['timing'];
  const name = valueAt(value, path);
  if (typeof name !== 'string') return [];
  const radios = Object.entries(RADIO_PROFILES).filter(([, { medium }]) => medium === 'shared');
  if (!Object.hasOwn(RADIO_PROFILES, name) || radios.some(([radio]) => radio === name)) return [];
  const mend = `name what the module is like: ${radios.map(([radio]) => radio).join(', ')}`;
  return [{ path, also: [['radio', 'serial']], what: `${name} is no timing of a radio`, mend }];
}

interface Pad {
  readonly path: Path;
  readonly pad: Record<string, unknown>;
}

function padsOf(value: unknown): Pad[] {
  const pads = valueAt(value, ['pads']);
  if (!Array.isArray(pads)) return [];
  return pads.flatMap((pad, index) => (isMapping(pad) ? [{ path: ['pads', index], pad }] : []));
}

function gatewayTrouble(value: unknown): Finding[] {
  if (!isMapping(valueAt(value, ['telemetry']))) return [];
  const gateway = valueAt(value, ['telemetry', 'gateway']);
  const pads = padsOf(value);
  if (gateway === undefined) {
    if (pads.length === 0 || pads.some(({ pad }) => pad.guard !== 'robots')) return [];
    const what = 'no pad has a controller that could speak for the robots over MQTT';
    const mend = 'name a member with a network as gateway, or leave telemetry out';
    return [{ path: ['telemetry'], what, mend }];
  }
  const passive = pads.some(({ pad }) => pad.id === gateway && pad.guard === 'robots');
  const path = ['telemetry', 'gateway'];
  if (passive) {
    const what = `pad ${gateway} has no controller that could speak for the robots`;
    return [{ path, what, mend: 'name a robot, or a pad with a controller' }];
  }
  const robots = valueAt(value, ['robots']);
  const ids = [...(Array.isArray(robots) ? robots : []), ...pads.map(({ pad }) => pad)].flatMap(
    (member) => (isMapping(member) ? [member.id] : []),
  );
  if (typeof gateway !== 'string' || ids.includes(gateway)) return [];
  return [{ path, what: `there is no member '${gateway}'`, mend: `name one: ${ids.join(', ')}` }];
}

function passiveRelays(value: unknown): Finding[] {
  return padsOf(value).flatMap(({ path, pad }) => {
    if (pad.relay !== true || pad.guard !== 'robots') return [];
    const what = `pad ${pad.id} has no controller that could repeat frames`;
    return [{ path: [...path, 'relay'], what, mend: 'leave relay out, or give it a controller' }];
  });
}

function networkRelays(value: unknown): Finding[] {
  return padsOf(value).flatMap(({ path, pad }) => {
    if (pad.relay !== true) return [];
    const what = 'over MQTT everybody hears everybody, and nothing is to be repeated';
    return [{ path: [...path, 'relay'], what, mend: 'leave relay out' }];
  });
}
