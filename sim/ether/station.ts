/**
 * One port of the ether: a computer, its UART, and the module behind it. Bytes of the computer come in as it
 * writes them and reach the module at the pace of the UART; the same holds the other way.
 */
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { readAtSpeed } from './line-speed.ts';
import type { ModulePorts, Packet, RadioModule } from './module.ts';
import { Uart } from './uart.ts';

/** What a computer may be ahead of its UART: the buffers of a serial driver. */
const HOST_ROOM_BYTES = 16_384;

export interface StationOptions {
  readonly timeline: Timeline;
  readonly profile: SharedProfile;
  readonly makeModule: (ports: ModulePorts) => RadioModule;
  readonly toHost: (bytes: Uint8Array) => void;
  readonly transmit: (packet: Packet) => void;
  readonly retuned: () => void;
  readonly onOverrun: (bytes: number) => void;
}

export class Station {
  readonly module: RadioModule;
  /** Whether the module is there and has power. */
  isPlugged = false;
  /** Speed that the computer has set, bits a second; null while nobody knows, and taken for the right one. */
  hostBaud: number | null = null;
  private readonly fromHost: Uart;
  private readonly towardsHost: Uart;

  constructor(options: StationOptions) {
    const { timeline, profile, makeModule, toHost, transmit, retuned, onOverrun } = options;
    const baud = () => this.module.baud;
    this.fromHost = new Uart({
      timeline,
      baud: () => this.hostBaud ?? this.module.baud,
      roomBytes: HOST_ROOM_BYTES,
      onBytes: (bytes) => this.module.onHostBytes(bytes),
      onOverrun,
    });
    const roomBytes = profile.uart.bufferBytes;
    this.towardsHost = new Uart({ timeline, baud, roomBytes, onBytes: toHost, onOverrun });
    this.module = makeModule({
      timeline,
      toHost: (bytes) => this.towardsHost.push(this.readByHost(bytes)),
      transmit: (packet) => {
        if (this.isPlugged) transmit(packet);
      },
      retuned,
      hostSilentAtMs: () => this.fromHost.silentAtMs,
    });
  }

  onBytesFromHost(bytes: Uint8Array): void {
    if (this.isPlugged) this.fromHost.push(this.readByModule(bytes));
  }

  plug(): void {
    if (this.isPlugged) return;
    this.isPlugged = true;
    this.module.powerOn();
  }

  unplug(): void {
    this.isPlugged = false;
    this.hostBaud = null;
    this.fromHost.reset();
    this.towardsHost.reset();
  }

  private readByModule(bytes: Uint8Array): Uint8Array {
    const { hostBaud, module } = this;
    return hostBaud === null ? bytes : readAtSpeed(bytes, hostBaud, module.baud);
  }

  private readByHost(bytes: Uint8Array): Uint8Array {
    const { hostBaud, module } = this;
    return hostBaud === null ? bytes : readAtSpeed(bytes, module.baud, hostBaud);
  }
}
