/**
 * Where the status feed of a robot is found: interface/version/manufacturer/serial number/topic, as VDA 5050
 * suggests it (2.1 section 6.3, 3.0 section 4.2).
 */

import { VDA_VERSIONS, type VdaVersion } from '../../config/swarm-config.ts';
import { dialectOf } from './dialect.ts';

export const MANUFACTURER = 'roost';

/**
 * Letters, digits and `_ . : -` are allowed. Names of swarms and members have no dot, so no two robots of two
 * swarms on one broker come to the same number.
 */
export function serialNumber(swarm: string, id: string): string {
  return `${swarm}.${id}`;
}

export interface VdaTopics {
  /** Published, retained, also by the broker as the last will. */
  readonly connection: string;
  /** Published. */
  readonly state: string;
  /** Heard. */
  readonly instantActions: string;
  /** Heard, in order to refuse it. */
  readonly order: string;
}

export function vdaTopics(version: VdaVersion, swarm: string, id: string): VdaTopics {
  const { topicRoot } = dialectOf(version);
  const base = `${topicRoot}/${MANUFACTURER}/${serialNumber(swarm, id)}`;
  return {
    connection: `${base}/connection`,
    state: `${base}/state`,
    instantActions: `${base}/instantActions`,
    order: `${base}/order`,
  };
}

/** Whose robot an address is, in whichever version; null where it is none of Roost's. */
export function vdaOwnerOf(topic: string): { swarm: string; id: string } | null {
  for (const version of VDA_VERSIONS) {
    const root = `${dialectOf(version).topicRoot}/${MANUFACTURER}/`;
    if (!topic.startsWith(root)) continue;
    const [serial = '', ...rest] = topic.slice(root.length).split('/');
    const [swarm = '', id = '', ...more] = serial.split('.');
    if (swarm === '' || id === '' || more.length > 0 || rest.length !== 1) return null;
    return { swarm, id };
  }
  return null;
}

/** Everything that a robot may have left on a broker, whichever version it published when. */
export function vdaRetainedTopics(swarm: string, id: string): string[] {
  return VDA_VERSIONS.map((version) => vdaTopics(version, swarm, id).connection);
}
