import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VDA_VERSIONS } from '../../../../firmware/config/swarm-config.ts';
import {
  serialNumber,
  vdaOwnerOf,
  vdaRetainedTopics,
  vdaTopics,
} from '../../../../firmware/telemetry/vda5050/topics.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);

test('are those that the standard suggests', () => {
  expect(vdaTopics('2.1', 'orchard', 'r1')).toEqual({
    connection: 'uagv/v2/roost/orchard.r1/connection',
    state: 'uagv/v2/roost/orchard.r1/state',
    instantActions: 'uagv/v2/roost/orchard.r1/instantActions',
    order: 'uagv/v2/roost/orchard.r1/order',
  });
  expect(vdaTopics('3.0', 'orchard', 'r1').state).toBe('vda5050/v3/roost/orchard.r1/state');
  expect(vdaRetainedTopics('orchard', 'r1')).toEqual([
    'uagv/v2/roost/orchard.r1/connection',
    'vda5050/v3/roost/orchard.r1/connection',
  ]);
});

test('a serial number has allowed characters, and belongs to one robot', () => {
  fc.assert(
    fc.property(name, name, name, name, (swarm, id, otherSwarm, otherId) => {
      expect(serialNumber(swarm, id)).toMatch(/^[A-Za-z0-9_.:-]+$/);
      const isSame = swarm === otherSwarm && id === otherId;
      expect(serialNumber(swarm, id) === serialNumber(otherSwarm, otherId)).toBe(isSame);
    }),
  );
  expect(serialNumber('a_b', 'c')).not.toBe(serialNumber('a', 'b_c'));
});

test('whose a topic is can be read from it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...VDA_VERSIONS), name, name, (version, swarm, id) => {
      for (const topic of Object.values(vdaTopics(version, swarm, id))) {
        expect(vdaOwnerOf(topic)).toEqual({ swarm, id });
      }
    }),
  );
  for (const topic of [
    'uagv/v2/KIT/orchard.r1/state',
    'uagv/v3/roost/orchard.r1/state',
    'vda5050/v3/roost/orchard/state',
    'vda5050/v3/roost/orchard.r1.x/state',
    'vda5050/v3/roost/.r1/state',
    'vda5050/v3/roost/orchard.r1',
    'vda5050/v3/roost/orchard.r1/state/x',
    'roost/orchard/robots/r1/state',
  ]) {
    expect(vdaOwnerOf(topic), topic).toBeNull();
  }
});
