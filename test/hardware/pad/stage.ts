/** A pad's body on fake pins, with what hangs on them: a relay with its feedback, a contact, a current sensor. */

import type { Level, PadBoard } from '../../../hardware/board/board.ts';
import { openPadBody } from '../../../hardware/pad-body.ts';
import { Arduino } from '../../../sim/board/mcu/arduino.ts';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { type EmulatedPort, emulatedPort } from '../../../sim/board/mcu/port.ts';
import type { PadCommand, PadReport } from '../../../src/roles/body.ts';
import type { PadBody } from '../../../src/runtime/ports.ts';
import type { PadHands, PadUnderTest } from '../../contracts/pad-body.ts';
import { FakeArduino, type FakeArduinoOptions, ROOST } from '../fake-arduino.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';
import { PAD_PI, PAD_UNO } from './boards.ts';

const RELAY_MS = 8;
/** Of the emulated Arduino. */
const STEP_MS = 1;
const NOTHING_VOLTS = 2.5;
const VOLTS_PER_AMP = 0.185;

interface Pins {
  drive(pin: number, level: Level | null): void;
  level(pin: number): Level | null;
}

/** Relay at 8 or 17, its feedback at 9 or 27, the contact at 2 or 22. */
export class PadWorld implements PadHands {
  readonly relayChanges: { closed: boolean; atMs: number }[] = [];
  isWelded = false;
  hasFeedback = true;
  /** What flows while the relay is closed. */
  loadAmps = 1;
  onAmps: (amps: number) => void = () => {};
  private readonly time: HandTime;
  private readonly pins: Pins;
  private readonly at: {
    readonly relay: number;
    readonly feedback: number;
    readonly contact: number;
  };
  private isPulled = false;
  private areClosed = false;

  constructor(time: HandTime, pins: Pins, at: PadWorld['at']) {
    this.time = time;
    this.pins = pins;
    this.at = at;
  }

  setContact(closed: boolean): void {
    this.pins.drive(this.at.contact, closed ? 'low' : null);
  }

  relayClosed(): boolean {
    return this.isPulled;
  }

  /** The relay's contacts, some milliseconds after its coil. */
  contactsClosed(): boolean {
    return this.areClosed;
  }

  /** A pin has changed. */
  look(): void {
    const pulled = this.pins.level(this.at.relay) === 'high';
    if (pulled === this.isPulled) return;
    this.isPulled = pulled;
    this.relayChanges.push({ closed: pulled, atMs: this.time.nowMs() });
    this.time.makeAlarm(() => this.settle()).set(this.time.nowMs() + RELAY_MS);
  }

  /** After a fault was made or mended. */
  settle(): void {
    this.areClosed = this.isPulled || this.isWelded;
    const shown = this.areClosed && this.hasFeedback;
    this.pins.drive(this.at.feedback, shown ? 'low' : null);
    this.onAmps(this.areClosed ? this.loadAmps : 0);
  }
}

export interface PadStage extends PadUnderTest {
  readonly hands: PadWorld;
  readonly time: HandTime;
  readonly notices: readonly string[];
  /** Power may flow for so long from now on. */
  on(forMs: number): void;
}

export interface ArduinoStage extends PadStage {
  readonly arduino: FakeArduino;
}

/** On a fake Arduino at a serial port. */
export async function openArduinoPad(
  board: PadBoard = PAD_UNO,
  options: FakeArduinoOptions = ROOST,
  prepare: (arduino: FakeArduino, world: PadWorld) => void = () => {},
): Promise<ArduinoStage> {
  const time = new HandTime();
  const arduino = new FakeArduino(time, options);
  const world = new PadWorld(time, arduino, { relay: 8, feedback: 9, contact: 2 });
  arduino.onPin = () => world.look();
  world.onAmps = (amps) => arduino.setVolts(0, NOTHING_VOLTS + amps * VOLTS_PER_AMP);
  world.settle();
  prepare(arduino, world);
  const stage = await openOn(time, world, (ports) =>
    openPadBody({ kind: 'firmata', port: '/dev/ttyACM0' }, board, {
      ...ports,
      openPort: arduino.openPort,
    }),
  );
  return { ...stage, arduino };
}

/** On the pins of this machine, which are fake. */
export async function openGpioPad(board: PadBoard = PAD_PI): Promise<PadStage & { io: FakeIo }> {
  const time = new HandTime();
  const io = new FakeIo('GPIO');
  const world = new PadWorld(time, io, { relay: 17, feedback: 27, contact: 22 });
  io.onPin = () => world.look();
  const stage = await openOn(time, world, (ports) =>
    openPadBody({ kind: 'gpio' }, board, { ...ports, openGpio: async () => io }),
  );
  return { ...stage, io };
}

export interface EmulatedStage extends PadStage {
  readonly arduino: Arduino;
  readonly port: EmulatedPort;
}

/** On the emulated Arduino with Roost's real firmware, in step with the time that is moved by hand. */
export async function openEmulatedPad(board: PadBoard = PAD_UNO): Promise<EmulatedStage> {
  const time = new HandTime();
  const arduino = new Arduino({ hex: firmwareHex('roost') });
  const pins: Pins = {
    drive: (pin, level) => arduino.drive(`D${pin}`, level),
    level: (pin) => arduino.level(`D${pin}`),
  };
  const world = new PadWorld(time, pins, { relay: 8, feedback: 9, contact: 2 });
  arduino.onPin = () => world.look();
  world.onAmps = (amps) => arduino.setVolts('A0', NOTHING_VOLTS + amps * VOLTS_PER_AMP);
  world.settle();
  const step = time.makeAlarm(() => {
    arduino.advance(time.nowMs());
    step.set(time.nowMs() + STEP_MS);
  });
  step.set(0);
  let port: EmulatedPort | null = null;
  const stage = await openOn(time, world, (ports) =>
    openPadBody({ kind: 'firmata', port: '/dev/ttyACM0' }, board, {
      ...ports,
      openPort: async (path) => {
        port = emulatedPort(arduino, path);
        return port;
      },
    }),
  );
  return { ...stage, arduino, port: port! };
}

async function openOn(
  time: HandTime,
  world: PadWorld,
  open: (ports: Parameters<typeof openPadBody>[2]) => Promise<PadBody>,
): Promise<PadStage> {
  const reports: PadReport[] = [];
  const notices: string[] = [];
  let body: PadBody | null = null;
  void open({
    clock: time,
    makeAlarm: time.makeAlarm,
    onReport: (report) => reports.push(report),
    onNotice: (text) => notices.push(text),
  }).then((opened) => {
    body = opened;
  });
  await time.until('the body is open', () => body !== null);
  return {
    body: body!,
    clock: time,
    reports,
    notices,
    hands: world,
    time,
    pass: (ms) => time.pass(ms),
    on: (forMs) => command(body!, time, forMs),
  };
}

function command(body: PadBody, time: HandTime, forMs: number): void {
  const power: PadCommand = { do: 'power', on: true, untilMs: time.nowMs() + forMs };
  body.command(power);
}
