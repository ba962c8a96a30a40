/**
 * A status LED.
 *
 * Not over johnny-five's Led: on a pin without pulse width its `isAnode` throws at the first on(), and its
 * blinking belongs to the system's clock and goes on when the board is gone. An LED is one pin, and the IO plugin
 * writes that; the blinking is timed here.
 */

import type { LedBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { devicePin, levelValue } from '../link/pins.ts';
import type { DriverPorts } from './contact.ts';
import { type LedPattern, ledAt } from './led-patterns.ts';

export interface StatusLed {
  /** A pattern that is shown already goes on without a break. */
  show(pattern: LedPattern): void;
  /** Leaves it dark. */
  close(): void;
}

export function openStatusLed(
  { io }: Pick<LiveBoard, 'io'>,
  { pin, lit }: LedBoard,
  { clock, makeAlarm }: DriverPorts,
): StatusLed {
  const number = devicePin(pin);
  const litValue = levelValue(lit);
  let shown: LedPattern = 'dark';
  let sinceMs = clock.nowMs();
  let isLit = false;

  const write = (on: boolean): void => {
    isLit = on;
    io.digitalWrite(number, on ? litValue : 1 - litValue);
  };
  const alarm = makeAlarm(look);
  function look(): void {
    const nowMs = clock.nowMs();
    const now = ledAt(shown, nowMs - sinceMs);
    if (now.lit !== isLit) write(now.lit);
    alarm.set(now.forMs === null ? null : nowMs + now.forMs);
  }

  io.pinMode(number, io.MODES.OUTPUT);
  write(false);

  return {
    show(pattern) {
      if (pattern === shown) return;
      shown = pattern;
      sinceMs = clock.nowMs();
      look();
    },
    close() {
      alarm.set(null);
      write(false);
    },
  };
}
