/** What is wrong now, by the records: input of the alarm board. Each text says what, and each mend what to do. */
import type { BrokerView } from '../view.ts';
import type { Condition } from './alarm-board.ts';
import { memberConditions } from './member-conditions.ts';
import { padConditions } from './pad-conditions.ts';
import { ABOUT_NOTHING, type Situation } from './situation.ts';
import { zoneConditions } from './zone-conditions.ts';

export function conditionsOf(situation: Situation): Condition[] {
  const { roll, broker } = situation;
  // While the broker is down nobody can say how the others are.
  if (!broker.up) return [brokerDown(broker)];
  const found: Condition[] = [];
  if (situation.thrownAway.length > 0) found.push(hostileInput(situation.thrownAway));
  for (const zone of roll.zones.values()) found.push(...zoneConditions(zone, situation));
  for (const pad of roll.pads.values())
    found.push(...memberConditions(pad, situation), ...padConditions(pad, situation));
  for (const robot of roll.robots.values()) found.push(...memberConditions(robot, situation));
  return found;
}

function brokerDown({ reason, sinceMs }: BrokerView): Condition {
  return {
    ...ABOUT_NOTHING,
    id: 'broker-down',
    kind: 'broker-down',
    severity: 'critical',
    text:
      reason === null ? 'The broker is not connected' : `The broker is not connected: ${reason}`,
    mend: 'Start the broker, or look at the network between it and the hub. Nothing else here is live meanwhile.',
    graceMs: 1000,
    holdMs: 0,
    sinceMs,
  };
}

function hostileInput(reasons: readonly string[]): Condition {
  return {
    ...ABOUT_NOTHING,
    id: 'hostile-input',
    kind: 'hostile-input',
    severity: 'warning',
    text: `Somebody publishes messages on the topics of this swarm that no member would send: ${reasons.join(', ')}`,
    mend: 'Find out who may publish there, and let the broker decide (docs/brokers.md). After an update: have all members and the hub in one version.',
    graceMs: 0,
    holdMs: 0,
  };
}
