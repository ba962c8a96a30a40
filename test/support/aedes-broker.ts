/** Aedes, the broker that the demo embeds, on a port of its own. */

import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { Aedes } from 'aedes';
import { freePort } from './free-port.ts';

export interface AedesBroker {
  readonly port: number;
  readonly url: string;
  /** Drops all connections, and listens no more. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export async function startAedes(tls?: TlsOptions): Promise<AedesBroker> {
  const port = await freePort();
  let server: Server | null = null;
  let broker: Aedes | null = null;
  const sockets = new Set<Socket>();

  const start = async () => {
    const aedes = await Aedes.createBroker();
    const handle = (socket: Socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      aedes.handle(socket);
    };
    const listening = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    broker = aedes;
    server = listening;
  };
  const kill = async () => {
    const listening = server;
    server = null;
    if (listening === null) return;
    const closed = new Promise((resolve) => listening.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => broker?.close(() => resolve()));
  };
  await start();
  return {
    port,
    url: `${tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      await start();
    },
  };
}
