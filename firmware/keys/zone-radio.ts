/**
 * The radio of a zone for the administrator, who is no member and only wants to be heard by them: the broker that
 * they use, or a module of their kind at a port of this machine.
 */

import type { Radio, RadioListener } from '../../src/runtime/ports.ts';
import type { SwarmConfig } from '../config/swarm-config.ts';
import { ADMINISTRATOR_USER, brokerCredentials } from '../mqtt/broker-access.ts';
import { openRadio } from '../open-radio.ts';
import { realTimeline } from '../timeline.ts';

/** What `%id` in the path of a port stands for here. */
export const ADMINISTRATOR_PORT = 'administrator';

/** `onNotice` is told what a person should know, in plain words. */
export function openZoneRadio(
  config: SwarmConfig,
  listener: RadioListener,
  onNotice: (text: string) => void,
): Radio {
  const timeline = realTimeline();
  const { radio } = openRadio({
    config,
    id: ADMINISTRATOR_PORT,
    credentials: brokerCredentials(config, ADMINISTRATOR_USER),
    listener,
    timeline,
    onNotice,
    onUnsent: (reason) => onNotice(`a frame could not be sent: ${reason}`),
  });
  return {
    mtuBytes: radio.mtuBytes,
    send: (frame) => radio.send(frame),
    async close() {
      await radio.close();
      timeline.close();
    },
  };
}
