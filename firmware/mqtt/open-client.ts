/**
 * One MQTT client for one life of a connection: over TCP, TLS or a WebSocket.
 *
 * The TCP socket is made here and not by the client, for two settings that the client lacks:
 * no delay, without which small frames wait for the acknowledgement of earlier ones, and a
 * reset at the end of a dead connection, without which the system would go on to deliver what
 * was sent into it when the network comes back.
 */

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connect as connectMqtt, type IClientOptions, MqttClient } from 'mqtt';
import type { BrokerAddress } from './broker-url.ts';

export interface OneLifeClient {
  readonly client: MqttClient;
  /** Ends it at once; what the system still holds of it is not delivered. */
  reset(): void;
}

/** `options` are those of MQTT; those that concern a second life are set here. */
export function openClient(at: BrokerAddress, options: IClientOptions): OneLifeClient {
  let socket: Socket | null = null;
  const openSocket = (): Socket => {
    socket = connectTcp({ host: at.host, port: at.port });
    socket.setNoDelay(true);
    socket.on('error', () => {}); // the stream above it tells
    return socket;
  };
  const openTls = () => {
    const servername = isIP(at.host) === 0 ? { servername: at.host } : {};
    return connectTls({ socket: openSocket(), host: at.host, ...servername });
  };

  const all: IClientOptions = {
    ...options,
    protocolVersion: 4,
    clean: true,
    queueQoSZero: false,
    reconnectPeriod: 0,
    resubscribe: false,
  };
  if (at.userName !== null) all.username = at.userName;
  if (at.password !== null) all.password = at.password;

  const client =
    at.scheme === 'mqtt' || at.scheme === 'mqtts'
      ? new MqttClient(at.scheme === 'mqtt' ? openSocket : openTls, all)
      : connectMqtt({
          ...all,
          protocol: at.scheme,
          hostname: at.host.includes(':') ? `[${at.host}]` : at.host,
          port: at.port,
          path: at.path,
          wsOptions: {
            perMessageDeflate: false,
            createConnection: at.scheme === 'ws' ? openSocket : openTls,
          },
        });

  return {
    client,
    reset() {
      if (socket !== null && !socket.connecting && !socket.destroyed) socket.resetAndDestroy();
      client.end(true);
    },
  };
}
