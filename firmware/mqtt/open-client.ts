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
import type { BrokerCredentials } from './broker-access.ts';
import type { BrokerAddress } from './broker-url.ts';

export interface OneLifeClient {
  readonly client: MqttClient;
  /** Ends it at once; what the system still holds of it is not delivered. */
  reset(): void;
}

/** How a client shows itself to a broker, and whom it trusts. */
export interface ClientAccess extends Pick<BrokerCredentials, 'user' | 'password'> {
  /** The only authority to trust (authority.ts); null: those that the system trusts. */
  readonly ca: Buffer | null;
}

/** `options` are those of MQTT; those that concern a second life are set here. */
export function openClient(
  at: BrokerAddress,
  options: IClientOptions,
  access: ClientAccess,
): OneLifeClient {
  let socket: Socket | null = null;
  const openSocket = (): Socket => {
    socket = connectTcp({ host: at.host, port: at.port });
    socket.setNoDelay(true);
    socket.on('error', () => {}); // the stream above it tells
    return socket;
  };
  const openTls = () => {
    const servername = isIP(at.host) === 0 ? { servername: at.host } : {};
    const trusted = access.ca === null ? {} : { ca: access.ca };
    return connectTls({ socket: openSocket(), host: at.host, ...servername, ...trusted });
  };

  const all: IClientOptions = {
    ...options,
    protocolVersion: 4,
    clean: true,
    queueQoSZero: false,
    reconnectPeriod: 0,
    resubscribe: false,
  };
  const user = access.user ?? at.userName;
  const password = access.user === null ? at.password : access.password;
  if (user !== null) all.username = user;
  if (password !== null) all.password = password;

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
