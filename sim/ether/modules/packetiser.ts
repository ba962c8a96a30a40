/**
 * How a modem without frames of its own cuts a stream into packets: where the sender is silent for about three
 * bytes of time (E32 manual, 6.2), or where a packet is full. So what is written at once goes out as one.
 */
import { uartMs } from '../../../src/radio/airtime.ts';
import type { ModulePorts } from '../module.ts';
import { SILENCE_BYTES } from '../module-air.ts';

export interface PacketiserOptions {
  readonly ports: Pick<ModulePorts, 'timeline' | 'hostSilentAtMs'>;
  readonly packetBytes: number;
  /** Bits a second of the UART, asked for each packet. */
  readonly baud: () => number;
  readonly onPacket: (bytes: Uint8Array) => void;
}

export class Packetiser {
  private readonly options: PacketiserOptions;
  private waiting: number[] = [];

  constructor(options: PacketiserOptions) {
    this.options = options;
  }

  push(bytes: Uint8Array): void {
    const { packetBytes } = this.options;
    for (const byte of bytes) {
      this.waiting.push(byte);
      if (this.waiting.length === packetBytes) this.flush();
    }
    if (this.waiting.length > 0) this.listen();
  }

  /** What waits is dropped. */
  clear(): void {
    this.waiting = [];
  }

  /** Ends the packet as soon as the UART has been silent for long enough. */
  private listen(): void {
    const { ports, baud } = this.options;
    const { timeline } = ports;
    const silentMs = uartMs(baud(), SILENCE_BYTES);
    timeline.at(ports.hostSilentAtMs() + silentMs, () => {
      if (this.waiting.length === 0) return;
      // Meanwhile more may be on the UART, of which no byte has arrived yet.
      if (ports.hostSilentAtMs() + silentMs > timeline.nowMs) this.listen();
      else this.flush();
    });
  }

  private flush(): void {
    const bytes = Uint8Array.from(this.waiting);
    this.waiting = [];
    this.options.onPacket(bytes);
  }
}
