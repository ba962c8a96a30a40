/**
 * How Home Assistant takes a value out of a state: the few Jinja templates that all entities are made of.
 *
 * A field that is null, or that a member of another version does not have, comes out as `None`, which Home Assistant
 * shows as unknown and not as an error.
 */

/** A field as it is. */
export function field(name: string): string {
  return `{{ value_json.get('${name}') }}`;
}

/** A field that is true, false or null, as ON, OFF or unknown. */
export function onOff(name: string): string {
  return `{{ {true: 'ON', false: 'OFF'}.get(value_json.get('${name}')) }}`;
}

/** Whether something is the matter. */
export const PROBLEM = `{{ 'ON' if value_json.get('fault') or value_json.get('alarm') else 'OFF' }}`;

/** What is the matter. Null says that nothing is, and not that nothing is known. */
export const ALARM = `{{ value_json.get('fault') or value_json.get('alarm') or 'none' }}`;

/** The robot's own place in the queue of whichever pad it waits for: 1 is next. */
export const QUEUE_PLACE =
  '{% set found = namespace(place=none) %}' +
  "{% for pad in value_json.get('pads', []) if value_json.id in pad.queue %}" +
  '{% set found.place = pad.queue.index(value_json.id) + 1 %}{% endfor %}{{ found.place }}';

/** What this pad's controller says of its own pad, and not of others that it has overheard. */
function ofPad(pad: string, rest: string): string {
  return `{{ ${rest.replace('PAD', `value_json.get('pads', []) | selectattr('pad', 'eq', '${pad}')`)} }}`;
}

export function padOccupied(pad: string): string {
  const occupied = "(PAD | map(attribute='occupied') | first | default(none))";
  return ofPad(pad, `{true: 'ON', false: 'OFF'}.get${occupied}`);
}

export function padQueueLength(pad: string): string {
  return ofPad(pad, "PAD | map(attribute='queue') | map('length') | first | default(none)");
}

/** Whom the controller has admitted. */
export function padRobot(pad: string): string {
  return ofPad(pad, "PAD | map(attribute='lease') | first | default(none) or 'none'");
}
