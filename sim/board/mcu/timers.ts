/** The three timers of the ATmega328P: their registers, interrupts and outputs. */

import type { TimerWiring } from './timer.ts';

const DIVIDERS = [0, 1, 8, 64, 256, 1024, 0, 0];

export const TIMERS: readonly TimerWiring[] = [
  {
    bits: 8,
    dividers: DIVIDERS,
    TCCRA: 0x44,
    TCCRB: 0x45,
    TCNT: 0x46,
    OCRA: 0x47,
    OCRB: 0x48,
    ICR: 0,
    TIFR: 0x35,
    TIMSK: 0x6e,
    interrupts: [0x20, 0x1c, 0x1e],
    outputs: [
      { port: 'D', bit: 6 },
      { port: 'D', bit: 5 },
    ],
  },
  {
    bits: 16,
    dividers: DIVIDERS,
    TCCRA: 0x80,
    TCCRB: 0x81,
    TCNT: 0x84,
    OCRA: 0x88,
    OCRB: 0x8a,
    ICR: 0x86,
    TIFR: 0x36,
    TIMSK: 0x6f,
    interrupts: [0x1a, 0x16, 0x18],
    outputs: [
      { port: 'B', bit: 1 },
      { port: 'B', bit: 2 },
    ],
  },
  {
    bits: 8,
    dividers: [0, 1, 8, 32, 64, 128, 256, 1024],
    TCCRA: 0xb0,
    TCCRB: 0xb1,
    TCNT: 0xb2,
    OCRA: 0xb3,
    OCRB: 0xb4,
    ICR: 0,
    TIFR: 0x37,
    TIMSK: 0x70,
    interrupts: [0x12, 0x0e, 0x10],
    outputs: [
      { port: 'B', bit: 3 },
      { port: 'D', bit: 3 },
    ],
  },
];
