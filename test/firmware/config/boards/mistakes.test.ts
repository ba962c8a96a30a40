// Each change of a board file with all that is said of it: transcripts, to be read as a user would.

import { describe, expect, test } from 'vitest';
import { complaint, complaints, SHIPPED, shippedText } from './complaints.ts';

test('what is shipped has no complaint', () => {
  expect(SHIPPED.map((name) => complaint(shippedText(name), 'robot'))).toEqual(
    SHIPPED.map(() => 'nothing'),
  );
});

describe('pins', () => {
  test('of an Arduino', () => {
    expect(
      complaints('robot-uno', [
        'dock: { pin: D2 -> dock: { pin: D22',
        'dock: { pin: D2 -> dock: { pin: d2',
        'dock: { pin: D2 -> dock: { pin: 2',
        'dock: { pin: D2 -> dock: { pin: ""',
        'dock: { pin: D2 -> dock: { pin: D0',
        'dock: { pin: D2 -> dock: { pin: GPIO17',
        'dock: { pin: D2 -> dock: { pin: A6',
        'pin: A0 -> pin: D3',
        'pwm: D5 -> pwm: D8',
        'pwm: D5 -> pwm: A1',
      ]),
    ).toMatchInlineSnapshot(`
      "
      dock: { pin: D2 -> dock: { pin: D22
        b.yaml:19:14: dock.pin is D22, and an Arduino Uno has no such pin; did you mean 'D2'?
      dock: { pin: D2 -> dock: { pin: d2
        b.yaml:19:14: dock.pin is d2, and an Arduino Uno has no such pin; did you mean 'D2'?
      dock: { pin: D2 -> dock: { pin: 2
        b.yaml:19:14: dock.pin is the number 2, not text; write for instance pin: D2
      dock: { pin: D2 -> dock: { pin: ""
        b.yaml:19:14: dock.pin is empty; write for instance pin: D2
      dock: { pin: D2 -> dock: { pin: D0
        b.yaml:19:14: dock.pin is D0, the serial line to the computer; take one of D2, D3, D8, D9, D10, D11, D12, A1, A2, A3, A4, A5
      dock: { pin: D2 -> dock: { pin: GPIO17
        b.yaml:19:14: dock.pin is GPIO17, and an Arduino Uno has no such pin; its pins are D2 to D13 and A0 to A5
      dock: { pin: D2 -> dock: { pin: A6
        b.yaml:19:14: dock.pin is A6, and an Arduino Uno has no such pin; did you mean 'D6'?
      pin: A0 -> pin: D3
        b.yaml:13:28: battery.volts.divider.pin is D3, which measures no volts; take one of A0, A1, A2, A3, A4, A5
      pwm: D5 -> pwm: D8
        b.yaml:23:16: drive.left.pwm is D8, which has no pulse width (pwm); take one of D3, D5, D9, D10, D11
      pwm: D5 -> pwm: A1
        b.yaml:23:16: drive.left.pwm is A1, which has no pulse width (pwm); take one of D3, D5, D9, D10, D11
      "
    `);
  });

  test('of a Nano', () => {
    const nano = shippedText('robot-uno').replace('model: uno', 'model: nano');
    expect(complaint(nano.replace('pin: A0', 'pin: A7'), 'robot')).toBe('nothing');
    expect(complaint(nano.replace('pin: D2', 'pin: A7'), 'robot')).toMatchInlineSnapshot(
      `"b.yaml:19:14: dock.pin is A7, which measures volts, and does nothing else; take one of D2, D3, D8, D9, D10, D11, D12, A1, A2, A3, A4, A5"`,
    );
  });

  test('of a Raspberry Pi', () => {
    expect(
      complaints('robot-pi', [
        'pin: GPIO22 -> pin: GPIO28',
        'pin: GPIO22 -> pin: D2',
        'left: { direction -> left: { pwm: GPIO12, direction',
        'volts: { hwmon: { chip: ina219 } } -> volts: { divider: { pin: GPIO4, ratio: 3 } }',
        'current: { hwmon: { chip: ina219 } } -> current: { analog: { pin: GPIO4, voltsPerAmp: 1 } }',
      ]),
    ).toMatchInlineSnapshot(`
      "
      pin: GPIO22 -> pin: GPIO28
        b.yaml:19:14: dock.pin is GPIO28, and a Raspberry Pi has no such pin; did you mean 'GPIO2'?
      pin: GPIO22 -> pin: D2
        b.yaml:19:14: dock.pin is D2, and a Raspberry Pi has no such pin; its pins are GPIO2 to GPIO27
      left: { direction -> left: { pwm: GPIO12, direction
        b.yaml has 2 problems
        b.yaml:24:11: the pins of a Raspberry Pi have no pulse width (pwm); leave pwm out, and name a pin for brake
        b.yaml:25:10: the right motor has no pwm and the other has: the robot would drive a curve; give both a pwm, or neither
      volts: { hwmon: { chip: ina219 } } -> volts: { divider: { pin: GPIO4, ratio: 3 } }
        b.yaml:12:12: a Raspberry Pi measures no volts; write { hwmon: {} } for battery.volts
      current: { hwmon: { chip: ina219 } } -> current: { analog: { pin: GPIO4, voltsPerAmp: 1 } }
        b.yaml:13:14: a Raspberry Pi measures no volts; write { hwmon: {} } for battery.current
      "
    `);
    expect(
      complaints('robot-pi', [
        'clearMs: 200 -> current: { analog: { pin: GPIO4, voltsPerAmp: 1 } }',
      ]),
    ).toMatchInlineSnapshot(`
      "
      clearMs: 200 -> current: { analog: { pin: GPIO4, voltsPerAmp: 1 } }
        b.yaml:28:14: a Raspberry Pi measures no volts; leave drive.current out
      "
    `);
  });

  test('that two things claim', () => {
    expect(
      complaints('robot-uno', [
        'direction: D7 -> direction: D4',
        'led: { pin: D13 -> led: { pin: D2',
        'left: { pwm: D5, direction: D4 } -> left: { pwm: D5, direction: D5 }',
      ]),
    ).toMatchInlineSnapshot(`
      "
      direction: D7 -> direction: D4
        b.yaml:24:32: drive.right.direction is D4, and so is drive.left.direction; give each a pin of its own
      led: { pin: D13 -> led: { pin: D2
        b.yaml:31:13: led.pin is D2, and so is dock.pin; give each a pin of its own
      left: { pwm: D5, direction: D4 } -> left: { pwm: D5, direction: D5 }
        b.yaml:23:31: drive.left.direction is D5, and so is drive.left.pwm; give each a pin of its own
      "
    `);
    expect(
      complaints('robot-uno-ina219', ['pin: A2 -> pin: A4', 'dock: { pin: D2 -> dock: { pin: A5']),
    ).toMatchInlineSnapshot(`
      "
      pin: A2 -> pin: A4
        b.yaml:30:29: drive.current.analog.pin is A4, and so is the bus of battery.volts.ina219; give each a pin of its own
      dock: { pin: D2 -> dock: { pin: A5
        b.yaml:20:14: dock.pin is A5, and so is the bus of battery.volts.ina219; give each a pin of its own
      "
    `);
    expect(
      complaints('robot-pi', ['dock: { pin: GPIO22 -> dock: { pin: GPIO3']),
    ).toMatchInlineSnapshot(`
      "
      dock: { pin: GPIO22 -> dock: { pin: GPIO3
        b.yaml:19:14: dock.pin is GPIO3, and so is the bus of battery.volts.hwmon; give each a pin of its own
      "
    `);
    expect(
      complaints('pad-uno', ['pin: A0 -> pin: A4', 'contact: { pin: D2 -> contact: { pin: D9']),
    ).toMatchInlineSnapshot(`
      "
      pin: A0 -> pin: A4
        nothing
      contact: { pin: D2 -> contact: { pin: D9
        b.yaml:18:17: contact.pin is D9, and so is relay.feedback.pin; give each a pin of its own
      "
    `);
    // Without a model nobody knows what a pin can do, but two are two.
    expect(
      complaint('board: pad\nrelay: { pin: X }\nled: { pin: X }\ndeadMan: firmware', 'pad'),
    ).toMatchInlineSnapshot(`
      "b.yaml has 2 problems
        b.yaml:1:1: model is missing (the board: an Arduino Uno or Nano (or the like), or the pins of a Raspberry Pi); add for instance model: uno
        b.yaml:3:13: led.pin is X, and so is relay.pin; give each a pin of its own"
    `);
  });

  test('that would switch something on while the board starts', () => {
    expect(
      complaints('pad-uno', ['led: { pin: D13, lit: high } -> ', 'pin: D8 -> pin: D13']),
    ).toMatchInlineSnapshot(`
      "
      led: { pin: D13, lit: high } -> 
        nothing
      pin: D8 -> pin: D13
        b.yaml has 2 problems
        b.yaml:12:8: relay.pin is D13, which flickers while an Arduino Uno starts, and closes the relay; take one of D3, D4, D5, D6, D7, D8, D10, D11, D12, A1, A2, A3, A4, A5
        b.yaml:26:13: led.pin is D13, and so is relay.pin; give each a pin of its own
      "
    `);
    expect(
      complaints('pad-pi', [
        'pin: GPIO17 -> pin: GPIO4',
        'pin: GPIO17 -> pin: GPIO14',
        'closed: high -> closed: low',
      ]),
    ).toMatchInlineSnapshot(`
      "
      pin: GPIO17 -> pin: GPIO4
        b.yaml:12:8: relay.pin is GPIO4, which is pulled high while a Raspberry Pi starts, and closes the relay; take one of GPIO9, GPIO10, GPIO11, GPIO12, GPIO13, GPIO15, GPIO16, GPIO17, GPIO18, GPIO19, GPIO20, GPIO21, GPIO25, GPIO26
      pin: GPIO17 -> pin: GPIO14
        b.yaml:12:8: relay.pin is GPIO14, which flickers while a Raspberry Pi starts, and closes the relay; take one of GPIO9, GPIO10, GPIO11, GPIO12, GPIO13, GPIO15, GPIO16, GPIO17, GPIO18, GPIO19, GPIO20, GPIO21, GPIO25, GPIO26
      closed: high -> closed: low
        b.yaml:12:8: relay.pin is GPIO17, which is pulled low while a Raspberry Pi starts, and closes the relay; take one of GPIO2, GPIO3, GPIO4, GPIO5, GPIO6, GPIO7, GPIO8
      "
    `);
    expect(
      complaints('robot-pi', ['brake: GPIO6 -> brake: GPIO16', 'brake: GPIO19 -> brake: GPIO7']),
    ).toMatchInlineSnapshot(`
      "
      brake: GPIO6 -> brake: GPIO16
        b.yaml:24:36: GPIO5 and GPIO16 have different levels while a Raspberry Pi starts, and the left motor turns; take one of GPIO4, GPIO6, GPIO7, GPIO8
      brake: GPIO19 -> brake: GPIO7
        b.yaml:25:38: GPIO13 and GPIO7 have different levels while a Raspberry Pi starts, and the right motor turns; take one of GPIO9, GPIO10, GPIO11, GPIO12, GPIO15, GPIO16, GPIO17, GPIO18, GPIO19, GPIO20, GPIO21, GPIO25, GPIO26, GPIO27
      "
    `);
  });
});

