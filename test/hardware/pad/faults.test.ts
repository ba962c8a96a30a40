/**
 * The fault table of the pad: each row is what goes wrong, what the pad says, and that no power flows. The faults are
 * made at the pins of a fake Arduino.
 */

import { describe, expect, test } from 'vitest';
import { STANDARD } from '../fake-arduino.ts';
import { PAD_UNO } from './boards.ts';
import { type ArduinoStage, openArduinoPad } from './stage.ts';

const MINUTE_MS = 60_000;

const withPad = async (
  run: (pad: ArduinoStage) => Promise<void>,
  ...options: Parameters<typeof openArduinoPad>
) => {
  const pad = await openArduinoPad(...options);
  try {
    await run(pad);
  } finally {
    const closed = pad.body.close();
    await pad.time.pass(2000);
    await closed;
  }
};

/** A robot stands there, and power flows into it. */
const flow = async (pad: ArduinoStage, forMs = 10 * MINUTE_MS) => {
  pad.hands.setContact(true);
  await pad.pass(100);
  pad.on(forMs);
  await pad.pass(300);
  expect(pad.hands.contactsClosed()).toBe(true);
  expect(pad.body.report().fault).toBeNull();
};
const fault = ({ body }: ArduinoStage) => body.report().fault;
const alarm = ({ body }: ArduinoStage) => body.report().alarm;

describe('welded relay', () => {
  test('its contacts stay closed when it is opened: a fault, until they are seen open for a while', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.isWelded = true;
      pad.body.command({ do: 'power', on: false });
      await pad.pass(200);
      expect(fault(pad)).toMatch(/relay does not open.*replace the relay/);
      expect(pad.reports.at(-1)?.fault).toBe(fault(pad));
      pad.hands.isWelded = false;
      pad.hands.settle();
      await pad.pass(5000);
      expect(fault(pad)).toMatch(/does not open/);
      await pad.pass(6000);
      expect(fault(pad)).toBeNull();
    }));

  test('it is welded from the beginning: never commanded closed', () =>
    withPad(
      async (pad) => {
        pad.hands.setContact(true);
        pad.on(5000);
        await pad.pass(4000);
        expect(fault(pad)).toMatch(/does not open/);
        expect(pad.hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
      },
      PAD_UNO,
      undefined,
      (_arduino, world) => {
        world.isWelded = true;
        world.settle();
      },
    ));

  test('without feedback, current that flows although it is open gives it away', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.hasFeedback = false;
      pad.hands.isWelded = true;
      pad.body.command({ do: 'power', on: false });
      await pad.pass(1000);
      expect(fault(pad)).toBeNull();
      await pad.pass(2000);
      expect(fault(pad)).toMatch(/^1\.0 A flow although the relay is open/);
      const told = pad.reports.length;
      pad.hands.onAmps(1.2);
      await pad.pass(1000);
      expect(pad.reports).toHaveLength(told);
      pad.hands.isWelded = false;
      pad.hands.settle();
      await pad.pass(11_000);
      expect(fault(pad)).toBeNull();
    }));
});

describe('lost feedback', () => {
  test('the relay is opened again at once, and tried less and less often', () =>
    withPad(async (pad) => {
      pad.hands.hasFeedback = false;
      pad.hands.setContact(true);
      await pad.pass(200);
      const tries = () => pad.hands.relayChanges.filter(({ closed }) => closed).length;
      pad.on(20 * MINUTE_MS);
      await pad.pass(200);
      expect(fault(pad)).toMatch(/told to close and its feedback does not show it/);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(tries()).toBe(1);
      await pad.pass(MINUTE_MS);
      expect(tries()).toBe(2);
      await pad.pass(MINUTE_MS);
      expect(tries()).toBe(2);
      await pad.pass(MINUTE_MS);
      expect(tries()).toBe(3);
      const closedMs = pad.hands.relayChanges.map(({ closed, atMs }) => (closed ? -atMs : atMs));
      for (let i = 0; i < closedMs.length; i += 2)
        expect(closedMs[i]! + closedMs[i + 1]!).toBeLessThan(100);
    }));

  test('it breaks while power flows', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.hasFeedback = false;
      pad.hands.settle();
      await pad.pass(100);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(fault(pad)).toMatch(/feedback does not show it/);
    }));

  test('after it was mended and power has flown for a minute, the next one waits a minute again', () =>
    withPad(async (pad) => {
      pad.hands.hasFeedback = false;
      pad.hands.setContact(true);
      pad.on(60 * MINUTE_MS);
      await pad.pass(4 * MINUTE_MS);
      pad.hands.hasFeedback = true;
      await pad.pass(4 * MINUTE_MS);
      expect(pad.hands.relayClosed()).toBe(true);
      await pad.pass(2 * MINUTE_MS);
      pad.hands.hasFeedback = false;
      pad.hands.settle();
      await pad.pass(100);
      expect(pad.hands.relayClosed()).toBe(false);
      pad.hands.hasFeedback = true;
      await pad.pass(MINUTE_MS + 1000);
      expect(pad.hands.relayClosed()).toBe(true);
    }));
});

