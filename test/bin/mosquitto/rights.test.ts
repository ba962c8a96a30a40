// Users of a broker: their passwords as Mosquitto keeps them, and what each may say and hear.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withSections } from '../../../bin/mosquitto/acl.ts';
import { newPassword, passwordLine, usersIn } from '../../../bin/mosquitto/passwords.ts';
import { mosquittoPasswd, stage } from './stage.ts';

const { path, inBroker, section, setUp } = stage();

describe('who may do what', () => {
  test('a gateway, as those that it speaks for', () => {
    const radio = '{ serial: { driver: transparent, path: p } }';
    setUp({ radio, robots: '[{ id: r1, board: virtual }]' });
    // With serial radios only the gateway has a network.
    expect(usersIn(inBroker('roost.passwd'))).not.toContain('r1');
    expect(section('p1')).toMatchInlineSnapshot(`
      "
      topic write roost/orchard/pads/p1/availability
      topic write roost/orchard/pads/p1/state
      topic write roost/orchard/pads/p1/event
      topic read roost/orchard/pads/p1/cmd/+
      topic write roost/orchard/pads/p1/cmd/+/reply
      topic write homeassistant/device/orchard_p1/config
      topic write roost/orchard/robots/r1/availability
      topic write roost/orchard/robots/r1/state
      topic write roost/orchard/robots/r1/event
      topic read roost/orchard/robots/r1/cmd/+
      topic write roost/orchard/robots/r1/cmd/+/reply
      topic write homeassistant/device/orchard_r1/config
      topic write uagv/v2/roost/orchard.r1/connection
      topic write uagv/v2/roost/orchard.r1/state
      topic read uagv/v2/roost/orchard.r1/instantActions
      topic read uagv/v2/roost/orchard.r1/order
      topic write vda5050/v3/roost/orchard.r1/connection
      topic write vda5050/v3/roost/orchard.r1/state
      topic read vda5050/v3/roost/orchard.r1/instantActions
      topic read vda5050/v3/roost/orchard.r1/order
      topic read homeassistant/status
      topic readwrite roost/orchard/doctor/p1/+
      "
    `);
  });

  test('a robot; and a pad of bare contacts has no process', () => {
    setUp({ pads: '[{ id: p1, board: virtual, guard: robots }]' });
    expect(usersIn(inBroker('roost.passwd'))).not.toContain('p1');
    expect(section('r1')).toMatchInlineSnapshot(`
      "
      topic readwrite roost/orchard/radio/main
      topic write roost/orchard/robots/r1/availability
      topic write roost/orchard/robots/r1/state
      topic write roost/orchard/robots/r1/event
      topic read roost/orchard/robots/r1/cmd/+
      topic write roost/orchard/robots/r1/cmd/+/reply
      topic write homeassistant/device/orchard_r1/config
      topic write uagv/v2/roost/orchard.r1/connection
      topic write uagv/v2/roost/orchard.r1/state
      topic read uagv/v2/roost/orchard.r1/instantActions
      topic read uagv/v2/roost/orchard.r1/order
      topic write vda5050/v3/roost/orchard.r1/connection
      topic write vda5050/v3/roost/orchard.r1/state
      topic read vda5050/v3/roost/orchard.r1/instantActions
      topic read vda5050/v3/roost/orchard.r1/order
      topic read homeassistant/status
      topic readwrite roost/orchard/doctor/r1/+
      "
    `);
  });

  test('users of several swarms at one broker are told apart by a template', () => {
    setUp({ broker: '{ user: "orchard-%id" }' });
    expect(usersIn(inBroker('roost.passwd'))).toContain('orchard-r1');
    expect(section('orchard-monitor')).toContain('topic read roost/orchard/#');
    expect(readdirSync(path('broker/passwords'))).toContain('r1.password');
  });
});

test('passwords are kept as mosquitto_passwd keeps them', () => {
  const file = path('by-mosquitto');
  const password = newPassword();
  writeFileSync(file, '');
  mosquittoPasswd('-b', file, 'u', password);
  const theirs = readFileSync(file, 'utf8').trim();
  const salt = Buffer.from(theirs.split('$')[3]!, 'base64');
  expect(passwordLine('u', password, salt)).toBe(theirs);
  expect(passwordLine('u', `${password}x`, salt)).not.toBe(theirs);
});

test('sections that somebody wrote in another way count as they are meant', () => {
  const user = {
    id: 'a',
    name: 'a',
    who: 'x',
    rights: [
      ['read', 't/1'],
      ['write', 't/2'],
    ] as const,
  };
  const text = 'user a\r\n  topic   write t/2\r\n# c\r\ntopic read t/1\r\n';
  expect(withSections(text, [user])).toMatchObject({ added: [], differing: [] });
  expect(withSections(`${text}topic read t/3\n`, [user]).differing).toEqual(['a']);
  expect(withSections('user ab\ntopic read t/1\n', [user]).added).toEqual(['a']);
});