describe('numbers that contradict each other', () => {
  test('of the battery', () => {
    expect(
      complaints('robot-uno', [
        'emptyVolts: 6.4 -> emptyVolts: 8.3',
        'capacityAh: 2.2 -> capacityAh: 2.2\n  lowestVolts: 6.4\n  highestVolts: 8.3',
        'ratio: 3.0 -> ratio: 1.5',
        'ratio: 3.0 -> ratio: 1.7, referenceVolts: 4.8',
        'ratio: 3.0 -> ratio: 0.5',
        'emptyVolts: 6.4 -> emptyVolts: -1',
      ]),
    ).toMatchInlineSnapshot(`
      "
      emptyVolts: 6.4 -> emptyVolts: 8.3
        b.yaml:14:15: emptyVolts (8.3) is not below fullVolts (8.3); swap them, or look at the data of the battery
      capacityAh: 2.2 -> capacityAh: 2.2
        lowestVolts: 6.4
        highestVolts: 8.3
        b.yaml has 2 problems
        b.yaml:17:16: lowestVolts (6.4) is not below emptyVolts (6.4); an empty battery would be a fault: lower lowestVolts
        b.yaml:18:17: highestVolts (8.3) is not above fullVolts (8.3); a full battery would be a fault: raise highestVolts
      ratio: 3.0 -> ratio: 1.5
        b.yaml:13:39: the full battery would put 5.54 volts on the pin, which takes 5; take resistors with a ratio of at least 1.66
      ratio: 3.0 -> ratio: 1.7, referenceVolts: 4.8
        b.yaml:13:39: the full battery would put 4.89 volts on the pin, which takes 4.8; take resistors with a ratio of at least 1.73
      ratio: 3.0 -> ratio: 0.5
        b.yaml:13:39: battery.volts.divider.ratio is the number 0.5; it must be at least 1
      emptyVolts: 6.4 -> emptyVolts: -1
        b.yaml:14:15: battery.emptyVolts is the number -1; it must be above 0
      "
    `);
    expect(
      complaints('robot-uno-ina219', [
        'fullVolts: 8.3 -> fullVolts: 28',
        'current: { ina219: { address: 0x40, shuntOhms: 0.1 } -> current: { ina219: { shuntOhms: 0.01 }',
        'current: { ina219: { address: 0x40, shuntOhms: 0.1 } -> current: { ina219: { address: 0x41, shuntOhms: 0.01 }',
        'address: 0x40 -> address: 40',
      ]),
    ).toMatchInlineSnapshot(`
      "
      fullVolts: 8.3 -> fullVolts: 28
        b.yaml:13:20: an INA219 takes 26 volts, and the full battery has 28; measure such a battery with a divider
      current: { ina219: { address: 0x40, shuntOhms: 0.1 } -> current: { ina219: { shuntOhms: 0.01 }
        b.yaml:14:35: the shunt of one INA219 is 0.01 ohms here, and 0.1 ohms in battery.volts; write the same for both, or give each device an address of its own
      current: { ina219: { address: 0x40, shuntOhms: 0.1 } -> current: { ina219: { address: 0x41, shuntOhms: 0.01 }
        nothing
      address: 0x40 -> address: 40
        b.yaml:13:31: battery.volts.ina219.address is the number 40; it must be at least 64
      "
    `);
  });

  test('of the drive', () => {
    expect(
      complaints('robot-uno', [
        'clearMs: 200 -> clearMs: 800',
        'speedPercent: 60 -> speedPercent: 0',
        'approachMs: 15000 -> approachMs: 15',
        'clearMs: 200 -> limitAmps: 2',
        'left: { pwm: D5, direction: D4 } -> left: { direction: D4 }',
        'left: { pwm: D5, direction: D4 } -> left: { direction: D4, brake: D5 }',
      ]),
    ).toMatchInlineSnapshot(`
      "
      clearMs: 200 -> clearMs: 800
        b.yaml:28:12: clearMs (800) is not below leaveMs (800); it is a part of the time for leaving: lower clearMs, or raise leaveMs
      speedPercent: 60 -> speedPercent: 0
        b.yaml:25:17: drive.speedPercent is the number 0; it must be at least 1
      approachMs: 15000 -> approachMs: 15
        b.yaml:26:15: drive.approachMs is the number 15; it must be at least 200
      clearMs: 200 -> limitAmps: 2
        b.yaml:28:3: nothing measures the current that drive.limitAmps is about; leave it out, or add drive.current
      left: { pwm: D5, direction: D4 } -> left: { direction: D4 }
        b.yaml has 2 problems
        b.yaml:23:9: the left motor has neither pwm nor brake, and could not be stopped; name the second pin of its bridge as brake
        b.yaml:23:9: the left motor has no pwm and the other has: the robot would drive a curve; give both a pwm, or neither
      left: { pwm: D5, direction: D4 } -> left: { direction: D4, brake: D5 }
        b.yaml:23:9: the left motor has no pwm and the other has: the robot would drive a curve; give both a pwm, or neither
      "
    `);
    expect(
      complaints('robot-uno-ina219', [
        'limitAmps: 2 -> limitAmps: 14',
        'limitAmps: 2 -> limitAmps: 0',
        'voltsPerAmp: 0.185 -> voltsPerAmp: 0',
        'zeroVolts: 2.5 -> zeroVolts: 4.9',
      ]),
    ).toMatchInlineSnapshot(`
      "
      limitAmps: 2 -> limitAmps: 14
        b.yaml:31:14: limitAmps (14) is more than the sensor can tell (13.51); make limitAmps less, or take another sensor
      limitAmps: 2 -> limitAmps: 0
        b.yaml:31:14: drive.limitAmps is the number 0; it must be above 0
      voltsPerAmp: 0.185 -> voltsPerAmp: 0
        b.yaml:30:62: drive.current.analog.voltsPerAmp: it must not be 0; write for instance 0.185
      zeroVolts: 2.5 -> zeroVolts: 4.9
        b.yaml:31:14: limitAmps (2) is more than the sensor can tell (0.54); make limitAmps less, or take another sensor
      "
    `);
    expect(
      complaints('robot-pi', ['clearMs: 200 -> speedPercent: 50', ', brake: GPIO6 -> ']),
    ).toMatchInlineSnapshot(`
      "
      clearMs: 200 -> speedPercent: 50
        b.yaml:28:17: motors without pwm cannot drive at 50 percent; leave it out
      , brake: GPIO6 -> 
        b.yaml:24:9: the left motor has neither pwm nor brake, and could not be stopped; name the second pin of its bridge as brake
      "
    `);
  });

  test('of a pad', () => {
    expect(
      complaints('pad-uno', [
        'minAmps: 0.05 -> minAmps: 3',
        'maxAmps: 3 -> maxAmps: 14',
        'settleMs: 50 -> settleMs: 20',
        'settleMs: 50 -> settleMs: 5000',
        'current: { analog: { pin: A0, zeroVolts: 2.5, voltsPerAmp: 0.185 } } -> ',
        'current: { analog: { pin: A0, zeroVolts: 2.5, voltsPerAmp: 0.185 } } -> current: { ina219: { shuntOhms: 0.2 } }',
      ]),
    ).toMatchInlineSnapshot(`
      "
      minAmps: 0.05 -> minAmps: 3
        b.yaml:22:10: minAmps (3) is not below maxAmps (3); every current would be wrong: lower minAmps, or raise maxAmps
      maxAmps: 3 -> maxAmps: 14
        b.yaml:23:10: maxAmps (14) is more than the sensor can tell (13.51); make maxAmps less, or take another sensor
      settleMs: 50 -> settleMs: 20
        b.yaml:15:13: settleMs (20) is not above the debounceMs of the feedback (20); the feedback would always come too late: raise settleMs
      settleMs: 50 -> settleMs: 5000
        b.yaml:15:13: relay.settleMs is the number 5000; it must be at most 1000
      current: { analog: { pin: A0, zeroVolts: 2.5, voltsPerAmp: 0.185 } } -> 
        b.yaml has 2 problems
        b.yaml:22:1: nothing measures the current that minAmps is about; leave it out, or add current
        b.yaml:23:1: nothing measures the current that maxAmps is about; leave it out, or add current
      current: { analog: { pin: A0, zeroVolts: 2.5, voltsPerAmp: 0.185 } } -> current: { ina219: { shuntOhms: 0.2 } }
        b.yaml:23:10: maxAmps (3) is more than the sensor can tell (1.6); make maxAmps less, or take another sensor
      "
    `);
  });
});

