/**
 * One virtual board: an Arduino whose pins are wired to the world. It may lose its power, be reset, hang, or get
 * another firmware; the world's time goes on meanwhile.
 */
import type { Level, Pin } from '../../hardware/board/board.ts';
import { Arduino } from './mcu/arduino.ts';
import type { World } from './physics/world.ts';
import type { Inputs, Wiring } from './wiring/wiring.ts';

export interface VirtualBoardOptions {
  readonly id: string;
  readonly wiring: Wiring;
  readonly world: World;
  /** Text of an Intel HEX file. */
  readonly hex: string;
}

export class VirtualBoard {
  readonly id: string;
  /** Bytes from its serial port, once for each `advance`. */
  onBytes: (bytes: Uint8Array) => void = () => {};
  /** It has started anew, for whatever reason but its own watchdog. */
  onStart: () => void = () => {};
  resets = 0;
  private readonly wiring: Wiring;
  private readonly world: World;
  private hex: string;
  private arduino: Arduino | null = null;
  private pins: ChangedInputs | null = null;
  /** Time of the world at which its own was 0: later than power-on when it has hung. */
  private bootMs = 0;
  private hangsSinceMs: number | null = null;
  private said: number[] = [];
  private attached: number[] = [];

  constructor({ id, wiring, world, hex }: VirtualBoardOptions) {
    this.id = id;
    this.wiring = wiring;
    this.world = world;
    this.hex = hex;
    this.powerOn();
  }

  get isPowered(): boolean {
    return this.arduino !== null;
  }

  get hangs(): boolean {
    return this.hangsSinceMs !== null;
  }

  /** Bytes that came too fast for the firmware, since its last start. */
  get overruns(): number {
    return this.arduino?.overruns ?? 0;
  }

  powerOn(): void {
    if (this.arduino !== null) return;
    const arduino = new Arduino({ hex: this.hex });
    this.bootMs = this.world.nowMs;
    this.hangsSinceMs = null;
    this.said = [];
    this.attached = [];
    arduino.onBytes = (bytes) => this.said.push(...bytes);
    const look = (_pin: Pin, _state: Level | number | null, atMs: number) => {
      if (arduino === this.arduino) this.look(this.bootMs + atMs);
    };
    arduino.onPin = look;
    arduino.onDuty = look;
    this.arduino = arduino;
    this.pins = new ChangedInputs(arduino);
    this.rewire();
    this.onStart();
  }

  powerOff(): void {
    this.arduino = null;
    this.pins = null;
    this.said = [];
    this.hangsSinceMs = null;
    this.look(this.world.nowMs);
  }

  /** Its reset line was pulled: whatever it did, it starts anew. */
  reset(): void {
    if (this.arduino === null) return;
    this.goOn();
    this.resets += 1;
    this.arduino.reset();
    this.onStart();
  }

  /** Its clock stops: pins stay as they are, and nothing answers. */
  hang(): void {
    if (this.arduino !== null) this.hangsSinceMs ??= this.world.nowMs;
  }

  goOn(): void {
    if (this.hangsSinceMs !== null) this.bootMs += this.world.nowMs - this.hangsSinceMs;
    this.hangsSinceMs = null;
  }

  /** Another firmware from now on; a board without power has it when that comes back. */
  flash(hex: string): void {
    // Rejects what is no firmware before the old one is gone.
    new Arduino({ hex });
    this.hex = hex;
    if (this.arduino === null) return;
    this.powerOff();
    this.powerOn();
  }

  /** Bytes to its serial port; one that hangs or has no power takes none. */
  feed(bytes: Uint8Array): void {
    if (!this.hangs) this.arduino?.feed(bytes);
  }

  /** What is on the I2C bus has changed. */
  rewire(): void {
    const { arduino } = this;
    if (arduino === null) return;
    for (const address of this.attached) arduino.detach(address);
    this.attached = [...this.wiring.devices.keys()];
    for (const [address, device] of this.wiring.devices) arduino.attach(address, device);
  }

  /** Its pins see the world as it is. */
  sense(): void {
    if (this.pins !== null && !this.hangs) this.wiring.inputs(this.pins, this.world.nowMs);
  }

  /** Goes on to a time of the world. */
  advance(toMs: number): void {
    if (!this.hangs) this.arduino?.advance(toMs - this.bootMs);
    if (this.said.length === 0) return;
    const bytes = Uint8Array.from(this.said);
    this.said = [];
    this.onBytes(bytes);
  }

  private look(atMs: number): void {
    this.world.advance(atMs);
    this.wiring.outputs(this.arduino, this.world.nowMs);
  }
}

/** Passes on what is new: a level that is the same again would wake the firmware for nothing. */
class ChangedInputs implements Inputs {
  private readonly arduino: Arduino;
  private readonly levels = new Map<Pin, Level | null>();

  constructor(arduino: Arduino) {
    this.arduino = arduino;
  }

  drive(pin: Pin, level: Level | null): void {
    if (this.levels.get(pin) === level) return;
    this.levels.set(pin, level);
    this.arduino.drive(pin, level);
  }

  setVolts(pin: Pin, volts: number): void {
    this.arduino.setVolts(pin, volts);
  }
}
