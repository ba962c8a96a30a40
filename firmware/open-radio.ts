/** The radio that the configuration names, for one member. */

import { memberCount } from '../src/protocol/roster.ts';
import { endToEndMs, type SharedProfile } from '../src/radio/profile.ts';
import type { Timeline } from '../src/radio/timeline.ts';
import { reportShareOf } from '../src/radio/transmit.ts';
import type { Radio, RadioListener } from '../src/runtime/ports.ts';
import type { SwarmConfig } from './config/swarm-config.ts';
import type { BrokerCredentials } from './mqtt/broker-access.ts';
import { openMqttRadio } from './radio/mqtt-radio.ts';
import { openSerialRadio, type SerialRadio } from './radio/serial/open.ts';
import { sharedProfile } from './radio-fit.ts';

export interface OpenRadioOptions {
  readonly config: SwarmConfig;
  /** Of the member: stands for %id in the path of its port. */
  readonly id: string;
  /** Who the member is to a broker. */
  readonly credentials: BrokerCredentials;
  readonly listener: RadioListener;
  readonly timeline: Timeline;
  /** Something that a person should know, in plain words. */
  readonly onNotice: (text: string) => void;
  /** A frame will not be sent. */
  readonly onUnsent: (reason: string, bytes: number) => void;
}

const USUAL_FRAME_BYTES = 40;
const TELL_EVERY_MS = 600_000;

/** `serial` is the same radio where it is a module at a serial port, which can tell reports as well. */
export interface OpenedRadio {
  readonly radio: Radio;
  readonly serial: SerialRadio | null;
}

/** Never throws; the listener hears why there is no link. */
export function openRadio(options: OpenRadioOptions): OpenedRadio {
  const { config, id, credentials, listener, timeline, onNotice } = options;
  const { serial } = config.radio;
  if (serial === undefined) {
    const topic = `roost/${config.swarm}/radio/${config.zone}`;
    const connect = { clientName: `roost-${id}` };
    return {
      radio: openMqttRadio({ url: config.radio.mqtt, credentials, topic, connect, listener }),
      serial: null,
    };
  }
  const profile = sharedProfile(config)!;
  // A relay itself repeats at once; all others leave it the time.
  const waits = config.relays.length > 0 && !config.relays.includes(id);
  const radio = openSerialRadio({
    config: { ...serial, path: serial.path.replaceAll('%id', id) },
    profile,
    listener,
    timeline,
    onNotice,
    onUnsent: tellingOfSilence(options),
    // A relay repeats reports as well.
    reportShare: reportShareOf((config.relays.length > 0 ? 2 : 1) * memberCount(config.roster)),
    ...(waits ? { holdOffMs: (bytes: number) => holdOffMs(profile, bytes) } : {}),
  });
  return { radio, serial: radio };
}

/** Says so, now and then, when a member has used up the air time that the law gives it. */
export function tellingOfSilence({
  timeline,
  onNotice,
  onUnsent,
}: Pick<OpenRadioOptions, 'timeline' | 'onNotice' | 'onUnsent'>) {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return (reason: string, bytes: number): void => {
    onUnsent(reason, bytes);
    if (reason !== 'duty-cycle' || timeline.nowMs < toldAtMs + TELL_EVERY_MS) return;
    toldAtMs = timeline.nowMs;
    onNotice(
      'the air time that the rules of the band allow is used up, so frames are not sent; the swarm is too ' +
        'busy for its radio, or dutyPercent is less than your country allows',
    );
  };
}

/**
 * A relay's turn after a frame of so many bytes, and up to a frame more: all who heard it would speak at the
 * same moment after it.
 */
function holdOffMs(profile: SharedProfile, bytes: number): number {
  return endToEndMs(profile, bytes) + Math.random() * endToEndMs(profile, USUAL_FRAME_BYTES);
}
