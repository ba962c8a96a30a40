// Swarms with serial radios: what comes out of the file, and what is said when it contradicts itself.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSwarm } from '../../../firmware/config/load.ts';
import type { SwarmConfig } from '../../../firmware/config/swarm-config.ts';
import { radioWarnings, sharedProfile } from '../../../firmware/radio-fit.ts';
import { timingOf } from '../../../src/radio/timing.ts';
import { complaint, folder, withLines } from './complaint.ts';

const SERIAL = 'radio: { serial: { driver: transparent, path: ./ports/%id } }';

function load(changes: Readonly<Record<string, string>>): SwarmConfig {
  const file = join(folder, 'radio.yaml');
  writeFileSync(file, withLines({ radio: SERIAL, ...changes }));
  return loadSwarm(file, { env: {} });
}

const of = (changes: Readonly<Record<string, string>>) =>
  complaint(withLines({ radio: SERIAL, ...changes }));

const robots = (count: number) =>
  `robots: [${Array.from({ length: count }, (_, i) => `{ id: r${i + 1}, board: virtual }`).join()}]`;

describe('a serial radio', () => {
  test('has its path from the folder of the file, with %id still in it', () => {
    expect(load({}).radio.serial).toMatchObject({
      driver: 'transparent',
      baud: 9600,
      path: join(folder, 'ports/%id'),
      module: { kind: 'plain' },
    });
  });

  test.each([
    ['driver: transparent, path: p', 'hc12'],
    ['driver: transparent, path: p, module: sik', 'sik'],
    ['driver: transparent, path: p, module: e22', 'lora-sf9'],
    ['driver: reyax, path: p', 'lora-sf9'],
    ['driver: reyax, path: p, spreadingFactor: 7', 'lora-sf7'],
    ['driver: xbee, path: p', 'xbee'],
  ] as const)('%s has the timing of that radio without another: %s', (serial, profile) => {
    const { timing, timingProfile, roster } = load({ radio: `radio: { serial: { ${serial} } }` });
    expect(timingProfile).toBe(profile);
    const sharers = { robots: roster.robots.length, passive: false, relayed: false };
    expect(timing).toEqual(timingOf(profile, sharers));
  });

  test('takes longer for all when a pad repeats every frame', () => {
    const plain = load({});
    const relayed = load({ pads: 'pads: [{ id: p1, board: virtual, relay: true }]' });
    expect(relayed.relays).toEqual(['p1']);
    expect(relayed.timing.slotMs).toBeGreaterThan(2 * plain.timing.slotMs);
  });

  test('is seen over MQTT through the first pad that has a controller, or who is named', () => {
    const telemetry = 'telemetry: { mqtt: mqtt://h }';
    const pads = 'pads: [{ id: p1, board: virtual, guard: robots }, { id: p2, board: virtual }]';
    expect(load({ x: telemetry, pads }).telemetry?.gateway).toBe('p2');
    const named = 'telemetry: { mqtt: mqtt://h, gateway: r1 }';
    expect(load({ x: named, pads }).telemetry?.gateway).toBe('r1');
  });
});

describe('the share of time on the air', () => {
  const serial = (more: string) => ({
    radio: `radio: { serial: { driver: reyax, path: p, frequencyMhz: 868.1${more} } }`,
  });

  test('is that of the profile, or what is written; 100 % is no rule', () => {
    expect(sharedProfile(load(serial('')))?.dutyCycle?.share).toBe(0.1);
    expect(sharedProfile(load(serial(', dutyPercent: 1')))?.dutyCycle?.share).toBe(0.01);
    expect(sharedProfile(load(serial(', dutyPercent: 100')))?.dutyCycle).toBeNull();
    expect(sharedProfile(load({ x: 'timing: xbee' }))?.dutyCycle).toBeNull();
  });

  test('that fits the band is no matter for a warning', () => {
    expect(radioWarnings(load(serial('')))).toHaveLength(1);
    expect(radioWarnings(load(serial(', dutyPercent: 1')))).toEqual([]);
  });

  test('has its limits', () => {
    expect(of(serial(', dutyPercent: 0'))).toContain('radio.serial.dutyPercent');
    expect(of(serial(', dutyPercent: 101'))).toContain('radio.serial.dutyPercent');
  });
});

