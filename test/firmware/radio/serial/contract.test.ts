/** The three drivers as Radios, over ports and modules in memory. */

import type { SerialConfig } from '../../../../firmware/radio/serial/config.ts';
import { openSerialRadio } from '../../../../firmware/radio/serial/open.ts';
import { realTimeline } from '../../../../firmware/timeline.ts';
import type { SharedProfile } from '../../../../src/radio/profile.ts';
import type { Radio, RadioListener } from '../../../../src/runtime/ports.ts';
import { type Air, radioContract } from '../../../contracts/radio.ts';
import { FakeReyax, FakeXbee } from './fake-commanded.ts';
import { type FakeModule, FakePlug } from './fake-port.ts';
import { FakeEther, FakePlain } from './fake-transparent.ts';

/** A radio that takes next to no time, so that only the drivers are looked at. */
const QUICK: SharedProfile = {
  medium: 'shared',
  airtime: { kind: 'bits', bitsPerSecond: 1e9, overheadBytes: 0 },
  uart: { bitsPerSecond: 1e9, framingBytes: 0, framingOnAir: true, bufferBytes: 1000 },
  settleMs: 0,
  mtuBytes: 254,
  queueFrames: 8,
  dutyCycle: null,
  listenBeforeTalk: null,
  captureDb: 10,
  syncMs: 0,
  receivedDbm: -60,
  sensitivityDbm: -111,
};

const AT = { path: '/dev/ttyFAKE', baud: 1_000_000 };

function airOf(config: SerialConfig, makeModule: () => FakeModule): Air {
  const plugs: FakePlug[] = [];
  const timeline = realTimeline();
  return {
    open(listener) {
      const module = makeModule();
      module.baud = config.baud;
      const plug = new FakePlug(module);
      plugs.push(plug);
      return paced(listener, (own) =>
        openSerialRadio({
          config,
          profile: QUICK,
          listener: own,
          timeline,
          openPort: plug.open,
          firstRetryMs: 5,
          longestRetryMs: 20,
        }),
      );
    },
    fail: async () => {
      for (const plug of plugs) plug.unplug();
    },
    mend: async () => {
      for (const plug of plugs) plug.plug();
    },
    dispose: async () => timeline.close(),
  };
}

/**
 * The suite hands over fifty frames at once; a slow radio keeps eight of them. So while the link is up,
 * what comes in a burst is handed over one at a time, as the protocol does.
 */
function paced(listener: RadioListener, open: (listener: RadioListener) => Radio): Radio {
  const burst: Uint8Array[] = [];
  let isUp = false;
  let timer: NodeJS.Timeout | null = null;
  const radio = open({
    ...listener,
    onLink(up, reason) {
      isUp = up;
      if (!up) burst.length = 0;
      listener.onLink(up, reason);
    },
  });
  const next = () => {
    const frame = burst.shift();
    if (frame === undefined) {
      timer = null;
      return;
    }
    radio.send(frame);
    timer = setTimeout(next, 3);
  };
  return {
    mtuBytes: radio.mtuBytes,
    send(frame) {
      if (isUp && timer !== null) burst.push(frame);
      else radio.send(frame);
      timer ??= setTimeout(next, 3);
    },
    close() {
      burst.length = 0;
      return radio.close();
    },
  };
}

radioContract('a transparent module', async () => {
  const ether = new FakeEther();
  const config: SerialConfig = {
    ...AT,
    driver: 'transparent',
    module: { kind: 'plain' },
    auxLine: null,
  };
  return airOf(config, () => new FakePlain(ether));
});

radioContract('a transparent module that echoes', async () => {
  const ether = new FakeEther();
  const config: SerialConfig = {
    ...AT,
    driver: 'transparent',
    module: { kind: 'plain' },
    auxLine: 'cts',
  };
  return airOf(config, () => {
    const module = new FakePlain(ether);
    module.hasEcho = true;
    return module;
  });
});

radioContract('a REYAX module', async () => {
  const ether = new FakeEther<string>();
  const module = { address: null, network: null, frequencyMhz: null, lora: null, powerDbm: null };
  return airOf({ ...AT, driver: 'reyax', module }, () => new FakeReyax(ether));
});

radioContract('an XBee', async () => {
  const ether = new FakeEther();
  const module = { channel: null, network: null, address: null, powerLevel: null };
  return airOf({ ...AT, driver: 'xbee', module }, () => new FakeXbee(ether));
});
