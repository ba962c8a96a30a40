/** The three robots: a divider, an INA219 with all sensors, and the pins of a Raspberry Pi. */

import { type BoardFile, settingOf } from './board-file.ts';
import {
  acs712,
  battery,
  contacts,
  divider,
  ina219,
  led,
  microswitch,
  motor,
  phaseEnableDriver,
  timer,
  twoDirectionDriver,
} from './parts.ts';
import { PI } from './pi.ts';
import { columnsOf, type Net, type Picture, power, signal, wire } from './picture.ts';
import { UNO } from './uno.ts';

const CHARGE_CONTACTS = contacts('Charge contacts', ['to the pad, with', 'an ideal diode']);

/** The light of an Uno at D13 is on the board; a second one may stand where it is seen. */
const LED = led('330 Ω');

function motorNets(left: readonly [string, string], right: readonly [string, string]): Net[] {
  return [
    power('blue', `driver.${right[0]}`, 'right.a'),
    power('blue', `driver.${right[1]}`, 'right.b'),
    power('green', `driver.${left[0]}`, 'left.a'),
    power('green', `driver.${left[1]}`, 'left.b'),
  ];
}

/** What both robots with an Uno share: motors, dock contact, light. */
function unoNets(file: BoardFile): Net[] {
  return [
    signal(file, 'led.pin', 'olive', 'led.+'),
    signal(file, 'drive.right.direction', 'purple', 'driver.DIR 2'),
    signal(file, 'drive.right.pwm', 'blue', 'driver.PWM 2'),
    signal(file, 'drive.left.pwm', 'green', 'driver.PWM 1'),
    signal(file, 'drive.left.direction', 'teal', 'driver.DIR 1'),
    signal(file, 'dock.pin', 'brown', 'dock.NO'),
    ...motorNets(['M1 A', 'M1 B'], ['M2 A', 'M2 B']),
  ];
}

export function robotUno(file: BoardFile): Picture {
  const ratio = Number(settingOf(file, 'battery.volts.divider.ratio'));
  return {
    name: file.name,
    title: 'Robot on an Arduino Uno, battery behind a divider',
    description:
      'Pins of the Arduino Uno and what they lead to: motor driver, dock contact, divider at the battery.',
    board: UNO,
    columns: columnsOf(
      UNO,
      [
        ['led', LED, 23],
        ['driver', phaseEnableDriver(), 38],
        ['dock', microswitch('Dock contact', 'closes on the pad'), 82],
        ['divider', divider(`${(ratio - 1) * 10} kΩ`, '10 kΩ'), 101],
      ],
      [
        ['right', motor('Right motor'), 31],
        ['left', motor('Left motor'), 49.86],
        ['battery', battery(), 69],
        ['contacts', CHARGE_CONTACTS, 97],
      ],
    ),
    nets: [
      ...unoNets(file),
      signal(file, 'battery.volts.divider.pin', 'orange', 'divider.pin'),
      wire('red', 'board.5V', 'driver.VCC'),
      wire('black', 'board.GND3', 'led.−', 'driver.GND', 'dock.COM', 'divider.GND'),
      power('red', 'battery.+ (fuse)', 'contacts.+', 'driver.VM', 'divider.battery'),
      power('black', 'battery.−', 'contacts.−', 'driver.PGND'),
    ],
    notes: [
      'USB leads to the computer that runs Roost.',
      'The driver joins the ground of the battery with that of the Arduino.',
      `Divider: battery volts / ${ratio} at the pin.`,
      'Thick wires carry the current of battery and motors.',
    ],
  };
}