describe('contact', () => {
  test('stuck: it is told, and gives no power without a command', () =>
    withPad(
      async (pad) => {
        await pad.pass(5 * MINUTE_MS);
        expect(pad.body.report()).toEqual({ contact: true, fault: null, alarm: null });
        expect(pad.hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
      },
      PAD_UNO,
      undefined,
      (_arduino, world) => world.setContact(true),
    ));

  test('stuck under a command: no current flows, which is an alarm that names it', () =>
    withPad(async (pad) => {
      pad.hands.loadAmps = 0;
      await flow(pad);
      await pad.pass(9000);
      expect(alarm(pad)).toBeNull();
      await pad.pass(2000);
      expect(alarm(pad)).toMatch(/power is on and only 0\.0\d A flow.*contact stuck/);
      expect(fault(pad)).toBeNull();
    }));

  test('bouncing for some milliseconds is no news', () =>
    withPad(async (pad) => {
      for (let i = 0; i < 10; i++) {
        pad.hands.setContact(true);
        await pad.pass(1);
        pad.hands.setContact(false);
        await pad.pass(1);
      }
      pad.hands.setContact(true);
      await pad.pass(100);
      expect(pad.reports).toEqual([{ contact: true, fault: null, alarm: null }]);
    }));

  test('a break of a millisecond opens the relay, and is not told', () =>
    withPad(async (pad) => {
      await flow(pad);
      const told = pad.reports.length;
      pad.hands.setContact(false);
      await pad.pass(1);
      expect(pad.hands.relayClosed()).toBe(false);
      pad.hands.setContact(true);
      await pad.pass(200);
      expect(pad.hands.relayClosed()).toBe(true);
      expect(pad.reports).toHaveLength(told);
    }));

  test('flapping is a fault until it is calm', () =>
    withPad(async (pad) => {
      await flow(pad);
      for (let i = 0; i < 6; i++) {
        expect(fault(pad)).toBeNull();
        pad.hands.setContact(false);
        await pad.pass(200);
        pad.hands.setContact(true);
        await pad.pass(500);
      }
      expect(fault(pad)).toMatch(/contact of the pad flaps/);
      expect(pad.hands.relayClosed()).toBe(false);
      await pad.pass(5000);
      expect(fault(pad)).toMatch(/flaps/);
      await pad.pass(15_000);
      expect(fault(pad)).toBeNull();
      expect(pad.hands.relayClosed()).toBe(true);
    }));

  test('chattering without an end, too fast to ever be closed, is flapping too', () =>
    withPad(async (pad) => {
      pad.on(MINUTE_MS);
      for (let i = 0; i < 250; i++) {
        pad.hands.setContact(true);
        await pad.pass(3);
        pad.hands.setContact(false);
        await pad.pass(3);
      }
      expect(fault(pad)).toMatch(/flaps/);
      expect(pad.hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
    }));
});

describe('current', () => {
  test('too much of it for a moment is the peak of switching on', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.onAmps(4);
      await pad.pass(60);
      pad.hands.onAmps(1);
      await pad.pass(1000);
      expect(pad.hands.relayClosed()).toBe(true);
      expect(fault(pad)).toBeNull();
    }));

  test.each([4.5, -4.5])('%d A for longer open the relay at once, for a minute', (amps) =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.loadAmps = amps;
      pad.hands.onAmps(amps);
      await pad.pass(400);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(fault(pad)).toMatch(/A flow, and 3 A are allowed/);
      pad.hands.loadAmps = 1;
      await pad.pass(MINUTE_MS);
      expect(fault(pad)).toBeNull();
      expect(pad.hands.relayClosed()).toBe(true);
    }),
  );

  test('too little is an alarm and no fault, and the power stays', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.onAmps(0.02);
      await pad.pass(11_000);
      expect(alarm(pad)).toMatch(/only 0\.0\d A flow: is the battery full/);
      expect(fault(pad)).toBeNull();
      expect(pad.hands.relayClosed()).toBe(true);
      const told = pad.reports.length;
      pad.hands.onAmps(0.03);
      await pad.pass(1000);
      expect(pad.reports).toHaveLength(told);
      pad.hands.onAmps(1);
      await pad.pass(500);
      expect(alarm(pad)).toBeNull();
    }));

  test.each([
    [0, /current sensor at A0 reads 0 V: is its wire off/],
    [5, /current sensor at A0 reads full scale: is there a short circuit/],
  ])('a sensor that reads %d V is a fault: nobody would see a short circuit', (volts, words) =>
    withPad(async (pad) => {
      await flow(pad);
      pad.arduino.setVolts(0, volts);
      await pad.pass(300);
      expect(fault(pad)).toMatch(words);
      expect(pad.hands.relayClosed()).toBe(false);
      pad.on(0);
      // As the relay has opened, the sensor is well again.
      await pad.pass(700);
      expect(fault(pad)).toMatch(words);
      await pad.pass(300);
      expect(fault(pad)).toBeNull();
    }),
  );
});

