/**
 * Modems that send what comes in and give out what they hear: HC-12, E22, E32, SiK, ESP-NOW bridges.
 *
 * Some have commands on the same UART; those are a `Commander` (hc12.ts, sik.ts), which looks at bytes before
 * they are cut into packets, and takes them when it is in command mode.
 */
import type { ModulePorts, Packet, RadioModule } from '../module.ts';
import { Packetiser } from './packetiser.ts';

/** The settings of a modem, and the part that lets a computer change them. */
export interface Commander {
  readonly baud: number;
  readonly tuning: string;
  readonly isCommanding: boolean;
  powerOn(): void;
  /** Sees all bytes from the computer, also those that go on the air. */
  watch(bytes: Uint8Array): void;
  /** What came in one piece while in command mode. */
  command(bytes: Uint8Array): void;
}

/** What commanders may do. */
export interface CommanderPorts extends Pick<ModulePorts, 'timeline' | 'toHost' | 'retuned'> {}

export interface TransparentOptions {
  readonly ports: ModulePorts;
  readonly packetBytes: number;
  readonly commander: Commander;
}

export class TransparentModule implements RadioModule {
  private readonly ports: ModulePorts;
  private readonly commander: Commander;
  private readonly packetiser: Packetiser;

  constructor({ ports, packetBytes, commander }: TransparentOptions) {
    this.ports = ports;
    this.commander = commander;
    this.packetiser = new Packetiser({
      ports,
      packetBytes,
      baud: () => commander.baud,
      onPacket: (bytes) => this.onPacket(bytes),
    });
  }

  get baud(): number {
    return this.commander.baud;
  }

  get tuning(): string {
    return this.commander.tuning;
  }

  powerOn(): void {
    this.packetiser.clear();
    this.commander.powerOn();
  }

  onHostBytes(bytes: Uint8Array): void {
    this.commander.watch(bytes);
    this.packetiser.push(bytes);
  }

  onHear(bytes: Uint8Array): void {
    if (!this.commander.isCommanding) this.ports.toHost(bytes);
  }

  onOver(): void {}

  onUnsent(): void {}

  onNoise(bytes: Uint8Array): void {
    this.onHear(bytes);
  }

  private onPacket(bytes: Uint8Array): void {
    if (this.commander.isCommanding) this.commander.command(bytes);
    else this.ports.transmit({ bytes, network: 0, source: 0, destination: 0 } satisfies Packet);
  }
}

/** A modem that was set by hand and knows no commands here. */
export function plainCommander(baud: number): Commander {
  return {
    baud,
    tuning: 'plain',
    isCommanding: false,
    powerOn() {},
    watch() {},
    command() {},
  };
}
