/**
 * A TCP proxy that plays a bad network between a client and a server.
 *
 * While it is a black hole, it behaves as a network that drops packets: what is sent stays
 * with the sender's system, which delivers it when the network heals, even after the sender
 * has closed the connection; only a reset throws it away.
 */

import { connect, createServer, type Socket } from 'node:net';

export interface ProxiedConnection {
  /** Ends it, as a router that lost its table. */
  cut(): void;
  /** Nothing passes any more, in either direction, and nobody is told. */
  blackhole(): void;
  heal(): void;
  /** Each piece of data is this late from now on. */
  delayMs: number;
}

export interface TcpProxy {
  readonly port: number;
  /** In the order in which they were opened; closed ones stay in the list. */
  readonly connections: readonly ProxiedConnection[];
  /** Ends all connections, and lets none in until heal(). */
  cut(): void;
  /** Makes all connections, those to come too, black holes until heal(). */
  blackhole(): void;
  heal(): void;
  /** For connections to come. */
  delayMs: number;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const connections: ProxiedConnection[] = [];
  let state: 'through' | 'cut' | 'blackhole' = 'through';
  let delayMs = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (state === 'cut') {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const connection = proxied(client, targetPort, delayMs);
    connections.push(connection);
    if (state === 'blackhole') connection.blackhole();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections,
    cut() {
      state = 'cut';
      for (const connection of connections) connection.cut();
    },
    blackhole() {
      state = 'blackhole';
      for (const connection of connections) connection.blackhole();
    },
    heal() {
      state = 'through';
      for (const connection of connections) connection.heal();
    },
    get delayMs() {
      return delayMs;
    },
    set delayMs(ms: number) {
      delayMs = ms;
    },
    close() {
      for (const connection of connections) connection.cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function proxied(client: Socket, targetPort: number, delayMs: number): ProxiedConnection {
  const target = connect({
    port: targetPort,
    host: '127.0.0.1',
    noDelay: true,
    allowHalfOpen: true,
  });
  let holding = false;
  const held: (() => void)[] = [];
  const cut = () => {
    held.length = 0;
    client.destroy();
    target.destroy();
  };
  const connection: ProxiedConnection = {
    cut,
    blackhole() {
      holding = true;
    },
    heal() {
      holding = false;
      for (const pass of held.splice(0)) pass();
    },
    delayMs,
  };

  const forward = (from: Socket, to: Socket) => {
    const pass = (action: () => void) => {
      if (holding) held.push(action);
      else if (connection.delayMs > 0) setTimeout(() => passNow(action), connection.delayMs);
      else action();
    };
    // What was delayed may meet a black hole.
    const passNow = (action: () => void) => {
      if (holding) held.push(action);
      else action();
    };
    from.on('data', (chunk) => pass(() => to.write(chunk)));
    from.on('end', () => pass(() => to.end()));
    from.on('error', () => {
      // A reset: the sender's system has thrown away what was on its way.
      held.length = 0;
      if (holding) held.push(() => to.resetAndDestroy());
      else to.destroy();
    });
  };
  forward(client, target);
  forward(target, client);
  return connection;
}
