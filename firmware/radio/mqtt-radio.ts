/**
 * An MQTT topic as a radio: everybody who listens hears every frame, once, or not at all.
 *
 * QoS 0, never retained, nothing kept for later (docs: MQTT as a radio). An MQTT client
 * that means well delivers a frame minutes late, as soon as the broker is back; a radio
 * never does. Members hear their own frames too; MQTT 3.1.1 knows no way around it.
 */

import type { Radio, RadioListener } from '../../src/runtime/ports.ts';
import type { BrokerCredentials } from '../mqtt/broker-access.ts';
import { type LinkTiming, openBrokerLink } from '../mqtt/broker-link.ts';

/** No frame on any radio is longer (docs: byte streams). */
export const MQTT_MTU_BYTES = 260;
/** Some dozens of frames: what waits longer in the socket is late anyway. */
const BACKLOG_BYTES = 2048;
/** Shorter than for telemetry: a dead link costs the swarm its robot. */
const KEEPALIVE_SECONDS = 5;

export interface MqttRadioOptions {
  /** mqtt:, mqtts:, ws: or wss:, with a user and a password if the broker wants them. */
  readonly url: string;
  /** In place of the user and the password in the URL. */
  readonly credentials?: BrokerCredentials | undefined;
  /** roost/<swarm>/radio/<zone> */
  readonly topic: string;
  readonly listener: RadioListener;
  readonly connect?: LinkTiming & {
    /** Beginning of the client id, for the broker's log. */
    readonly clientName?: string;
  };
}

/**
 * Connects, and connects again for as long as it is open; never throws. The listener's
 * onLink(false) before the first onLink(true) says why there is no connection yet.
 */
export function openMqttRadio(options: MqttRadioOptions): Radio {
  const { url, credentials, topic, listener, connect = {} } = options;
  const topicBytes = new TextEncoder().encode(topic);
  const link = openBrokerLink({
    url,
    credentials,
    clientName: connect.clientName ?? 'roost-radio',
    topics: [topic],
    backlogBytes: BACKLOG_BYTES,
    timing: { keepaliveSeconds: KEEPALIVE_SECONDS, ...connect },
    onUp: () => listener.onLink(true, 'connected'),
    onDown: (reason) => listener.onLink(false, reason),
    onMessage(heardOn, frame, retained) {
      if (heardOn !== topic) return;
      if (retained) listener.onDrop('retained', frame.length);
      else if (frame.length > MQTT_MTU_BYTES) listener.onDrop('oversized', frame.length);
      else listener.onFrame(frame);
    },
  });
  return {
    mtuBytes: MQTT_MTU_BYTES,
    send(frame) {
      if (frame.length <= MQTT_MTU_BYTES) link.publish(topicBytes, frame, false);
    },
    close: () => link.close(),
  };
}