describe('sensors and boards that do not go together', () => {
  test('sensors', () => {
    expect(
      complaints('robot-uno', [
        'volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: { hwmon: {} }',
        'volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: {}',
        'volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: { ina219: {}, hwmon: {} }',
        'emptyVolts: 6.4 -> current: 3',
      ]),
    ).toMatchInlineSnapshot(`
      "
      volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: { hwmon: {} }
        b.yaml:13:12: hwmon is read by the kernel of a Raspberry Pi, and not by an Arduino; write { ina219: {} } for battery.volts
      volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: {}
        b.yaml:13:10: battery.volts is {}; write one of { divider: { pin: A0, ratio: 3 } }, { ina219: {} } and { hwmon: {} }
      volts: { divider: { pin: A0, ratio: 3.0 } } -> volts: { ina219: {}, hwmon: {} }
        b.yaml has 2 problems
        b.yaml:13:10: battery.volts is { ina219: {}, hwmon: {} }; write one of { divider: { pin: A0, ratio: 3 } }, { ina219: {} } and { hwmon: {} }
        b.yaml:13:24: hwmon is read by the kernel of a Raspberry Pi, and not by an Arduino; write { ina219: {} } for battery.volts
      emptyVolts: 6.4 -> current: 3
        b.yaml has 2 problems
        b.yaml:13:3: battery.emptyVolts is missing (resting volts of the empty battery); add for instance emptyVolts: 6.4
        b.yaml:14:12: battery.current is the number 3, not a mapping; write for instance current: { ina219: { address: 64 } }
      "
    `);
    expect(
      complaints('robot-pi', ['current: { hwmon: { chip -> current: { ina219: { chip']),
    ).toMatchInlineSnapshot(`
      "
      current: { hwmon: { chip -> current: { ina219: { chip
        b.yaml has 2 problems
        b.yaml:13:14: a Raspberry Pi reads an INA219 through its kernel; write { hwmon: {} } for battery.current
        b.yaml:13:24: unknown key 'chip' in battery.current.ina219; write one of: address, shuntOhms
      "
    `);
    expect(complaints('pad-pi', ['current: { ina219: {} }'])).toMatchInlineSnapshot(`
      "
      current: { ina219: {} }
        b.yaml:24:12: a Raspberry Pi reads an INA219 through its kernel; write { hwmon: {} } for current
      "
    `);
  });

  test('a dead-man that the board does not have', () => {
    expect(
      complaints('pad-pi', [
        'deadMan: { pulse: { pin: GPIO23, everyMs: 100 } } -> deadMan: firmware',
        'deadMan: { pulse: { pin: GPIO23, everyMs: 100 } } -> deadMan: { firmware: {} }',
        'everyMs: 100 -> everyMs: 5',
      ]),
    ).toMatchInlineSnapshot(`
      "
      deadMan: { pulse: { pin: GPIO23, everyMs: 100 } } -> deadMan: firmware
        b.yaml:23:10: a Raspberry Pi has no firmware of Roost; write { pulse: { pin: GPIO23 } }, and let the pin feed a timer
      deadMan: { pulse: { pin: GPIO23, everyMs: 100 } } -> deadMan: { firmware: {} }
        b.yaml:23:22: a Raspberry Pi has no firmware of Roost; write { pulse: { pin: GPIO23 } }, and let the pin feed a timer
      everyMs: 100 -> everyMs: 5
        b.yaml:23:43: deadMan.pulse.everyMs is the number 5; it must be at least 20
      "
    `);
  });

  test('a pad without a dead-man', () => {
    const dead = 'deadMan: { firmware: { timeoutMs: 2000 } }';
    expect(
      complaints('pad-uno', [
        `${dead} -> deadMan: none`,
        `${dead} -> `,
        `${dead} -> deadMan:`,
        `${dead} -> deadMan: firmwar`,
        `${dead} -> deadMan: 3`,
        `${dead} -> deadMan: {}`,
        `${dead} -> deadMan: { firmware: { timeoutMs: 9000 } }`,
        `${dead} -> deadMan: { pulse: {} }`,
      ]),
    ).toMatchInlineSnapshot(`
      "
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: none
        b.yaml:29:10: deadMan: nothing would open the relay when this process dies; write firmware (an Arduino), or { pulse: { pin: GPIO23 } } (a Raspberry Pi)
      deadMan: { firmware: { timeoutMs: 2000 } } -> 
        b.yaml:7:1: deadMan is missing (what opens the relay by itself when this process dies or freezes: Roost's own firmware on the Arduino, or a timer that a pulsing pin feeds); add for instance deadMan: firmware
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan:
        b.yaml:29:1: deadMan is empty, not a name or a mapping; write for instance deadMan: firmware
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: firmwar
        b.yaml:29:10: deadMan: there is no 'firmwar'; write firmware (an Arduino), or { pulse: { pin: GPIO23 } } (a Raspberry Pi)
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: 3
        b.yaml:29:10: deadMan is the number 3, not a name or a mapping; write for instance deadMan: firmware
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: {}
        b.yaml:29:10: deadMan is {}; write either { firmware: { timeoutMs: 2000 } } or { pulse: { pin: GPIO23, everyMs: 100 } }
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: { firmware: { timeoutMs: 9000 } }
        b.yaml:29:35: deadMan.firmware.timeoutMs is the number 9000; it must be at most 2000
      deadMan: { firmware: { timeoutMs: 2000 } } -> deadMan: { pulse: {} }
        b.yaml:29:19: deadMan.pulse.pin is missing (the pin that feeds the timer); add for instance pin: GPIO23
      "
    `);
  });
});

