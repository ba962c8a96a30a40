/**
 * What a board says of its pins before any driver has smoothed it: on the bench one wants to see the chatter, and the
 * sample of a sensor whose wire is off.
 *
 * To be opened before the drivers, which ask for the reports: nothing is asked for here.
 */

import type { ContactBoard, CurrentBoard, Level, Pin } from '../board/board.ts';
import type { Contact } from '../drivers/contact.ts';
import type { CurrentSense } from '../drivers/current.ts';
import type { Io } from '../link/io.ts';
import { analogChannel, devicePin } from '../link/pins.ts';
import type { AmpsReading, ContactReading } from './readings.ts';

export class Taps {
  private readonly io: Io;
  private readonly values = new Map<Pin, number>();
  private readonly ends: (() => void)[] = [];

  constructor(io: Io) {
    this.io = io;
  }

  digital(pin: Pin): void {
    this.listen(`digital-read-${devicePin(pin)}`, pin);
  }

  analog(pin: Pin): void {
    this.listen(`analog-read-${analogChannel(pin)}`, pin);
  }

  sample(pin: Pin): number | null {
    return this.values.get(pin) ?? null;
  }

  level(pin: Pin): Level | null {
    const value = this.values.get(pin);
    if (value === undefined) return null;
    return value === 0 ? 'low' : 'high';
  }

  close(): void {
    for (const end of this.ends) end();
  }

  private listen(event: string, pin: Pin): void {
    const hear = (value: number): void => void this.values.set(pin, value);
    this.io.on(event, hear);
    this.ends.push(() => this.io.removeListener(event, hear));
  }
}

type ContactSays = Pick<Contact, 'closed'> & { readonly openings: number | null };

export function contactReading(
  { pin }: ContactBoard,
  contact: ContactSays | null,
  taps: Taps | null,
): ContactReading {
  return {
    pin,
    level: taps?.level(pin) ?? null,
    closed: contact?.closed ?? null,
    openings: contact?.openings ?? null,
  };
}

export function ampsReading(
  board: CurrentBoard,
  sense: Pick<CurrentSense, 'amps' | 'fault'> | null,
  taps: Taps | null,
): AmpsReading {
  return {
    amps: sense?.amps() ?? null,
    raw: board.kind === 'analog' ? (taps?.sample(board.pin) ?? null) : null,
    fault: sense?.fault ?? null,
  };
}