describe('contradictions', () => {
  test('a radio of both kinds, or of none', () => {
    for (const radio of [
      'radio: { mqtt: mqtt://h, serial: { driver: transparent, path: p } }',
      'radio: {}',
    ])
      expect(of({ radio })).toContain('write either { mqtt: "mqtt://localhost:1883" } or ');
  });

  test('timing of a network', () => {
    expect(of({ x: 'timing: lan' })).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:9: lan is no timing of a radio; name what the module is like: hc12, sik, lora-sf7, lora-sf9, xbee
      "
    `);
    expect(of({ x: 'timing: { profile: mars, leaseMs: 3000 }' })).toContain(
      'mars is no timing of a radio',
    );
  });

  test('gateways', () => {
    const passive = 'pads: [{ id: p1, board: virtual, guard: robots }]';
    expect(of({ x: 'telemetry: { mqtt: mqtt://h }', pads: passive })).toMatchInlineSnapshot(`
      "
      swarm.yaml:9:12: no pad has a controller that could speak for the robots over MQTT; name a member with a network as gateway, or leave telemetry out
      "
    `);
    expect(
      of({ x: 'telemetry: { mqtt: mqtt://h, gateway: p1 }', pads: passive }),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:9:39: pad p1 has no controller that could speak for the robots; name a robot, or a pad with a controller
      "
    `);
    expect(of({ x: 'telemetry: { mqtt: mqtt://h, gateway: r9 }' })).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:39: there is no member 'r9'; name one: r1, r2, p1
      "
    `);
  });

  test('relays', () => {
    expect(
      of({ pads: 'pads: [{ id: p1, board: virtual, guard: robots, relay: true }]' }),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:56: pad p1 has no controller that could repeat frames; leave relay out, or give it a controller
      "
    `);
    expect(
      of({
        radio: 'radio: { mqtt: mqtt://h }',
        pads: 'pads: [{ id: p1, board: virtual, relay: true }]',
      }),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:41: over MQTT everybody hears everybody, and nothing is to be repeated; leave relay out
      "
    `);
  });
});

describe('a swarm that is too large for its radio', () => {
  test('is told for the channel', () => {
    expect(radioWarnings(load({ robots: robots(30) }))).toEqual([]);
    expect(radioWarnings(load({ robots: robots(50) }))).toMatchInlineSnapshot(`
      [
        "51 members are too many for one hc12 channel: when all start at once they may never find together, and each election takes 6 s; make zones of it, on channels of their own, or take a faster radio",
      ]
    `);
  });

  test('is told for its longest frames', () => {
    const radio = 'radio: { serial: { driver: xbee, path: p } }';
    expect(radioWarnings(load({ radio, robots: robots(8) }))).toEqual([]);
    expect(radioWarnings(load({ radio, robots: robots(20) }))).toMatchInlineSnapshot(`
      [
        "a token may grow to 135 bytes while everybody waits, and this radio takes 100: it would not be passed on then; have fewer robots in the zone, or another radio",
      ]
    `);
  });

  test('is told for a SiK, whose turns are made for two', () => {
    const radio = 'radio: { serial: { driver: transparent, path: p, module: sik } }';
    expect(radioWarnings(load({ radio }))).toMatchInlineSnapshot(`
      [
        "a SiK radio takes turns with one other, and there are 3 members; use its multi-point firmware, or radios that share a channel, such as HC-12 or E22",
      ]
    `);
    expect(radioWarnings(load({ radio, robots: robots(1) }))).toEqual([]);
  });

  test('is no matter over MQTT', () => {
    expect(radioWarnings(load({ radio: 'radio: { mqtt: mqtt://h }', robots: robots(64) }))).toEqual(
      [],
    );
  });
});

describe('a module that is set otherwise than its timing reckons with', () => {
  const warnings = (serial: string, timing?: string) =>
    radioWarnings(
      load({
        radio: `radio: { serial: { path: p, ${serial} } }`,
        // Two members, so that nothing else is told of a SiK.
        robots: robots(1),
        ...(timing ? { x: `timing: ${timing}` } : {}),
      }),
    );
  const pins = 'lines: { set: rts }';
  const reyax = 'driver: reyax';
  const hc12 = `driver: transparent, module: hc12, ${pins}`;

  test('is told for slow LoRa', () => {
    expect(warnings(`${reyax}, spreadingFactor: 12`)).toMatchInlineSnapshot(`
      [
        "as the module is set, a frame takes 8.2 times as long as timing lora-sf9 reckons with: answers come too late, and more air time is used than is counted; set the module to be faster, or name the timing that fits it",
      ]
    `);
    expect(warnings(`${reyax}, bandwidthKhz: 125`, 'lora-sf7')[0]).toContain('2.');
  });

  test('is told for slow modes, rates and ports', () => {
    for (const serial of [
      `${hc12}, mode: FU4`,
      `${hc12}, baud: 2400`,
      'driver: transparent, module: sik, airRate: 16000',
      `driver: transparent, module: e22, ${pins}, airRate: 300`,
      `driver: transparent, module: e32, ${pins}, airRate: 300`,
      'driver: xbee, baud: 9600',
    ])
      expect([serial, warnings(serial)]).toEqual([
        serial,
        [expect.stringContaining('times as long as timing')],
      ]);
  });

  test('is told for a frequency where less is allowed', () => {
    expect(warnings(`${reyax}, frequencyMhz: 868.5`)).toMatchInlineSnapshot(`
      [
        "at 868.5 MHz a transmitter may use 1 % of the time in Europe, or less, and timing lora-sf9 takes 10 %; choose frequencyMhz: 869.525, or write dutyPercent: 1, or what your country allows",
      ]
    `);
    // Its signal would reach beyond.
    expect(warnings(`${reyax}, frequencyMhz: 869.42`)).toHaveLength(1);
  });

  test('is not told for settings that fit', () => {
    for (const serial of [
      reyax,
      `${reyax}, spreadingFactor: 9`,
      `${reyax}, spreadingFactor: 7, frequencyMhz: 869.525`,
      `${reyax}, spreadingFactor: 7, bandwidthKhz: 500, frequencyMhz: 433.92`,
      hc12,
      `${hc12}, mode: FU3, baud: 9600`,
      `${hc12}, baud: 115200`,
      'driver: transparent, module: sik, airRate: 64000',
      'driver: transparent, module: e22',
      `driver: transparent, module: e22, ${pins}, airRate: 1200`,
      `driver: transparent, module: e32, ${pins}, airRate: 19200`,
      'driver: xbee',
    ])
      expect([serial, warnings(serial)]).toEqual([serial, []]);
    expect(
      warnings(`driver: transparent, module: e22, ${pins}, airRate: 4800`, 'lora-sf7'),
    ).toEqual([]);
  });
});
