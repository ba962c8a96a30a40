/**
 * A contact at a digital pin: of a dock, of a pad, or the second contact of a relay.
 *
 * johnny-five's Switch and Button tell an edge only when the pin has been quiet for some milliseconds, so a
 * contact that never stops chattering is never heard of. This reads the pin through the IO plugin, where each
 * edge arrives, and has its own rule (debounce.ts) on the clock that it is given.
 */

import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { ContactBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { devicePin, levelValue } from '../link/pins.ts';
import { Debounce } from './debounce.ts';

export interface DriverPorts {
  readonly clock: Clock;
  makeAlarm(ring: () => void): Alarm;
}

export interface Contact {
  /** Null until the board has told its level. */
  readonly closed: boolean | null;
  /** Closed without a break for the time of the debouncing; false at the first sign of opening. */
  readonly steady: boolean;
  /** How often it has opened, bounces and all. */
  readonly openings: number;
  close(): void;
}

/** `onChange` is called when any of the contact's answers may have changed. */
export function openContact(
  { io }: Pick<LiveBoard, 'io'>,
  board: ContactBoard,
  { clock, makeAlarm }: DriverPorts,
  onChange: () => void,
): Contact {
  const pin = devicePin(board.pin);
  const closedValue = levelValue(board.closed);
  const debounce = new Debounce(board.debounceMs);
  let openings = 0;
  let isOpen = true;

  const alarm = makeAlarm(() => {
    alarm.set(debounce.nextMs(clock.nowMs()));
    onChange();
  });
  const read = (value: number): void => {
    if (!isOpen) return;
    const nowMs = clock.nowMs();
    const closed = value === closedValue;
    const known = debounce.closed(nowMs) !== null;
    if (!debounce.read(closed, nowMs)) return;
    if (!closed && known) openings += 1;
    alarm.set(debounce.nextMs(nowMs));
    onChange();
  };

  if (!board.pullUp) io.pinMode(pin, io.MODES.INPUT);
  else if (io.pins[pin]?.supportedModes.includes(io.MODES.PULLUP)) io.pinMode(pin, io.MODES.PULLUP);
  else {
    // Before Firmata 2.5, a pull-up is what is written to an input.
    io.pinMode(pin, io.MODES.INPUT);
    io.digitalWrite(pin, io.HIGH);
  }
  io.digitalRead(pin, read);

  return {
    get closed() {
      return debounce.closed(clock.nowMs());
    },
    get steady() {
      return debounce.steady(clock.nowMs());
    },
    get openings() {
      return openings;
    },
    close() {
      isOpen = false;
      alarm.set(null);
      io.removeListener(`digital-read-${pin}`, read);
    },
  };
}
