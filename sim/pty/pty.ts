/**
 * One serial port that is only software: a pty with a link to it, held by a socat of its own.
 *
 * socat waits until a program opens the port and ends when it is closed; then the next one takes its place. So
 * a radio or a board knows whether anybody is there, and nothing that was sent to a closed port is read later.
 * To unplug is to end socat: the program's port hangs up, as that of a USB device does.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { PortError, type PortPath } from './port-path.ts';

export interface PtyListener {
  /** A program has opened the port, or let it go. */
  onOpen(): void;
  onClose(): void;
  onBytes(bytes: Uint8Array): void;
  /** The port cannot be kept; it is unplugged from now on. */
  onTrouble(reason: string): void;
}

type Socat = ChildProcessByStdio<Writable, Readable, Readable>;

/** How often socat looks whether somebody has opened the port. */
const LOOK_SECONDS = 0.01;
/** A program that does not read leaves so much to socat; the rest is lost. */
const BACKLOG_BYTES = 16_384;
/** Socats that end without a pty, one after the other. */
const MAX_FAILURES = 3;
const SETPRIV = '/usr/bin/setpriv';

export class Pty {
  private readonly place: PortPath;
  private readonly listener: PtyListener;
  private socat: Socat | null = null;
  private isOpen = false;
  private failures = 0;
  /** The device behind the path, while it is there. */
  device: string | null = null;

  constructor(place: PortPath, listener: PtyListener) {
    this.place = place;
    this.listener = listener;
  }

  /** Resolves when the path is there; rejects with PortError when it cannot be. */
  async plug(): Promise<void> {
    if (this.socat !== null) return;
    this.failures = 0;
    const ready = Promise.withResolvers<void>();
    this.start(ready.resolve, ready.reject);
    await ready.promise;
  }

  /** Resolves when the path is gone and whoever had it open was hung up. */
  async unplug(): Promise<void> {
    const { socat } = this;
    if (socat === null) return;
    this.socat = null;
    const ended = new Promise((resolve) => socat.once('close', resolve));
    this.leave();
    socat.kill('SIGKILL');
    await ended;
  }

  /** Removes path and pty at once, for the end of the process. */
  destroy(): void {
    const { socat } = this;
    this.socat = null;
    this.leave();
    socat?.kill('SIGKILL');
  }

  /** Bytes to the program; lost while none has the port open. */
  write(bytes: Uint8Array): void {
    if (!this.isOpen || this.socat === null) return;
    if (this.socat.stdin.writableLength + bytes.length > BACKLOG_BYTES) return;
    this.socat.stdin.write(bytes);
  }

  private start(onReady: () => void, onFail: (error: PortError) => void): void {
    const socat = spawnSocat();
    this.socat = socat;
    let lastWords = '';
    let isReady = false;
    socat.stdin.on('error', () => {}); // it has ended: 'close' tells
    socat.stdout.on('data', (bytes: Buffer) => {
      if (this.socat === socat) this.listener.onBytes(Uint8Array.from(bytes));
    });
    onLines(socat.stderr, (line) => {
      if (this.socat !== socat) return;
      lastWords = line;
      const device = / PTY is (\/\S+)/.exec(line)?.[1];
      if (device !== undefined) {
        try {
          this.place.lead(device);
        } catch (error) {
          this.destroy();
          onFail(error as PortError);
          // Whoever waited for the first pty has been told; later ones nobody waits for.
          this.listener.onTrouble((error as PortError).message);
          return;
        }
        this.device = device;
        isReady = true;
        onReady();
      } else if (line.includes('starting data transfer loop')) this.open();
    });
    socat.once('error', ({ message }) => {
      lastWords = `${message}; socat makes the ports: install it`;
    });
    socat.once('close', () => {
      if (this.socat !== socat) return;
      this.socat = null;
      this.leave();
      this.failures = isReady ? 0 : this.failures + 1;
      if (this.failures < MAX_FAILURES) {
        this.start(onReady, onFail);
        return;
      }
      const error = new PortError(`${this.place.path} cannot be made: ${lastWords}`);
      onFail(error);
      this.listener.onTrouble(error.message);
    });
  }

  private open(): void {
    this.isOpen = true;
    this.listener.onOpen();
  }

  private leave(): void {
    this.place.drop();
    this.device = null;
    if (!this.isOpen) return;
    this.isOpen = false;
    this.listener.onClose();
  }
}

/**
 * A socat that waits for a program would outlive a process that is killed; setpriv lets it end with us. It has
 * no option for the terminal (raw, echo): socat would set it a moment after the path is there, over what a quick
 * program has set. So a new port is as a real one is: it is up to the program to make it raw.
 */
function spawnSocat(): Socat {
  const pty = `PTY,wait-slave,pty-interval=${LOOK_SECONDS}`;
  const socat = ['socat', '-d', '-d', '-t0', pty, 'STDIO'];
  const command = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', ...socat] : socat;
  return spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
}

function onLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!.slice(-1000);
    for (const line of lines) onLine(line);
  });
}