export function robotUnoIna219(file: BoardFile): Picture {
  const address = `0x${Number(settingOf(file, 'battery.volts.ina219.address')).toString(16)}`;
  return {
    name: file.name,
    title: 'Robot on an Arduino Uno, with an INA219 and a current sensor',
    description:
      'Pins of the Arduino Uno and what they lead to: motor driver, dock contact, INA219 in the line to the battery, ACS712 in the supply of the motors.',
    board: UNO,
    columns: columnsOf(
      UNO,
      [
        ['led', LED, 23],
        ['driver', phaseEnableDriver(), 38],
        ['dock', microswitch('Dock contact', 'closes on the pad'), 81],
        ['drive current', acs712(), 99.5],
        ['ina219', ina219(address), 121],
      ],
      [
        ['right', motor('Right motor'), 31],
        ['left', motor('Left motor'), 49.86],
        ['contacts', CHARGE_CONTACTS, 78],
        ['battery', battery(), 127.78],
      ],
    ),
    nets: [
      ...unoNets(file),
      signal(file, 'drive.current.analog.pin', 'orange', 'drive current.OUT'),
      wire('pink', 'board.A4', 'ina219.SDA'),
      wire('blue', 'board.A5', 'ina219.SCL'),
      wire('red', 'board.5V', 'driver.VCC', 'drive current.VCC', 'ina219.VCC'),
      wire(
        'black',
        'board.GND3',
        'led.−',
        'driver.GND',
        'dock.COM',
        'drive current.GND',
        'ina219.GND',
      ),
      power('red', 'contacts.+', 'ina219.VIN+', 'drive current.IP+'),
      power('red', 'drive current.IP−', 'driver.VM'),
      power('red', 'ina219.VIN−', 'battery.+ (fuse)'),
      power('black', 'battery.−', 'contacts.−', 'driver.PGND'),
    ],
    notes: [
      'USB leads to the computer that runs Roost.',
      'VIN− of the INA219 leads to the battery: so current into it counts as positive.',
      'The driver joins the ground of the battery with that of the Arduino.',
      'Thick wires carry the current of battery and motors.',
    ],
  };
}

export function robotPi(file: BoardFile): Picture {
  const chip = settingOf(file, 'battery.volts.hwmon.chip');
  return {
    name: file.name,
    title: 'Robot on the pins of a Raspberry Pi',
    description:
      'Pins of the Raspberry Pi and what they lead to: INA219, dock contact, dead-man timer at the enable inputs of the motor driver.',
    board: PI,
    columns: columnsOf(
      PI,
      [
        ['ina219', ina219('0x40'), 24],
        ['dock', microswitch('Dock contact', 'closes on the pad'), 53],
        ['led', LED, 71],
        ['timer', timer(null), 86],
        ['driver', twoDirectionDriver(), 115],
      ],
      [
        ['battery', battery(), 30.78],
        ['contacts', CHARGE_CONTACTS, 57],
        ['left', motor('Left motor'), 123],
        ['right', motor('Right motor'), 141.72],
      ],
    ),
    nets: [
      wire('pink', 'board.GPIO2', 'ina219.SDA'),
      wire('blue', 'board.GPIO3', 'ina219.SCL'),
      wire('orange', 'board.3V3', 'ina219.VCC', 'timer.VCC'),
      wire('black', 'board.GND', 'ina219.GND', 'dock.COM', 'led.−', 'timer.GND', 'driver.GND'),
      signal(file, 'dock.pin', 'brown', 'dock.NO'),
      signal(file, 'led.pin', 'olive', 'led.+'),
      signal(file, 'deadMan.pulse.pin', 'teal', 'timer.B'),
      wire('purple', 'timer.Q', 'driver.ENA', 'driver.ENB'),
      signal(file, 'drive.left.direction', 'green', 'driver.IN1'),
      signal(file, 'drive.left.brake', 'lime', 'driver.IN2'),
      signal(file, 'drive.right.direction', 'blue', 'driver.IN3'),
      signal(file, 'drive.right.brake', 'pink', 'driver.IN4'),
      power('red', 'contacts.+', 'ina219.VIN+', 'driver.12V'),
      power('red', 'ina219.VIN−', 'battery.+ (fuse)'),
      power('black', 'battery.−', 'contacts.−', 'driver.PGND'),
      ...motorNets(['OUT1', 'OUT2'], ['OUT3', 'OUT4']),
    ],
    notes: [
      `The kernel reads the INA219 (hwmon, chip ${chip}).`,
      'The Pi gets its 5 V from a regulator at the battery, through its power socket.',
      'Take the jumpers off ENA and ENB: the timer feeds these.',
      'VIN− of the INA219 leads to the battery: so current into it counts as positive.',
      'Thick wires carry the current of battery and motors.',
    ],
  };
}
