/** The default boards of pads (hardware/boards), as the tests need them: pad-uno and pad-pi. */

import type { ContactBoard, PadBoard } from '../../../hardware/board/board.ts';

const contact = (pin: string): ContactBoard => ({
  pin,
  closed: 'low',
  pullUp: true,
  debounceMs: 20,
});

export const PAD_UNO: PadBoard = {
  model: 'uno',
  relay: { pin: 'D8', closed: 'high', feedback: contact('D9'), settleMs: 50 },
  contact: contact('D2'),
  current: { kind: 'analog', pin: 'A0', zeroVolts: 2.5, voltsPerAmp: 0.185, referenceVolts: 5 },
  minAmps: 0.05,
  maxAmps: 3,
  led: { pin: 'D13', lit: 'high' },
  deadMan: { kind: 'firmware', timeoutMs: 2000 },
};

export const PAD_PI: PadBoard = {
  model: 'pi',
  relay: { pin: 'GPIO17', closed: 'high', feedback: contact('GPIO27'), settleMs: 50 },
  contact: contact('GPIO22'),
  current: null,
  minAmps: 0.05,
  maxAmps: 3,
  led: { pin: 'GPIO24', lit: 'high' },
  deadMan: { kind: 'pulse', pin: 'GPIO23', everyMs: 100 },
};