describe('lost board', () => {
  test('unplugged: the relay is off by the dead-man, the pad says so, and goes on when it is back', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.arduino.unplug();
      await pad.pass(50);
      expect(fault(pad)).toMatch(/port \/dev\/ttyACM0 is gone/);
      await pad.pass(2000);
      expect(pad.hands.relayClosed()).toBe(false);
      pad.arduino.plug();
      await pad.time.until('the pad is well', () => fault(pad) === null);
      await pad.pass(200);
      expect(pad.hands.relayClosed()).toBe(true);
    }));

  test('it hangs: off by the dead-man within its 2 s, told within 2 s', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.arduino.hang();
      await pad.pass(2000);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(fault(pad)).toMatch(/does not answer any more/);
      expect(pad.reports.map((report) => report.fault)).not.toContain(
        expect.stringMatching(/relay|sensor/),
      );
    }));

  test('it hangs when power is to go off: what looks like a welded relay is forgotten when it is back', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.arduino.hang();
      pad.body.command({ do: 'power', on: false });
      await pad.pass(3000);
      expect(fault(pad)).toMatch(/does not answer any more/);
      pad.arduino.hang(false);
      await pad.time.until('the pad is well', () => fault(pad) === null);
      expect(pad.notices.at(-1)).toMatch(/is there/);
      expect(pad.reports.at(-2)?.fault).toMatch(/does not answer/);
    }));

  test('it is lost while its relay is welded: that is seen again when it is back', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.hands.isWelded = true;
      pad.body.command({ do: 'power', on: false });
      await pad.pass(200);
      pad.arduino.unplug();
      await pad.pass(1000);
      expect(fault(pad)).toMatch(/port/);
      pad.arduino.plug();
      pad.hands.settle();
      pad.on(MINUTE_MS);
      await pad.time.until('the board is back', () => /welded/.test(fault(pad) ?? ''));
      await pad.pass(5000);
      expect(pad.hands.relayClosed()).toBe(false);
    }));

  test('it was reset: the relay fell off, and everything is set up anew', () =>
    withPad(async (pad) => {
      await flow(pad);
      pad.arduino.reset();
      expect(pad.hands.relayClosed()).toBe(false);
      await pad.pass(1000);
      expect(pad.notices).toContain('the board at /dev/ttyACM0 was reset and is set up anew');
      expect(fault(pad)).toBeNull();
      expect(pad.hands.relayClosed()).toBe(true);
    }));

  test('it is not there at all: a report with a fault after some seconds', () =>
    withPad(
      async (pad) => {
        expect(pad.time.nowMs()).toBeLessThan(5000);
        expect(fault(pad)).toMatch(/there is no port/);
        pad.arduino.plug();
        await pad.pass(6000);
        expect(fault(pad)).toBeNull();
      },
      PAD_UNO,
      undefined,
      (arduino) => arduino.unplug(),
    ));

  test('a firmware without a dead-man: a fault with the mend, and the relay is never closed', () =>
    withPad(
      async (pad) => {
        expect(fault(pad)).toMatch(
          /runs StandardFirmata 2\.5, which leaves outputs on.*avrdude .*-P \/dev\/ttyACM0/,
        );
        pad.hands.setContact(true);
        pad.on(MINUTE_MS);
        await pad.pass(30_000);
        expect(pad.hands.relayChanges).toEqual([]);
        expect(pad.notices.filter((text) => text.includes('StandardFirmata'))).toHaveLength(1);
      },
      PAD_UNO,
      STANDARD,
    ));

  test('a board file without a dead-man: never closed either', () =>
    withPad(
      async (pad) => {
        expect(fault(pad)).toMatch(/nothing that switches it off/);
        pad.hands.setContact(true);
        pad.on(MINUTE_MS);
        await pad.pass(5000);
        expect(pad.hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
      },
      { ...PAD_UNO, deadMan: { kind: 'none' } },
      STANDARD,
    ));
});

describe('a process that was frozen', () => {
  test('beyond the end of the command: the board has opened at its end, and that is no fault', () =>
    withPad(async (pad) => {
      await flow(pad, 3000);
      const frozenMs = pad.time.nowMs();
      // The board's time goes on: it is on the same clock, so the freeze is of the program alone.
      await pad.time.freeze(10_000);
      const off = pad.hands.relayChanges.at(-1)!;
      expect(off.closed).toBe(false);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(fault(pad)).toBeNull();
      expect(pad.time.nowMs() - frozenMs).toBe(10_000);
    }));

  test('for longer than the dead-man waits: off, told, and on again when the board is sane', () =>
    withPad(async (pad) => {
      await flow(pad);
      const told = pad.reports.length;
      await pad.time.freeze(3000);
      expect(pad.hands.relayClosed()).toBe(false);
      expect(fault(pad)).toMatch(/switched the power off by itself/);
      await pad.pass(900);
      expect(fault(pad)).not.toBeNull();
      await pad.pass(2000);
      expect(fault(pad)).toBeNull();
      expect(pad.hands.relayClosed()).toBe(true);
      expect(pad.reports.slice(told).map((report) => report.fault !== null)).toEqual([true, false]);
    }));
});
