/** Whose topic it is, and which. Whoever may publish chooses the names in it. */
import { NAME_PATTERN } from '../../src/protocol/roster.ts';
import type { MemberKind } from '../view/told.ts';

const LEAVES = ['availability', 'state', 'event'] as const;
export type Leaf = (typeof LEAVES)[number];

export interface MemberTopic {
  readonly kind: MemberKind;
  readonly id: string;
  readonly leaf: Leaf;
}

const MAX_TOPIC_CHARACTERS = 256;

/** What the hub subscribes to. */
export function topicsOf(swarm: string): string[] {
  return ['robots', 'pads'].flatMap((kind) =>
    LEAVES.map((leaf) => `roost/${swarm}/${kind}/+/${leaf}`),
  );
}

export function readTopic(swarm: string, topic: string): MemberTopic | 'foreign-topic' | 'bad-id' {
  if (topic.length > MAX_TOPIC_CHARACTERS) return 'foreign-topic';
  const [root, name, kind, id = '', leaf, ...more] = topic.split('/');
  if (root !== 'roost' || name !== swarm || more.length > 0) return 'foreign-topic';
  const known = LEAVES.find((one) => one === leaf);
  if ((kind !== 'robots' && kind !== 'pads') || known === undefined) return 'foreign-topic';
  return isId(id) ? { kind, id, leaf: known } : 'bad-id';
}

/** Names of what every object has (`constructor`, `__proto__`) would be found where nobody put them. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && NAME_PATTERN.test(text) && !(text in Object.prototype);
}
