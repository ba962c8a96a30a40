/** An emulated Arduino with RoostFirmata, spoken to in raw bytes, and what it says taken apart. */

import type { Level, Pin } from '../../../hardware/board/board.ts';
import { Arduino } from '../../../sim/board/mcu/arduino.ts';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';

export const HIGH = 1;
export const LOW = 0;
export const OUTPUT = 1;
export const PWM = 3;

/** Firmata of raw bytes. */
export const say = {
  mode: (pin: number, mode: number) => [0xf4, pin, mode],
  level: (pin: number, level: number) => [0xf5, pin, level],
  port: (port: number, levels: number) => [0x90 | port, levels & 0x7f, levels >> 7],
  duty: (pin: number, duty: number) => [0xe0 | pin, duty & 0x7f, duty >> 7],
  arm: (pin: number, safe: number, timeoutMs: number) => roost(1, pin, safe, ...low14(timeoutMs)),
  grant: (beat: number, forMs: number) => roost(2, beat, ...low14(forMs)),
  query: () => roost(3),
  reset: () => [0xff],
};

/** What the firmware says of its dead-man. */
export interface GuardState {
  readonly armed: boolean;
  readonly tripped: boolean;
  readonly granted: boolean;
  readonly beat: number;
  readonly remainingMs: number;
  readonly trips: number;
  readonly resetCause: number;
  readonly pins: number;
  readonly timeoutMs: number;
}

export class Bench {
  readonly arduino: Arduino;
  /** Changes of outputs, and when. */
  readonly changes: { readonly atMs: number; readonly pin: Pin; readonly level: Level | null }[] =
    [];
  /** All bytes that it said. */
  readonly heard: number[] = [];

  constructor(hex = firmwareHex('roost')) {
    this.arduino = new Arduino({ hex });
    this.arduino.onPin = (pin, level, atMs) => this.changes.push({ atMs, pin, level });
    this.arduino.onBytes = (bytes) => this.heard.push(...bytes);
    this.pass(20);
  }

  get nowMs(): number {
    return this.arduino.nowMs;
  }

  pass(ms: number): void {
    this.arduino.advance(this.arduino.nowMs + ms);
  }

  /** Messages one after the other, and the time that they take on the line. */
  tell(...messages: readonly (readonly number[])[]): void {
    const bytes = messages.flat();
    this.arduino.feed(Uint8Array.from(bytes));
    this.pass(bytes.length * 0.175 + 1);
  }

  /** Grants over and over, as a host does, for a while. */
  keep(forMs: number, grantMs = 2000): void {
    for (let passedMs = 0; passedMs < forMs; passedMs += 250) {
      this.tell(say.grant(passedMs / 250, grantMs));
      this.pass(250 - 1 - 7 * 0.175);
    }
  }

  /** States that it has told since the last call, asked or not. */
  states(): GuardState[] {
    const states = statesIn(this.heard);
    this.heard.length = 0;
    return states;
  }

  state(): GuardState {
    this.states();
    this.tell(say.query());
    this.pass(40);
    const [state, ...others] = this.states();
    if (state === undefined || others.length > 0) throw new Error('one answer was expected');
    return state;
  }

  /** When the pin changed last. */
  lastChangeMs(pin: Pin): number {
    return this.changes.findLast((change) => change.pin === pin)!.atMs;
  }
}

function roost(...bytes: readonly number[]): number[] {
  return [0xf0, 0x0b, ...bytes, 0xf7];
}

function low14(value: number): [number, number] {
  return [value & 0x7f, value >> 7];
}

function statesIn(bytes: readonly number[]): GuardState[] {
  const states: GuardState[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0xf0 || bytes[at + 1] !== 0x0b || bytes[at + 2] !== 3) continue;
    const data = bytes.slice(at + 3, bytes.indexOf(0xf7, at));
    if (data.length !== 10) throw new Error(`a state of ${data.length} bytes`);
    const word = (place: number) => data[place]! | (data[place + 1]! << 7);
    states.push({
      armed: (data[0]! & 1) !== 0,
      tripped: (data[0]! & 2) !== 0,
      granted: (data[0]! & 4) !== 0,
      beat: data[1]!,
      remainingMs: word(2),
      trips: word(4),
      resetCause: data[6]!,
      pins: data[7]!,
      timeoutMs: word(8),
    });
  }
  return states;
}
