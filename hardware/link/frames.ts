/**
 * Cuts what comes from a board into whole messages of the Firmata protocol, and drops what is none.
 *
 * firmata-io trusts the line: a message cut short makes it read beyond a buffer or throw out of its data
 * handler, and noise makes it tell of pins that nobody moved. So only messages of a known kind and a possible
 * length get as far as that, and the bytes that are left over are counted: they are how a disturbed
 * line, a wrong speed or another program on the board shows.
 */

export const FIRMATA = {
  startSysex: 0xf0,
  endSysex: 0xf7,
  reportVersion: 0xf9,
  systemReset: 0xff,
  setPinValue: 0xf5,
  analog: 0xe0,
  digital: 0x90,
  queryFirmware: 0x79,
  capabilityResponse: 0x6c,
  analogMappingResponse: 0x6a,
  pinStateResponse: 0x6e,
  i2cReply: 0x77,
  string: 0x71,
  roost: 0x0b,
} as const;

/** The fewest data bytes that a sysex must have. Nobody here listens to others, so they are left out. */
const SYSEX_AT_LEAST: Readonly<Record<number, number>> = {
  [FIRMATA.queryFirmware]: 2,
  [FIRMATA.capabilityResponse]: 1,
  [FIRMATA.analogMappingResponse]: 1,
  [FIRMATA.pinStateResponse]: 3,
  [FIRMATA.i2cReply]: 4,
  [FIRMATA.string]: 0,
  [FIRMATA.roost]: 1,
};

/** The capabilities of a board with 128 pins fit in. */
const LONGEST_SYSEX = 4096;

export class Frames {
  private readonly onMessage: (message: Uint8Array) => void;
  private held: number[] = [];
  private garbage = 0;

  /** `onMessage` gets each message with its first and last byte. */
  constructor(onMessage: (message: Uint8Array) => void) {
    this.onMessage = onMessage;
  }

  /** Bytes so far that belonged to no message. */
  get garbageBytes(): number {
    return this.garbage;
  }

  take(bytes: Uint8Array): void {
    for (const byte of bytes) this.takeByte(byte);
  }

  private takeByte(byte: number): void {
    const { held } = this;
    const isData = byte < 0x80;
    if (held.length === 0) {
      if (startsMessage(byte)) held.push(byte);
      else this.garbage += 1;
      return;
    }
    if (held[0] === FIRMATA.startSysex && byte === FIRMATA.endSysex) {
      held.push(byte);
      this.finishSysex();
    } else if (!isData) {
      // The message before was cut short, and another one begins.
      this.drop();
      this.takeByte(byte);
    } else {
      held.push(byte);
      if (held[0] !== FIRMATA.startSysex) {
        if (held.length === 3) this.finish();
      } else if (held.length > LONGEST_SYSEX) this.drop();
    }
  }

  private finishSysex(): void {
    const { held } = this;
    const atLeast = SYSEX_AT_LEAST[held[1] ?? FIRMATA.endSysex];
    if (atLeast === undefined) this.held = [];
    else if (held.length - 3 >= atLeast) this.finish();
    else this.drop();
  }

  private finish(): void {
    const message = Uint8Array.from(this.held);
    this.held = [];
    this.onMessage(message);
  }

  private drop(): void {
    this.garbage += this.held.length;
    this.held = [];
  }
}

function startsMessage(byte: number): boolean {
  const kind = byte & 0xf0;
  return (
    byte === FIRMATA.startSysex ||
    byte === FIRMATA.reportVersion ||
    kind === FIRMATA.analog ||
    kind === FIRMATA.digital
  );
}
