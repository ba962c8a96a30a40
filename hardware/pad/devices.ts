/** The devices of a pad on a board that is up: set up with the relay open, and read together. */

import type { CurrentBoard, PadBoard } from '../board/board.ts';
import { type Contact, type DriverPorts, openContact } from '../drivers/contact.ts';
import { type CurrentSense, openAnalogCurrent } from '../drivers/current.ts';
import { openHwmon } from '../drivers/hwmon.ts';
import { openIna219 } from '../drivers/ina219.ts';
import { openRelay, type Relay } from '../drivers/relay.ts';
import { openStatusLed, type StatusLed } from '../drivers/status-led.ts';
import type { LiveBoard } from '../link/board-link.ts';
import type { PadReadings } from './pad-machine.ts';

export interface PadDevices {
  readonly live: LiveBoard;
  readonly relay: Relay;
  readonly led: StatusLed | null;
  readings(): PadReadings;
  /** Relay open, LED dark. */
  close(): void;
}

/** `onChange` is called when any reading may have changed, also before this returns. */
export function openPadDevices(
  live: LiveBoard,
  board: PadBoard,
  ports: DriverPorts,
  onChange: () => void,
): PadDevices {
  // First of all the relay: everything else can wait until it is open.
  const relay = openRelay(live, board.relay, ports, onChange);
  const contact = board.contact && openContact(live, board.contact, ports, onChange);
  const current = board.current && openCurrent(live, board.current, ports, onChange);
  const led = board.led && openStatusLed(live, board.led, ports);
  return {
    live,
    relay,
    led,
    readings: () => ({
      contact: contact && {
        closed: contact.closed,
        steady: contact.steady,
        openings: contact.openings,
      },
      relay: { mayClose: relay.mayClose, trouble: relay.trouble },
      unread: unreadPins(board, contact, relay),
      amps: current?.amps() ?? null,
      currentTrouble: current?.fault ?? null,
      tripped: live.deadMan.state()?.tripped ?? false,
    }),
    close() {
      relay.end();
      contact?.close();
      current?.close();
      led?.close();
    },
  };
}

function openCurrent(
  live: LiveBoard,
  board: CurrentBoard,
  ports: DriverPorts,
  onReading: () => void,
): CurrentSense {
  switch (board.kind) {
    case 'analog':
      return openAnalogCurrent(live, board, ports, onReading);
    case 'ina219':
      return openIna219(live, board, ports, onReading);
    case 'hwmon':
      return openHwmon(board, ports, onReading);
  }
}

function unreadPins(board: PadBoard, contact: Contact | null, relay: Relay): string[] {
  const unread: string[] = [];
  if (board.contact && contact?.closed === null) unread.push(board.contact.pin);
  if (board.relay.feedback && relay.feedback === null) unread.push(board.relay.feedback.pin);
  return unread;
}
