/**
 * What a member shows of itself, and the commands that it takes: over a link of its own to the broker, over the
 * radio to a gateway, as the gateway of others, or not at all.
 */

import { isRobot, type MemberIndex, memberId } from '../src/protocol/roster.ts';
import type { Timeline } from '../src/radio/timeline.ts';
import type { FrameCounts } from '../src/runtime/driver.ts';
import type { TraceRecord } from '../src/runtime/trace.ts';
import type { Aside } from '../src/wire/aside.ts';
import type { Commands } from './commands.ts';
import type { SwarmConfig } from './config/swarm-config.ts';
import { type RadioTelemetry, startRadioTelemetry } from './gateway/radio-telemetry.ts';
import type { MemberHealth } from './health.ts';
import type { Log } from './log.ts';
import type { BrokerCredentials } from './mqtt/broker-access.ts';
import type { SerialRadio } from './radio/serial/open.ts';
import { sharedProfile } from './radio-fit.ts';
import { askedFor } from './telemetry/command.ts';
import { openTelemetry } from './telemetry/open-telemetry.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface ShowingOptions {
  readonly config: SwarmConfig;
  readonly self: MemberIndex;
  /** Of Roost. */
  readonly version: string;
  /** Who the member is to a broker. */
  readonly credentials: BrokerCredentials;
  readonly log: Log;
  readonly timeline: Timeline;
  readonly clock: { wallMs(): number; monoMs(): number };
  /** Null where the radio is no serial one. */
  readonly serial: SerialRadio | null;
  readonly commands: Commands;
  /** The frame of an aside, or null while nothing may be sent (Driver.sealAside). */
  readonly seal: (aside: Aside) => Uint8Array | null;
  /** The state as it is now (Role.describe). */
  readonly describe: () => Readonly<Record<string, unknown>>;
  readonly counts: () => FrameCounts;
  /** How it gets through to the others, as it is now. */
  readonly health: () => MemberHealth;
  readonly onDrop: (reason: string, bytes: number) => void;
}

/** Several changes of one moment are shown once. */
const STATE_DELAY_MS = 50;

export class Showing {
  private readonly options: ShowingOptions;
  private readonly own: Telemetry | null;
  private readonly overRadio: RadioTelemetry | null;
  private isPlanned = false;

  constructor(options: ShowingOptions) {
    const { config, self, serial } = options;
    const { roster } = config;
    const gateway = config.telemetry?.gateway ?? null;
    this.options = options;
    const isGateway = gateway === memberId(roster, self);
    this.own = gateway === null || isGateway ? ownTelemetry(options) : null;
    this.overRadio = serial && gateway !== null ? radioTelemetry(options, serial, gateway) : null;
  }

  /** The state may be another one. */
  changed(): void {
    this.overRadio?.changed();
    if (!this.own || this.isPlanned) return;
    this.isPlanned = true;
    const { timeline } = this.options;
    timeline.at(timeline.nowMs + STATE_DELAY_MS, () => {
      this.isPlanned = false;
      const { config, self, describe, counts } = this.options;
      this.own?.state({
        v: 1,
        id: memberId(config.roster, self),
        zone: config.zone,
        ...describe(),
        frames: counts(),
      });
    });
  }

  /** Something happened that the event topic is to carry. */
  note(record: TraceRecord): void {
    this.own?.event(record);
    this.overRadio?.note(record);
    this.changed();
  }

  /** The radio's link came up or went down. */
  setLink(up: boolean): void {
    this.overRadio?.setLink(up);
  }

  /** A frame of a member was heard, which is alive then. */
  heard(from: MemberIndex): void {
    this.overRadio?.heard(from);
  }

  onAside(from: MemberIndex, aside: Aside, boot: number): void {
    this.overRadio?.onAside(from, aside, boot);
  }

  async close(): Promise<void> {
    await Promise.all([this.own?.close(), this.overRadio?.close()]);
  }
}

function ownTelemetry({
  config,
  self,
  version,
  credentials,
  log,
  clock,
  health,
  commands,
}: ShowingOptions): Telemetry | null {
  if (config.telemetry === null) return null;
  const { roster } = config;
  return openTelemetry(config, {
    url: config.telemetry.mqtt,
    credentials,
    version,
    swarm: config.swarm,
    kind: isRobot(roster, self) ? 'robots' : 'pads',
    id: memberId(roster, self),
    log,
    moment: () => ({ t: clock.wallMs(), mono: clock.monoMs(), health: health() }),
    onCommand(command) {
      log.warn(`telemetry: ${askedFor(command)}`);
      return new Promise((resolve) => {
        commands.run(command, (error) =>
          resolve(error === null ? { status: 'ok' } : { status: 'error', error }),
        );
      });
    },
  });
}

function radioTelemetry(
  options: ShowingOptions,
  serial: SerialRadio,
  gateway: string,
): RadioTelemetry {
  const { config, commands, credentials, version } = options;
  const { roster } = config;
  const members = [...roster.robots, ...roster.pads];
  return startRadioTelemetry({
    ...options,
    roster,
    url: config.telemetry!.mqtt,
    swarm: config.swarm,
    zone: config.zone,
    gateway: members.findIndex(({ id }) => id === gateway),
    profile: sharedProfile(config)!,
    relayed: config.relays.length > 0,
    radio: serial,
    open: (telemetry) => openTelemetry(config, { ...telemetry, credentials, version }),
    obey: (order, done) => commands.run(order, done),
  });
}
