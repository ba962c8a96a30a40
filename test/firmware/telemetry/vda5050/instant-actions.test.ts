import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VDA_VERSIONS } from '../../../../firmware/config/swarm-config.ts';
import { dialectOf } from '../../../../firmware/telemetry/vda5050/dialect.ts';
import {
  MAX_ACTIONS,
  MAX_MESSAGE_BYTES,
  parseInstantActions,
} from '../../../../firmware/telemetry/vda5050/instant-actions.ts';
import { problemsOf } from './official.ts';

const header = {
  headerId: 7,
  timestamp: '2026-11-21T04:01:21.306Z',
  version: '3.0.0',
  manufacturer: 'roost',
  serialNumber: 'orchard.r1',
};
const action = { actionId: 'a1', actionType: 'startCharging', blockingType: 'NONE' };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

const anything = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('HARD', 'SOFT', 'NONE', 'SINGLE', 1.5, -1, ''),
);
const parameter = fc.oneof(
  fc.record({ key: fc.string(), value: fc.jsonValue({ maxDepth: 1 }) }),
  fc.jsonValue({ maxDepth: 1 }),
);
const someAction = fc
  .record(
    {
      actionId: fc.string({ maxLength: 20 }),
      actionType: fc.constantFrom('startCharging', 'stopCharging', 'dance', '__proto__'),
      blockingType: fc.constantFrom('NONE', 'NONE', 'NONE', 'SOFT', 'HARD'),
      actionParameters: fc.array(parameter, { maxLength: 3 }),
      actionDescription: fc.string(),
      actionDescriptor: fc.string(),
    },
    { requiredKeys: ['actionId', 'actionType', 'blockingType'] },
  )
  .chain((good) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<object>(good) },
      fc
        .tuple(fc.constantFrom(...Object.keys(good)), anything)
        .map(([key, value]): object => ({ ...good, [key]: value })),
    ),
  );
const someMessage = fc
  .record({
    headerId: fc.integer(),
    timestamp: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
    version: fc.constantFrom('2.1.0', '3.0.0', ''),
    actions: fc.array(someAction, { maxLength: 3 }),
  })
  .chain((good) => {
    const message = { ...header, ...good, timestamp: good.timestamp.toISOString() };
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant<object>(message) },
      fc
        .tuple(fc.constantFrom('headerId', 'timestamp', 'version', 'actions'), anything)
        .map(([key, value]): object => ({ ...message, [key]: value })),
    );
  });

describe.each(VDA_VERSIONS)('VDA 5050 %s', (version) => {
  const dialect = dialectOf(version);
  const parse = (payload: Uint8Array) => parseInstantActions(payload, dialect, 'orchard.r1');

  test('takes what the official schema takes, and nothing else', () => {
    const verdicts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(someMessage, (message) => {
        const payload = bytes(message);
        const parsed = parse(payload);
        const problems = problemsOf(version, 'instantActions', JSON.parse(payload.toString()));
        if ('error' in parsed) verdicts.refused += 1;
        else verdicts.taken += 1;
        if ('error' in parsed) expect(problems, parsed.error).not.toEqual([]);
        else expect(problems).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    // Both kinds were among them.
    expect(verdicts.taken).toBeGreaterThan(200);
    expect(verdicts.refused).toBeGreaterThan(200);
  });

  test('throws at nothing, and takes no bytes that are no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        expect(parse(payload)).toHaveProperty('error');
      }),
    );
    for (const text of ['', '[]', 'null', '"x"', '{', '['.repeat(MAX_MESSAGE_BYTES)]) {
      expect(parse(Buffer.from(text)), text.slice(0, 20)).toHaveProperty('error');
    }
  });
});

describe('refuses', () => {
  const refusal = (changes: object, version: '2.1' | '3.0' = '3.0') => {
    const message = { ...header, actions: [action], ...changes };
    const parsed = parseInstantActions(bytes(message), dialectOf(version), 'orchard.r1');
    return 'error' in parsed ? parsed.error : null;
  };

  test('nothing that is as it should be', () => {
    expect(refusal({})).toBeNull();
  });

  test('what is addressed to another', () => {
    expect(refusal({ serialNumber: 'orchard.r2' })).toBe("serialNumber is not 'orchard.r1'");
    expect(refusal({ manufacturer: 'KIT' })).toBe("manufacturer is not 'roost'");
  });

  test('an action that blocks others, in 3.0', () => {
    const actions = [action, { ...action, blockingType: 'HARD' }];
    expect(refusal({ actions })).toBe('actions[1].blockingType is not NONE');
    expect(refusal({ actions }, '2.1')).toBeNull();
  });

  test('too much', () => {
    const actions = Array.from({ length: MAX_ACTIONS + 1 }, () => action);
    expect(refusal({ actions })).toBe('actions has 17 entries; 16 are the most');
    const named = (actionId: string) => refusal({ actions: [{ ...action, actionId }] });
    expect(named('x'.repeat(128))).toBeNull();
    expect(named('x'.repeat(129))).toBe(
      'actions[0].actionId is not a text of up to 128 characters',
    );
    const big = { padding: 'x'.repeat(MAX_MESSAGE_BYTES) };
    expect(refusal(big)).toMatch(/^the message has \d+ bytes; 65536 are the most$/);
  });
});
