/**
 * What an emulated radio module is to the ether: host bytes go in on one side, packets on the other, and it
 * answers both. Each family has a file of its own under modules/.
 */
import type { Timeline } from '../../src/radio/timeline.ts';
import type { UnsentReason } from '../air/transmission.ts';

/** One transmission, as the module hands it to the air. */
export interface Packet {
  /** What is on the air. A receiver may get other bytes, since noise may damage them. */
  readonly bytes: Uint8Array;
  /** Modules of another network hear the packet and keep silent about it. */
  readonly network: number;
  /** Address of the sender, and of the receiver that is meant; families without addresses write 0. */
  readonly source: number;
  readonly destination: number;
}

/** The world of one module. */
export interface ModulePorts {
  readonly timeline: Timeline;
  /** Bytes to the computer: they take their time on the UART. */
  toHost(bytes: Uint8Array): void;
  /** One packet to the air; `onOver` or `onUnsent` is called with it later. */
  transmit(packet: Packet): void;
  /** Called after `tuning` has changed. */
  retuned(): void;
  /** When the UART will have brought the last byte that the computer has written so far. */
  hostSilentAtMs(): number;
}

export interface RadioModule {
  /** Speed of the UART, bits a second; may change with a setting. */
  readonly baud: number;
  /** Modules that are tuned otherwise neither hear nor disturb each other. */
  readonly tuning: string;
  /** The power comes (again): settings that were not kept are gone. */
  powerOn(): void;
  /** Bytes that the computer has written, as soon as the UART has brought them. */
  onHostBytes(bytes: Uint8Array): void;
  /** A packet of the own tuning has come in. `bytes` may be damaged; `powerDbm` is the signal's strength. */
  onHear(bytes: Uint8Array, packet: Packet, powerDbm: number): void;
  /** The packet has left the air. */
  onOver(packet: Packet): void;
  /** The packet will never be on the air. */
  onUnsent(packet: Packet, reason: UnsentReason): void;
  /** What a receiver without any check makes of noise. */
  onNoise(bytes: Uint8Array): void;
}

export const FAMILIES = ['transparent', 'reyax', 'xbee'] as const;
export type Family = (typeof FAMILIES)[number];
