/** The topics of a member (docs/operating.md, "Telemetry"). */

export interface TopicOwner {
  readonly swarm: string;
  readonly kind: 'robots' | 'pads';
  readonly id: string;
}

/** Of which all its topics are below. */
export function memberTopic({ swarm, kind, id }: TopicOwner): string {
  return `roost/${swarm}/${kind}/${id}`;
}

export function availabilityTopic(owner: TopicOwner): string {
  return `${memberTopic(owner)}/availability`;
}

export function stateTopic(owner: TopicOwner): string {
  return `${memberTopic(owner)}/state`;
}

export function commandTopic(owner: TopicOwner, verb: string): string {
  return `${memberTopic(owner)}/cmd/${verb}`;
}
