/** Boards in the world: what real firmware does at the pins moves robots and switches power, and is felt at the pins. */
import { describe, expect, test } from 'vitest';
import type { MotorBoard } from '../../../hardware/board/board.ts';
import { strike } from '../../../sim/board/faults.ts';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { contactLevel, motorPower } from '../../../sim/board/wiring/pins.ts';
import type { Firmata } from './mcu/stage.ts';
import { padBoard, robotBoard, Scene } from './stage.ts';

const ROOST = 0x0b;
const septets = (value: number) => [value & 0x7f, value >> 7];

/** RoostFirmata's dead-man, by hand. */
const sysex = (firmata: Firmata, ...bytes: number[]) =>
  (firmata as Firmata & { sysexCommand(bytes: number[]): void }).sysexCommand([ROOST, ...bytes]);
const arm = (firmata: Firmata, pin: number, timeoutMs: number) =>
  sysex(firmata, 1, pin, 0, ...septets(timeoutMs));
const grant = (firmata: Firmata, forMs: number) => sysex(firmata, 2, 1, ...septets(forMs));

/** Both motors of the usual board. */
function motors(firmata: Firmata, power: number): void {
  for (const [pwm, direction] of [
    [5, 4],
    [6, 7],
  ] as const) {
    firmata.pinMode(direction, firmata.MODES.OUTPUT!);
    firmata.pinMode(pwm, firmata.MODES.PWM!);
    firmata.digitalWrite(direction, power > 0 ? 1 : 0);
    firmata.pwmWrite(pwm, Math.round(Math.abs(power) * 255));
  }
}

/** What firmata-io tells of a digital pin with its pull-up. */
function watch(firmata: Firmata, pin: number): { closed: () => boolean; changes: number } {
  let level: number | null = null;
  const seen = { closed: () => level === 0, changes: 0 };
  firmata.pinMode(pin, firmata.MODES.INPUT!);
  firmata.digitalWrite(pin, 1);
  firmata.digitalRead(pin, (value) => {
    if (level !== null && value !== level) seen.changes += 1;
    level = value;
  });
  return seen;
}

function volts(firmata: Firmata, channel: number): () => number {
  let last = Number.NaN;
  firmata.analogRead(channel, (value) => {
    last = (value * 5) / 1023;
  });
  return () => last;
}

describe('a robot with StandardFirmata', () => {
  const scene = () =>
    new Scene({ robots: { r1: robotBoard() }, bodies: { robots: [], pads: ['p1'] } });

  test('drives onto the pad, sees its contact, and charges', async () => {
    const s = scene();
    const firmata = await s.firmata('r1');
    const dock = watch(firmata, 2);
    const battery = volts(firmata, 0);
    await s.until('both are read', () => !Number.isNaN(battery()), 500);
    expect(dock.closed()).toBe(false);
    const idle = battery() * 3;
    expect(idle).toBeGreaterThan(7);
    expect(idle).toBeCloseTo(s.robot('r1').flow(s.nowMs).volts, 1);
    motors(firmata, 0.6);
    await s.until('it drives', () => s.of('motors').at(-1)?.right === 60, 100);
    await s.until('it docks', () => dock.closed(), 3500);
    expect(s.robot('r1').way.touches).toBe('p1');
    await s.pass(30);
    motors(firmata, 0);
    await s.until('it stops', () => s.of('motors').at(-1)?.left === 0, 100);
    await s.pass(300);
    expect(s.of('charging').map(({ on }) => on)).toEqual([true]);
    expect(battery() * 3).toBeGreaterThan(idle + 0.1);
    motors(firmata, -0.6);
    await s.until('it leaves', () => !dock.closed(), 300);
    await s.until('it is clear', () => s.of('stand').at(-1)?.at === 'outside', 300);
    expect(s.of('charging').map(({ on }) => on)).toEqual([true, false]);
  }, 60_000);

  test('a broken dock contact and a broken battery sensor are seen at its pins', async () => {
    const s = scene();
    const firmata = await s.firmata('r1');
    const dock = watch(firmata, 2);
    const battery = volts(firmata, 0);
    s.robot('r1').dock.break('flapping', s.nowMs);
    await s.pass(1000);
    expect(dock.changes).toBeGreaterThan(8);
    s.robot('r1').dock.break('closed', s.nowMs);
    await s.until('it is closed', () => dock.closed(), 50);
    const wiring = s.roster.robotWirings.get('r1')!;
    wiring.breakGauge('off');
    await s.until('nothing is measured', () => battery() < 0.1, 200);
    wiring.breakGauge(null);
    await s.until('it is measured again', () => battery() > 2, 200);
    const seen = new Set<number>();
    for (let k = 0; k < 10; k += 1) {
      await s.pass(100);
      seen.add(battery());
    }
    expect(seen.size).toBeGreaterThan(1);
    wiring.breakGauge('stuck');
    await s.pass(200);
    const held = battery();
    for (let k = 0; k < 10; k += 1) {
      await s.pass(100);
      expect(battery()).toBe(held);
    }
  }, 60_000);

  test('without power its motors stand still and its LED is dark', async () => {
    const s = scene();
    const firmata = await s.firmata('r1');
    firmata.pinMode(13, firmata.MODES.OUTPUT!);
    firmata.digitalWrite(13, 1);
    motors(firmata, 0.6);
    await s.until('it drives', () => s.of('motors').at(-1)?.right === 60, 100);
    await s.until('it has light', () => s.of('led').at(-1)?.lit === true, 100);
    s.board('r1').powerOff();
    expect(s.of('motors').at(-1)).toMatchObject({ left: 0, right: 0 });
    expect(s.of('led').at(-1)).toMatchObject({ lit: false });
    const before = s.robot('r1').way.distanceMm;
    await s.pass(500);
    expect(s.robot('r1').way.distanceMm).toBe(before);
    s.board('r1').powerOn();
    await s.pass(3000);
    expect(s.of('led').some(({ lit, atMs }) => lit && atMs > s.nowMs - 3000)).toBe(true);
  }, 60_000);
});

