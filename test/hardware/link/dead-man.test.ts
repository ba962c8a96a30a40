import { describe, expect, test } from 'vitest';
import { FirmwareDeadMan, PulseDeadMan } from '../../../hardware/link/dead-man.ts';
import {
  armFrame,
  grantFrame,
  queryFrame,
  readState,
} from '../../../hardware/link/dead-man-frames.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

describe('frames', () => {
  test('numbers of 14 bits, lower 7 first, cut off at what fits', () => {
    expect(armFrame(8, 0, 2000)).toEqual([0x0b, 1, 8, 0, 2000 & 0x7f, 2000 >> 7]);
    expect(grantFrame(127, 16_383)).toEqual([0x0b, 2, 127, 0x7f, 0x7f]);
    expect(grantFrame(1, 20_000)).toEqual([0x0b, 2, 1, 0x7f, 0x7f]);
    expect(grantFrame(1, -5)).toEqual([0x0b, 2, 1, 0, 0]);
    // Never a moment longer than was granted.
    expect(grantFrame(1, 250.9)).toEqual([0x0b, 2, 1, 250 & 0x7f, 1]);
    expect(queryFrame()).toEqual([0x0b, 3]);
  });

  const message = (...data: number[]) => Uint8Array.from([0xf0, 0x0b, 3, ...data, 0xf7]);

  test('a state', () => {
    expect(readState(message(7, 42, 0x68, 7, 3, 1, 8, 2, 0x50, 0x0f))).toEqual({
      armed: true,
      tripped: true,
      granted: true,
      beat: 42,
      remainingMs: 1000,
      trips: 131,
      resetCause: 8,
      guardedPins: 2,
      timeoutMs: 2000,
    });
    expect(readState(message(0, 0, 0, 0, 0, 0, 1, 0, 0, 0))).toMatchObject({
      armed: false,
      tripped: false,
      granted: false,
    });
  });

  test('what is none', () => {
    expect(readState(message(7, 42, 0, 0, 0, 0, 8, 2, 0))).toBeNull();
    expect(readState(Uint8Array.of(0xf9, 2, 6))).toBeNull();
    expect(readState(Uint8Array.of(0xf0, 0x0b, 1, ...Array(10).fill(0), 0xf7))).toBeNull();
    expect(readState(Uint8Array.of(0xf0, 0x79, 3, ...Array(10).fill(0), 0xf7))).toBeNull();
  });
});

describe('the firmware', () => {
  const state = (trips: number, tripped: boolean) => ({
    armed: true,
    tripped,
    granted: false,
    beat: 0,
    remainingMs: 0,
    trips,
    resetCause: 1,
    guardedPins: 1,
    timeoutMs: 2000,
  });

  test('each grant has a new number, and it never outgrows its byte', () => {
    const beats: number[] = [];
    const deadMan = new FirmwareDeadMan((frame) => beats.push(frame[2]!));
    for (let i = 0; i < 300; i++) deadMan.grant(100);
    expect(beats.slice(0, 3)).toEqual([1, 2, 3]);
    expect(beats.slice(126, 129)).toEqual([127, 0, 1]);
  });

  test('a trip is told once, and what was before this life is none', () => {
    const deadMan = new FirmwareDeadMan(() => {});
    expect(deadMan.hear(state(3, true))).toBe(false);
    expect(deadMan.hear(state(3, true))).toBe(false);
    expect(deadMan.hear(state(3, false))).toBe(false);
    expect(deadMan.hear(state(4, true))).toBe(true);
    expect(deadMan.hear(state(4, true))).toBe(false);
    // Granted again at once, so that only the count shows it.
    expect(deadMan.hear(state(5, false))).toBe(true);
  });
});

describe('pulses', () => {
  const open = () => {
    const time = new HandTime();
    const io = new FakeIo('GPIO');
    const edgesMs: number[] = [];
    io.onPin = (pin) => pin === 23 && edgesMs.push(time.nowMs());
    const deadMan = new PulseDeadMan(
      io,
      { pin: 'GPIO23', everyMs: 100 },
      { clock: time, makeAlarm: time.makeAlarm },
    );
    edgesMs.length = 0;
    return { time, io, deadMan, edgesMs };
  };

  test('the pin rests until something is granted', async () => {
    const { time, io, edgesMs } = open();
    await time.pass(1000);
    expect(io.level(23)).toBe('low');
    expect(edgesMs).toEqual([]);
  });

  test('it changes at once and then every 100 ms, as long as granted', async () => {
    const { time, io, deadMan, edgesMs } = open();
    deadMan.grant(250);
    await time.pass(200);
    deadMan.grant(250);
    await time.pass(1000);
    expect(edgesMs).toEqual([0, 100, 200, 300, 400, 500]);
    expect(io.level(23)).toBe('low');
    expect(time.pending).toBe(0);
  });

  test('grants one after the other do not hurry it', async () => {
    const { time, deadMan, edgesMs } = open();
    for (let i = 0; i < 20; i++) {
      deadMan.grant(500);
      await time.pass(10);
    }
    expect(edgesMs).toEqual([0, 100, 200]);
  });

  test('nothing granted any more: it rests at once', async () => {
    const { time, io, deadMan, edgesMs } = open();
    deadMan.grant(5000);
    await time.pass(210);
    deadMan.grant(0);
    const edges = edgesMs.length;
    await time.pass(1000);
    expect(edgesMs).toHaveLength(edges);
    expect(io.level(23)).toBe('low');
  });

  test('a process that stood still beyond the grant gives no pulse more', async () => {
    const { time, deadMan, edgesMs } = open();
    deadMan.grant(500);
    await time.pass(150);
    const edges = edgesMs.length;
    await time.freeze(1000);
    expect(edgesMs.length - edges).toBeLessThanOrEqual(1);
    expect(time.pending).toBe(0);
  });
});
