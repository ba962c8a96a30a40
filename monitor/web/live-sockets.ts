/**
 * The WebSockets of open pages. All get the same text, which is made once. A page that takes it too slowly is not
 * queued for: it misses messages, and gets a new snapshot when it has caught up.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { WebHub } from './hub-port.ts';

/** Each may have half a megabyte and a snapshot on its way. */
const MAX_PAGES = 64;
/** Pages say nothing. */
const MAX_PAYLOAD_BYTES = 1024;
/** With more than this on its way, a page is behind; with less than the second, it has caught up. */
const BEHIND_BYTES = 512 * 1024;
const CAUGHT_UP_BYTES = 16 * 1024;
const PING_EVERY_MS = 15_000;

interface Page {
  readonly socket: WebSocket;
  behind: boolean;
  /** It has answered the last ping. */
  alive: boolean;
}

export class LiveSockets {
  private readonly hub: WebHub;
  // Deltas are small, and the hub is near: compression would cost more than it saves.
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private readonly pages = new Set<Page>();
  private readonly stopListening: () => void;
  private readonly pinging: NodeJS.Timeout;

  constructor(hub: WebHub) {
    this.hub = hub;
    this.stopListening = hub.listen((text) => this.say(text));
    this.pinging = setInterval(() => this.ping(), PING_EVERY_MS);
    this.pinging.unref();
  }

  get count(): number {
    return this.pages.size;
  }

  /** The request has been found to be in order. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (this.pages.size >= MAX_PAGES) {
      stream.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, stream, head, (socket) => this.open(socket));
  }

  close(): void {
    this.stopListening();
    clearInterval(this.pinging);
    for (const { socket } of this.pages) socket.close(1001, 'the hub ends');
    for (const { socket } of this.pages) socket.terminate();
    this.server.close();
  }

  private open(socket: WebSocket): void {
    const page: Page = { socket, behind: false, alive: true };
    this.pages.add(page);
    socket.on('close', () => this.pages.delete(page));
    socket.on('error', () => {}); // close follows
    socket.on('pong', () => {
      page.alive = true;
    });
    socket.send(this.hub.snapshot());
  }

  private say(text: string): void {
    let snapshot: string | null = null;
    for (const page of this.pages) {
      const { socket } = page;
      if (socket.readyState !== socket.OPEN) continue;
      if (page.behind) {
        if (socket.bufferedAmount > CAUGHT_UP_BYTES) continue;
        page.behind = false;
        snapshot ??= this.hub.snapshot();
        socket.send(snapshot);
      } else if (socket.bufferedAmount > BEHIND_BYTES) page.behind = true;
      else socket.send(text);
    }
  }

  private ping(): void {
    for (const page of this.pages) {
      if (!page.alive) page.socket.terminate();
      page.alive = false;
      page.socket.ping();
    }
  }
}
