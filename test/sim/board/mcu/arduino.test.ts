/** The emulated Arduino by itself: its serial line, its reset, its port, and what it does not have. */

import { describe, expect, it } from 'vitest';
import { Arduino } from '../../../../sim/board/mcu/arduino.ts';
import { firmwareHex } from '../../../../sim/board/mcu/firmware.ts';
import { emulatedPort } from '../../../../sim/board/mcu/port.ts';

const BYTE_MS = 10 / 57.143;

function started(): Arduino {
  const arduino = new Arduino({ hex: firmwareHex('roost') });
  arduino.advance(30);
  return arduino;
}

describe('the serial line', () => {
  it('takes as long for each byte as its baud rate says', () => {
    const arduino = started();
    const timesMs: number[] = [];
    arduino.onBytes = () => timesMs.push(arduino.nowMs);
    const fedMs = arduino.nowMs;
    // Asks for the version, which has three bytes.
    arduino.feed(Uint8Array.of(0xf9));
    arduino.advance(40);
    expect(timesMs).toHaveLength(3);
    expect(timesMs[0]! - fedMs).toBeGreaterThan(2 * BYTE_MS);
    expect(timesMs[0]! - fedMs).toBeLessThan(2 * BYTE_MS + 0.1);
    expect(timesMs[2]! - timesMs[0]!).toBeCloseTo(2 * BYTE_MS, 2);
  });

  it('has room for two bytes that nobody takes, and loses the rest', () => {
    const arduino = started();
    arduino.hang();
    arduino.feed(Uint8Array.of(1, 2, 3, 4, 5));
    arduino.advance(40);
    expect(arduino.overruns).toBe(3);
  });

  it('loses what comes before the firmware listens', () => {
    const arduino = new Arduino({ hex: firmwareHex('standard') });
    let said = 0;
    arduino.feed(Uint8Array.of(0xf9));
    arduino.advance(1);
    arduino.onBytes = (bytes) => {
      said += bytes.length;
    };
    arduino.advance(2000);
    // The version at the start, and the name; no second version.
    expect(said).toBe(3 + 5 + 2 * 'StandardFirmata.ino'.length);
  });
});

describe('a reset', () => {
  it('lets go of all pins, and starts the firmware anew; time goes on', () => {
    const arduino = started();
    const told: string[] = [];
    arduino.onPin = (pin, level) => told.push(`${pin} ${level}`);
    arduino.feed(Uint8Array.of(0xf4, 13, 1, 0xf5, 13, 1, 0xf4, 5, 3, 0xe5, 100, 0));
    arduino.advance(60);
    expect(arduino.duty('D5')).toBeCloseTo(100 / 256, 1);
    arduino.reset();
    expect(arduino.nowMs).toBeGreaterThanOrEqual(60);
    expect(arduino.level('D13')).toBeNull();
    expect(arduino.duty('D5')).toBe(0);
    expect(told).toEqual(['D13 low', 'D13 high', 'D5 low', 'D5 null', 'D13 null']);
    const heard: number[] = [];
    arduino.onBytes = (bytes) => heard.push(...bytes);
    arduino.advance(100);
    expect(heard.slice(0, 3)).toEqual([0xf9, 2, 6]);
  });

  it('leaves the world as it is', () => {
    const arduino = started();
    arduino.drive('D2', 'high');
    arduino.setVolts('A0', 5);
    arduino.reset();
    const heard: number[] = [];
    arduino.advance(60);
    arduino.onBytes = (bytes) => heard.push(...bytes);
    arduino.feed(Uint8Array.of(0xd0, 1, 0xc0, 1));
    arduino.advance(100);
    expect(heard.slice(0, 6)).toEqual([0x90, 4, 0, 0xe0, 0x7f, 7]);
  });
});

describe('its pins', () => {
  it('tell the duty of a motor, and no edges', () => {
    const arduino = started();
    const levels: string[] = [];
    const duties: string[] = [];
    arduino.onPin = (_pin, level) => levels.push(`${level}`);
    arduino.onDuty = (_pin, duty) => duties.push(duty.toFixed(3));
    const turn = (duty: number) => {
      arduino.feed(Uint8Array.of(0xe6, duty & 0x7f, duty >> 7));
      arduino.advance(arduino.nowMs + 7.3);
    };
    arduino.feed(Uint8Array.of(0xf4, 6, 3));
    // Wherever in its period the pulse is just then.
    for (let times = 0; times < 20; times += 1) for (const duty of [64, 191]) turn(duty);
    expect(levels).toEqual(['low']);
    expect(duties).toEqual(Array(20).fill(['0.254', '0.750']).flat());
    for (const duty of [255, 191, 0]) turn(duty);
    expect(levels).toEqual(['low', 'high', 'low']);
    expect(duties.slice(-3)).toEqual(['1.000', '0.750', '0.000']);
  });

  it('have the level of the moment while they pulse', () => {
    const arduino = started();
    arduino.feed(Uint8Array.of(0xf4, 6, 3, 0xe6, 64, 0));
    arduino.advance(100);
    let high = 0;
    const samples = 4000;
    for (let sample = 0; sample < samples; sample += 1) {
      arduino.advance(100 + sample * 0.0101);
      if (arduino.level('D6') === 'high') high += 1;
    }
    expect(high / samples).toBeCloseTo(0.25, 1);
  });

  it('are those of an Uno', () => {
    const arduino = started();
    expect(() => arduino.level('D14')).toThrow('an Uno has no pin D14');
    expect(() => arduino.setVolts('D3', 1)).toThrow('D3 of an Uno is not analog');
  });
});

describe('its port', () => {
  const told = () => new Promise((resolve) => setImmediate(resolve));

  it('opens, passes bytes both ways, and closes', async () => {
    const arduino = started();
    const port = emulatedPort(arduino, '/dev/ttyACM7');
    const seen: string[] = [];
    port.on('open', () => seen.push('open'));
    port.on('data', (bytes: Buffer) => seen.push(bytes.toString('hex')));
    port.on('close', (why: Error | null) => seen.push(`close ${why?.message ?? 'by the host'}`));
    await told();
    port.write(Buffer.of(0xf9));
    arduino.advance(40);
    await told();
    expect(port.isOpen).toBe(true);
    expect(port.path).toBe('/dev/ttyACM7');
    expect(seen.join(' ')).toBe('open f9 02 06');
    port.close();
    expect(port.isOpen).toBe(false);
    await told();
    port.write(Buffer.of(0xf9));
    arduino.advance(60);
    await told();
    expect(seen.at(-1)).toBe('close by the host');
  });

  it('is lost when the cable is pulled, while the Arduino goes on', async () => {
    const arduino = started();
    const port = emulatedPort(arduino, '/dev/ttyACM7');
    let why: (Error & { readonly disconnected?: boolean }) | null = null;
    port.on('close', (error: Error | null) => {
      why = error;
    });
    port.write(Buffer.of(0xf4, 13, 1, 0xf5, 13, 1));
    arduino.advance(40);
    port.unplug();
    await told();
    expect(why).toMatchObject({ disconnected: true, message: '/dev/ttyACM7 is gone' });
    arduino.advance(100);
    expect(arduino.level('D13')).toBe('high');
    let refused: Error | null | undefined = null;
    port.close((error) => {
      refused = error;
    });
    expect(refused).toMatchObject({ message: '/dev/ttyACM7 is not open' });
  });
});
