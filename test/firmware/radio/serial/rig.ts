/** A serial radio on a port in memory and virtual time, with all that it tells. */

import { afterEach } from 'vitest';
import type { SerialConfig } from '../../../../firmware/radio/serial/config.ts';
import { openSerialRadio, type SerialRadio } from '../../../../firmware/radio/serial/open.ts';
import type { SharedProfile } from '../../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../../src/radio/profiles.ts';
import { type FakeModule, FakePlug } from './fake-port.ts';
import { VirtualTime } from './virtual-time.ts';

export interface Rig {
  readonly radio: SerialRadio;
  readonly plug: FakePlug;
  readonly time: VirtualTime;
  /** Frames, in hex. */
  readonly heard: string[];
  readonly drops: string[];
  /** `up`, or the reason. */
  readonly links: string[];
  readonly notices: string[];
  readonly unsent: string[];
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const open: Rig[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ radio, time }) => time.until(radio.close())));
});

export function rigOn(
  config: SerialConfig,
  module: FakeModule | null,
  { time = new VirtualTime(), profile = RADIO_PROFILES.hc12 as SharedProfile } = {},
): Rig {
  const plug = new FakePlug(module);
  const told = { heard: [], drops: [], links: [], notices: [], unsent: [] } as Pick<
    Rig,
    'heard' | 'drops' | 'links' | 'notices' | 'unsent'
  >;
  const radio = openSerialRadio({
    config,
    profile,
    timeline: time,
    openPort: plug.open,
    fraction: () => 0,
    listener: {
      onFrame: (frame) => told.heard.push(hex(frame)),
      onDrop: (reason) => told.drops.push(reason),
      onLink: (up, reason) => told.links.push(up ? 'up' : reason),
    },
    onNotice: (text) => told.notices.push(text),
    onUnsent: (reason) => told.unsent.push(reason),
  });
  const rig = { radio, plug, time, ...told };
  open.push(rig);
  return rig;
}
