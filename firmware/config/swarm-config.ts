/** The configuration of a swarm, as the rest of the firmware sees it: complete and checked. */

import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import type { Roster } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import type { TimingProfile } from '../../src/radio/timing.ts';
import type { SerialConfig } from '../radio/serial/config.ts';

export type BoardConfig = VirtualBoardConfig | FirmataBoardConfig | GpioBoardConfig;

/** A body that is only computed. */
export interface VirtualBoardConfig {
  readonly kind: 'virtual';
  /** Its life runs this many times faster than real time. */
  readonly speed: number;
  /** Charge at the start, or null for the body's own choice. Always null for a pad. */
  readonly batteryPercent: number | null;
}

/** An Arduino at a serial port. */
export interface FirmataBoardConfig {
  readonly kind: 'firmata';
  /** Path of the serial port, with the member's id in place of %id. */
  readonly port: string;
  /** The board file, by its absolute path. */
  readonly file: string;
  readonly board: RobotBoard | PadBoard;
}

/** The pins of the Raspberry Pi that the member runs on. */
export interface GpioBoardConfig {
  readonly kind: 'gpio';
  /** The board file, by its absolute path. */
  readonly file: string;
  readonly board: RobotBoard | PadBoard;
}

export interface ChargingConfig {
  /** All in percent of the battery; criticalBelow < requestBelow < chargeTo. */
  readonly requestBelow: number;
  readonly chargeTo: number;
  readonly criticalBelow: number;
}

/** Where the key of the swarm is: a file by its absolute path, or a variable of the environment. */
export type KeyConfig = { readonly file: string } | { readonly env: string };

/** How members hear each other: the URL of a broker, or a serial port with a radio module. */
export type RadioConfig =
  | { readonly mqtt: string; readonly serial?: undefined }
  | {
      readonly serial: SerialConfig;
      /** Share of the time that a member may send, 0 to 1; null: as the timing profile says. */
      readonly dutyShare: number | null;
      readonly mqtt?: undefined;
    };

/** Of the fleet interface VDA 5050, those whose status feed can be published. */
export const VDA_VERSIONS = ['2.1', '3.0'] as const;
export type VdaVersion = (typeof VDA_VERSIONS)[number];

export interface TelemetryConfig {
  /** URL of the broker. */
  readonly mqtt: string;
  /** Id of the member that speaks for those without a network; null: each speaks for itself. */
  readonly gateway: string | null;
  /** Members announce themselves to Home Assistant. */
  readonly homeAssistant: boolean;
  /** Robots publish a status feed of this version; null: none. */
  readonly vda5050: VdaVersion | null;
}

/** What members are to their brokers; %id in it stands for the member's id (mqtt/broker-access.ts). */
export interface BrokerConfig {
  /** Null: the one of the URL, the member's id where there is a password file, or none. */
  readonly user: string | null;
  /** By its absolute path; null without one. */
  readonly passwordFile: string | null;
  /** Certificate of the authority to trust, by its absolute path; null: those that the system trusts. */
  readonly caFile: string | null;
}

export interface SwarmConfig {
  /** The swarm file, by its absolute path. */
  readonly file: string;
  readonly swarm: string;
  readonly zone: string;
  readonly key: KeyConfig;
  readonly radio: RadioConfig;
  readonly telemetry: TelemetryConfig | null;
  /** For the broker of the radio, and for that of telemetry. */
  readonly broker: BrokerConfig;
  readonly timing: Timing;
  /** The profile that `timing` is, or began with. */
  readonly timingProfile: TimingProfile;
  readonly roster: Roster;
  /** Ids of the pads that repeat each frame, for members that don't hear each other. */
  readonly relays: readonly string[];
  /** One for each member, by its id. */
  readonly boards: ReadonlyMap<string, BoardConfig>;
  readonly charging: ChargingConfig;
  readonly queue: {
    /** L2: how often a request may be overtaken. */
    readonly maxOvertakes: number;
  };
  /** Folder for durable state, by its absolute path. */
  readonly state: string;
}
