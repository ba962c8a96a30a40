/**
 * A broker by hand: it takes every connection and subscription, says nothing of its own
 * accord, and shows what arrives. For what a good broker never does.
 */

import { createServer, type Socket } from 'node:net';

export interface FakeBroker {
  readonly url: string;
  /** When each connection was made, by performance.now(). */
  readonly connectedAtMs: readonly number[];
  /** All bytes after the last SUBSCRIBE, as they arrive. */
  onData: (chunk: Buffer) => void;
  /** Puts bytes on every connection. */
  say(bytes: Uint8Array): void;
  /** Reads no more. */
  pause(): void;
  close(): void;
}

const CONNACK = Uint8Array.of(0x20, 2, 0, 0);

/** With `refuse`, each connection is ended as soon as it is made. */
export async function startFakeBroker({ refuse = false } = {}): Promise<FakeBroker> {
  const sockets = new Set<Socket>();
  const connectedAtMs: number[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    connectedAtMs.push(performance.now());
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (refuse) {
      socket.destroy();
      return;
    }
    socket.on('data', (chunk) => {
      if (chunk[0] === 0x10) socket.write(CONNACK);
      else if (chunk[0] === 0x82) socket.write(Uint8Array.of(0x90, 3, chunk[2]!, chunk[3]!, 0));
      else broker.onData(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const broker: FakeBroker = {
    url: `mqtt://127.0.0.1:${port}`,
    connectedAtMs,
    onData() {},
    say(bytes) {
      for (const socket of sockets) socket.write(bytes);
    },
    pause() {
      for (const socket of sockets) socket.pause();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return broker;
}