describe('a robot with an INA219', () => {
  const scene = () =>
    new Scene({
      robots: { r1: robotBoard('robot-uno-ina219') },
      bodies: { robots: [], pads: ['p1'] },
      firmware: 'roost',
    });

  test('measures volts and amps, in and out; absent, it does not answer', async () => {
    const s = scene();
    const firmata = await s.firmata('r1');
    firmata.i2cConfig();
    const read = async (register: number) => {
      let bytes: readonly number[] | null = null;
      firmata.i2cReadOnce(0x40, register, 2, (answer) => {
        bytes = answer;
      });
      await s.until('it answers', () => bytes !== null, 500);
      return bytes! as readonly number[];
    };
    const shuntAmps = async () => {
      const [high, low] = await read(1);
      return ((((high! << 8) | low!) << 16) >> 16) / 10_000;
    };
    const [high, low] = await read(2);
    const { volts: truth, batteryAmps } = s.robot('r1').flow(s.nowMs);
    expect((((high! << 8) | low!) >> 3) * 0.004).toBeCloseTo(truth, 1);
    expect(batteryAmps).toBeLessThan(0);
    expect(await shuntAmps()).toBeCloseTo(batteryAmps, 1);
    s.robot('r1').way.put('p1');
    s.roster.world.settle();
    expect(await shuntAmps()).toBeGreaterThan(1.5);
    strike({ do: 'ina219', id: 'r1', isThere: false }, s.roster);
    expect(await read(2)).toEqual([]);
    strike({ do: 'ina219', id: 'r1', isThere: true }, s.roster);
    expect(await read(2)).toHaveLength(2);
  }, 60_000);

  test('the current of its motors shows a start, and a stop that holds them', async () => {
    const s = scene();
    const firmata = await s.firmata('r1');
    firmata.setSamplingInterval(10);
    const current = volts(firmata, 2);
    for (const pin of [5, 6]) arm(firmata, pin, 16_000);
    grant(firmata, 16_000);
    motors(firmata, 0.6);
    const amps = () => (current() - 2.5) / 0.185;
    await s.until('the start is seen', () => amps() > 1.5, 100);
    await s.until('it runs freely', () => amps() < 0.4, 500);
    await s.until('the stop holds it', () => amps() > 2, 5000);
    expect(s.robot('r1').way.touches).toBe('p1');
  }, 60_000);
});

