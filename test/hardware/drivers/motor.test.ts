import { describe, expect, it } from 'vitest';
import type { DriveBoard, MotorBoard } from '../../../hardware/board/board.ts';
import { guardedMotorPins, openDrive } from '../../../hardware/drivers/drive.ts';
import { openMotor } from '../../../hardware/drivers/motor.ts';
import { forgetBoard, makeBoard } from '../../../hardware/link/johnny-five-board.ts';
import { FakeIo } from '../fake-io.ts';

const PULSED: MotorBoard = { pwm: 'D5', direction: 'D4', brake: null, reversed: false };
const BOTH: MotorBoard = { pwm: 'D5', direction: 'D4', brake: 'D3', reversed: false };
const SWITCHED: MotorBoard = { pwm: null, direction: 'D4', brake: 'D3', reversed: false };

async function board() {
  const io = new FakeIo();
  const ready = await new Promise<ReturnType<typeof makeBoard>>((resolve, reject) => {
    const made = makeBoard(
      io,
      () => resolve(made),
      (text) => reject(new Error(text)),
    );
  });
  return { io, live: { board: ready, io }, end: () => forgetBoard(ready) };
}

async function withMotor(
  motor: MotorBoard,
  percent: number,
  check: (motor: ReturnType<typeof openMotor>, io: FakeIo) => void,
): Promise<void> {
  const { io, live, end } = await board();
  check(openMotor(live, motor, percent), io);
  end();
}

describe('a motor with a pulse-width pin', () => {
  it('turns forward and backward at its speed, and stops', async () => {
    await withMotor(PULSED, 60, (motor, io) => {
      expect([io.duty(5), io.level(4)]).toEqual([0, 'high']);
      motor.forward();
      expect([io.duty(5), io.level(4)]).toEqual([0.6, 'high']);
      motor.backward();
      expect([io.duty(5), io.level(4)]).toEqual([0.6, 'low']);
      motor.off();
      expect(io.duty(5)).toBe(0);
    });
  });

  it.each([1, 5, 11, 100])('turns at %i percent too', async (percent) => {
    await withMotor(PULSED, percent, (motor, io) => {
      motor.forward();
      expect(io.duty(5)).toBeCloseTo(percent / 100, 2);
      expect(io.duty(5)).toBeGreaterThan(0);
    });
  });

  it('stands still while its direction changes', async () => {
    await withMotor(PULSED, 60, (motor, io) => {
      motor.forward();
      let dutyAtChange: number | null = null;
      io.onPin = (pin) => {
        if (pin === 4) dutyAtChange = io.duty(5);
      };
      motor.backward();
      expect(dutyAtChange).toBe(0);
    });
  });

  it('has a bridge that wants both directions: the second pin is the complement', async () => {
    await withMotor(BOTH, 60, (motor, io) => {
      motor.forward();
      expect([io.level(4), io.level(3), io.duty(5)]).toEqual(['high', 'low', 0.6]);
      motor.backward();
      expect([io.level(4), io.level(3), io.duty(5)]).toEqual(['low', 'high', 0.6]);
      motor.off();
      expect(io.duty(5)).toBe(0);
    });
  });

  it('that is mounted the other way round turns the other way', async () => {
    await withMotor({ ...PULSED, reversed: true }, 60, (motor, io) => {
      motor.forward();
      expect([io.duty(5), io.level(4)]).toEqual([0.6, 'low']);
      motor.backward();
      expect([io.duty(5), io.level(4)]).toEqual([0.6, 'high']);
    });
  });

  it('writes its pins each time, since what was written may not be what is', async () => {
    await withMotor(PULSED, 60, (motor, io) => {
      motor.off();
      io.writes.length = 0;
      motor.off();
      expect(io.writes).toContainEqual({ pin: 5, value: 0 });
      motor.forward();
      io.writes.length = 0;
      motor.forward();
      expect(io.writes).toContainEqual({ pin: 5, value: 153 });
    });
  });
});

describe('a motor that is only switched', () => {
  it('turns forward, backward, and stops', async () => {
    await withMotor(SWITCHED, 60, (motor, io) => {
      const pins = () => [io.level(4), io.level(3)];
      expect(pins()).toEqual(['low', 'low']);
      motor.forward();
      expect(pins()).toEqual(['high', 'low']);
      motor.backward();
      expect(pins()).toEqual(['low', 'high']);
      motor.off();
      expect(pins()).toEqual(['low', 'low']);
    });
  });

  it('never has both pins high, not for a moment', async () => {
    await withMotor(SWITCHED, 60, (motor, io) => {
      let bothHigh = false;
      io.onPin = () => {
        bothHigh ||= io.level(4) === 'high' && io.level(3) === 'high';
      };
      for (const act of [motor.forward, motor.backward, motor.forward, motor.off, motor.backward]) {
        act();
      }
      expect(bothHigh).toBe(false);
    });
  });

  it('needs both pins', async () => {
    const { live, end } = await board();
    expect(() => openMotor(live, { ...SWITCHED, brake: null }, 60)).toThrow(
      'a motor without pwm at D4 needs a brake pin: nothing could stop it',
    );
    end();
  });
});

describe('both motors', () => {
  const drive: DriveBoard = {
    left: PULSED,
    right: { pwm: 'D6', direction: 'D7', brake: null, reversed: true },
    speedPercent: 50,
    approachMs: 15_000,
    leaveMs: 800,
    clearMs: 200,
    current: null,
    limitAmps: 2,
  };

  it('drive one way, each as it is mounted', async () => {
    const { io, live, end } = await board();
    const motors = openDrive(live, drive);
    expect([io.duty(5), io.duty(6)]).toEqual([0, 0]);
    motors.set('forward');
    expect([io.level(4), io.level(7)]).toEqual(['high', 'low']);
    expect([io.duty(5), io.duty(6)]).toEqual([128 / 255, 128 / 255]);
    motors.set('backward');
    expect([io.level(4), io.level(7)]).toEqual(['low', 'high']);
    motors.set('off');
    expect([io.duty(5), io.duty(6)]).toEqual([0, 0]);
    end();
  });

  it('are held by the dead-man at the pins without which they turn nowhere', () => {
    expect(guardedMotorPins(drive)).toEqual([
      { pin: 'D5', safe: 'low' },
      { pin: 'D6', safe: 'low' },
    ]);
    expect(guardedMotorPins({ ...drive, left: SWITCHED })).toEqual([
      { pin: 'D4', safe: 'low' },
      { pin: 'D3', safe: 'low' },
      { pin: 'D6', safe: 'low' },
    ]);
  });
});
