/** An MQTT broker inside this process, for a swarm on this machine alone. */

import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface DemoBroker {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback. `onMessage` hears all that is published. */
export async function startBroker(
  onMessage: (topic: string, payload: Uint8Array) => void,
): Promise<DemoBroker> {
  const aedes = await Aedes.createBroker();
  aedes.on('publish', (packet) => onMessage(packet.topic, packet.payload as Buffer));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A frame must not wait for the one after it.
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    aedes.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