describe('a pad with RoostFirmata', () => {
  const scene = () => new Scene({ pads: { p1: padBoard() }, bodies: { robots: ['r1'], pads: [] } });

  async function powered(s: Scene): Promise<Firmata> {
    const firmata = await s.firmata('p1');
    arm(firmata, 8, 2000);
    grant(firmata, 2000);
    firmata.digitalWrite(8, 1);
    await s.until('the relay closes', () => s.pad('p1').relay.isClosed, 100);
    return firmata;
  }

  test('sees a robot come, gives it power, and sees that by feedback and current', async () => {
    const s = scene();
    const firmata = await s.firmata('p1');
    const contact = watch(firmata, 2);
    const feedback = watch(firmata, 9);
    const current = volts(firmata, 0);
    s.robot('r1').way.put('p1');
    s.roster.world.settle();
    await s.until('the robot is seen', () => contact.closed(), 50);
    expect(feedback.closed()).toBe(false);
    await s.pass(100);
    expect(Math.abs((current() - 2.5) / 0.185)).toBeLessThan(0.1);
    arm(firmata, 8, 2000);
    grant(firmata, 2000);
    firmata.digitalWrite(8, 1);
    await s.until('the feedback closes', () => feedback.closed(), 50);
    await s.pass(200);
    expect((current() - 2.5) / 0.185).toBeGreaterThan(2);
    expect(s.of('charging')).toMatchObject([{ board: 'r1', pad: 'p1', on: true }]);
    const [coil] = s.of('coil');
    const [relay] = s.of('relay');
    expect(relay!.atMs - coil!.atMs).toBeCloseTo(8, 3);
    s.pad('p1').feedback.break('open', s.nowMs);
    await s.until('the feedback is lost', () => !feedback.closed(), 50);
  }, 60_000);

  test('loses its power by the dead-man, without power, by a reset; and not while it hangs', async () => {
    const s = scene();
    await powered(s);
    const silentMs = s.nowMs;
    await s.until('the dead-man opens it', () => !s.pad('p1').relay.isClosed, 2500);
    expect(s.nowMs - silentMs).toBeGreaterThan(1900);
    expect(s.of('relay').map(({ closed }) => closed)).toEqual([true, false]);

    await powered(s);
    s.board('p1').reset();
    await s.until('the reset opens it', () => !s.pad('p1').relay.isClosed, 20);

    await powered(s);
    s.board('p1').powerOff();
    await s.until('no power opens it', () => !s.pad('p1').relay.isClosed, 20);
    s.board('p1').powerOn();

    await powered(s);
    s.board('p1').hang();
    await s.pass(5000);
    expect(s.pad('p1').relay.isClosed).toBe(true);
    s.board('p1').goOn();
    // Its own clock stood still: the grant ends as if no time had passed.
    await s.pass(1500);
    expect(s.pad('p1').relay.isClosed).toBe(true);
    await s.until('it goes on', () => !s.pad('p1').relay.isClosed, 1000);
    s.board('p1').hang();
    s.board('p1').reset();
    await s.pass(500);
    await powered(s);
  }, 60_000);

  test('another firmware is flashed; what is no firmware is refused and changes nothing', async () => {
    const s = scene();
    await powered(s);
    expect(() => s.board('p1').flash('no firmware')).toThrow(/line 1 of the firmware/);
    await s.pass(100);
    expect(s.pad('p1').relay.isClosed).toBe(true);
    const hex = firmwareHex('standard');
    s.board('p1').flash(hex);
    await s.until('its relay opens', () => !s.pad('p1').relay.isClosed, 20);
    const firmata = await s.firmata('p1');
    expect(firmata.firmware.name).toBe('StandardFirmata.ino');
  }, 60_000);
});

test('two boards in one world: one closes its relay, the other charges', async () => {
  const s = new Scene({
    robots: { r1: robotBoard() },
    pads: { p1: padBoard() },
    firmware: 'roost',
    driveMs: 500,
  });
  const [robot, pad] = [await s.firmata('r1'), await s.firmata('p1')];
  const contact = watch(pad, 2);
  motors(robot, 0.6);
  await s.until('the pad sees the robot', () => contact.closed(), 1000);
  motors(robot, 0);
  arm(pad, 8, 2000);
  grant(pad, 300);
  pad.digitalWrite(8, 1);
  await s.until('it charges', () => s.of('charging').length === 1, 100);
  await s.until('the grant ends', () => s.of('charging').length === 2, 400);
  const [on, off] = s.of('charging');
  expect(off!.atMs - on!.atMs).toBeGreaterThan(280);
  expect(off!.atMs - on!.atMs).toBeLessThan(310);
}, 60_000);

describe('pins', () => {
  test.each([
    ['low', true, true, 'low'],
    ['low', true, false, null],
    ['low', false, false, 'high'],
    ['high', false, true, 'high'],
    ['high', false, false, 'low'],
    ['high', true, false, 'low'],
  ] as const)('a contact: closed %s, pull-up %s, is closed %s: %s', (closed, pullUp, is, level) => {
    expect(contactLevel({ pin: 'D2', closed, pullUp, debounceMs: 0 }, is)).toBe(level);
  });

  const bridge = (board: Partial<MotorBoard>, high: readonly string[], duty = 0.5) =>
    motorPower(
      { pwm: 'D5', direction: 'D4', brake: null, reversed: false, ...board },
      { level: (pin) => (high.includes(pin) ? 'high' : 'low'), duty: () => duty },
    );

  test('a bridge with speed and direction', () => {
    expect(bridge({}, ['D4'])).toBe(0.5);
    expect(bridge({}, [])).toBe(-0.5);
    expect(bridge({ reversed: true }, ['D4'])).toBe(-0.5);
    expect(bridge({}, ['D4'], 0)).toBe(0);
    expect(Object.is(bridge({}, [], 0), 0)).toBe(true);
  });

  test('a bridge with two directions', () => {
    const both = { pwm: null, brake: 'D3' };
    expect(bridge(both, ['D4'])).toBe(1);
    expect(bridge(both, ['D3'])).toBe(-1);
    expect(bridge(both, [])).toBe(0);
    expect(bridge(both, ['D3', 'D4'])).toBe(0);
  });
});
