/** The two pads: on an Arduino Uno, whose firmware is the dead-man, and on a Raspberry Pi with a timer. */

import type { BoardFile } from './board-file.ts';
import { settingOf } from './board-file.ts';
import {
  acs712,
  charger,
  contacts,
  led,
  microswitch,
  pullDown,
  relayModule,
  timer,
} from './parts.ts';
import { PI } from './pi.ts';
import { columnsOf, type Net, type Picture, power, signal, wire } from './picture.ts';
import { UNO } from './uno.ts';

const CHARGER = charger('8.4 V for two');
const CHARGE_CONTACTS = contacts('Charge contacts', ['spring pins,', 'to the robot']);

/** What both pads share; the current sensor sits in the line to the robot, where there is one. */
function sharedNets(file: BoardFile): Net[] {
  return [
    signal(file, 'relay.feedback.pin', 'purple', 'relay.NO 2'),
    signal(file, 'contact.pin', 'brown', 'contact.NO'),
    signal(file, 'led.pin', 'olive', 'led.+'),
    wire('red', 'board.5V', 'relay.VCC'),
    power('red', 'charger.+ (fuse)', 'relay.COM 1'),
    power('black', 'charger.−', 'contacts.−'),
  ];
}

export function padUno(file: BoardFile): Picture {
  const timeoutMs = settingOf(file, 'deadMan.firmware.timeoutMs');
  return {
    name: file.name,
    title: 'Charging pad on an Arduino Uno',
    description:
      'Pins of the Arduino Uno and what they lead to: relay with feedback, pad contact, current sensor in the line from the charger to the contacts.',
    board: UNO,
    columns: columnsOf(
      UNO,
      [
        ['led', led('330 Ω'), 23],
        ['relay', relayModule(), 39.62],
        ['pull-down', pullDown('IN'), 77.5],
        ['contact', microswitch('Pad contact', 'closes under a robot'), 93],
        ['current', acs712(), 111],
      ],
      [
        ['charger', CHARGER, 40.62],
        ['contacts', CHARGE_CONTACTS, 114.28],
      ],
    ),
    nets: [
      ...sharedNets(file).map((net) =>
        net.ends.includes('board.5V') ? { ...net, ends: [...net.ends, 'current.VCC'] } : net,
      ),
      signal(file, 'relay.pin', 'blue', 'relay.IN', 'pull-down.IN'),
      signal(file, 'current.analog.pin', 'orange', 'current.OUT'),
      wire(
        'black',
        'board.GND3',
        'led.−',
        'relay.GND',
        'relay.COM 2',
        'pull-down.GND',
        'contact.COM',
        'current.GND',
      ),
      power('red', 'relay.NO 1', 'current.IP+'),
      power('red', 'current.IP−', 'contacts.+'),
    ],
    notes: [
      'USB leads to the computer that runs Roost.',
      `Roost's own firmware on the Arduino opens the relay after ${Number(timeoutMs) / 1000} s of silence.`,
      'The pull-down keeps the relay open while nothing drives its input: at power-on, during a reset.',
      'Thick wires carry the charge.',
    ],
  };
}

export function padPi(file: BoardFile): Picture {
  return {
    name: file.name,
    title: 'Charging pad on the pins of a Raspberry Pi',
    description:
      'Pins of the Raspberry Pi and what they lead to: dead-man timer in front of the relay, feedback, pad contact.',
    board: PI,
    columns: columnsOf(
      PI,
      [
        ['timer', timer('CLR'), 24],
        ['pull-down', pullDown('CLR'), 54],
        ['relay', relayModule(), 71],
        ['contact', microswitch('Pad contact', 'closes under a robot'), 111],
        ['led', led('330 Ω'), 129],
      ],
      [
        ['charger', CHARGER, 72],
        ['contacts', CHARGE_CONTACTS, 105],
      ],
    ),
    nets: [
      ...sharedNets(file),
      signal(file, 'deadMan.pulse.pin', 'teal', 'timer.B'),
      signal(file, 'relay.pin', 'blue', 'timer.CLR', 'pull-down.CLR'),
      wire('green', 'timer.Q', 'relay.IN'),
      wire('orange', 'board.3V3', 'timer.VCC'),
      wire(
        'black',
        'board.GND',
        'timer.GND',
        'pull-down.GND',
        'relay.GND',
        'relay.COM 2',
        'contact.COM',
        'led.−',
      ),
      power('red', 'relay.NO 1', 'contacts.+'),
    ],
    notes: [
      'The relay closes only while its pin is high and pulses come; R and C of the timer: safety page.',
      'The pull-down keeps the relay open while nothing drives its pin.',
      'The Pi gets its 5 V through its power socket.',
      'Thick wires carry the charge.',
    ],
  };
}