describe('the shape', () => {
  test('of a robot, everything at once', () => {
    expect(
      complaint(
        `board: robto
model: mega
batery: {}
dock: D2
drive: { left: { pwm: 5 }, speed: 60, leaveMs: fast }
led: { pin: D13, lit: on }
deadMan: maybe
`,
        'robot',
      ),
    ).toMatchInlineSnapshot(`
      "b.yaml has 11 problems
        b.yaml:1:8: board is text 'robto'; did you mean 'robot'?
        b.yaml:2:8: model is text 'mega'; write one of: uno, nano, pi
        b.yaml:3:1: unknown key 'batery'; did you mean 'battery'?
        b.yaml:4:7: dock is text 'D2', not a mapping; write for instance dock: { pin: D2, closed: low, pullUp: true }
        b.yaml:5:8: drive.right is missing (the motor on the right); add for instance right: { pwm: D5, direction: D4 }
        b.yaml:5:16: drive.left.direction is missing (the pin that is high for forward); add for instance direction: D4
        b.yaml:5:23: drive.left.pwm is the number 5, not text; write for instance pwm: D5
        b.yaml:5:28: unknown key 'speed' in drive; write one of: left, right, speedPercent, approachMs, leaveMs, clearMs, current, limitAmps
        b.yaml:5:48: drive.leaveMs is text 'fast', not a number; write for instance leaveMs: 800
        b.yaml:6:23: led.lit is text 'on'; write one of: low, high
        b.yaml:7:10: deadMan is text 'maybe'; write one of: none, firmware"
    `);
  });

  test('of a pad, everything at once', () => {
    expect(
      complaint(
        `board: pad
relay: { pni: D8, closed: yes, feedback: { pin: D9, pullUp: up } }
contact: 2
current: { analog: { pin: A0 } }
maxAmps: -1
`,
        'pad',
      ),
    ).toMatchInlineSnapshot(`
      "b.yaml has 8 problems
        b.yaml:1:1: model is missing (the board: an Arduino Uno or Nano (or the like), or the pins of a Raspberry Pi); add for instance model: uno
        b.yaml:1:1: deadMan is missing (what opens the relay by itself when this process dies or freezes: Roost's own firmware on the Arduino, or a timer that a pulsing pin feeds); add for instance deadMan: firmware
        b.yaml:2:10: unknown key 'pni' in relay; did you mean 'pin'?
        b.yaml:2:27: relay.closed is text 'yes'; write one of: low, high
        b.yaml:2:61: relay.feedback.pullUp is text 'up', not true or false; write for instance pullUp: true
        b.yaml:3:10: contact is the number 2, not a mapping; write for instance contact: { pin: D2, closed: low, pullUp: true }
        b.yaml:4:20: current.analog.voltsPerAmp is missing (volts for each amp: 0.185 of an ACS712-05B, 0.1 of the 20A, 0.066 of the 30A; negative when it is wired the other way round); add for instance voltsPerAmp: 0.185
        b.yaml:5:10: maxAmps is the number -1; it must be at least 0"
    `);
  });

  test('nothing, and no mapping', () => {
    expect(
      ['', 'robot', '- board: robot', 'board: [robot', '\t'].map((text) =>
        complaint(text, 'robot'),
      ),
    ).toMatchInlineSnapshot(`
      [
        "b.yaml:1:1: the file is empty; begin with a line such as board: robot, or copy one of hardware/boards",
        "b.yaml:1:1: the file is not a mapping of settings; begin with a line such as board: robot, or copy one of hardware/boards",
        "b.yaml:1:1: the file is not a mapping of settings; begin with a line such as board: robot, or copy one of hardware/boards",
        "b.yaml:1:14: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; give the lines of one mapping or list the same indentation",
        "b.yaml:1:1: the file is empty; begin with a line such as board: robot, or copy one of hardware/boards",
      ]
    `);
  });
});
