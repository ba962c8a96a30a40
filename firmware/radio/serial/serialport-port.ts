/**
 * A serial port of this machine, through the package serialport.
 *
 * The package is loaded when the first port is opened: members on MQTT do without it. Facts that shape
 * this file: an unplug is seen only while somebody listens for data; a write to a port that is
 * closing is kept for its next opening, so none is made; `drain` ends before the bytes are out.
 */

import type { SerialPort } from 'serialport';
import { endReadsOnHangUp } from '../../../hardware/serial/hang-up.ts';
import { describePortTrouble, unplugged } from '../../../hardware/serial/port-trouble.ts';
import type { InputLine, OutputLine } from './config.ts';
import type { OpenPort, Port, PortListener } from './port.ts';

/** A port that takes nothing any more: one frame is in flight at a time, so this is many of them. */
const BACKLOG_BYTES = 4096;
const DRAIN_MS = 500;

export const openSerialPort: OpenPort = async ({ path, baud }, listener) => {
  const opened = await openStream(path, baud);
  if (typeof opened === 'string') return describePortTrouble(path, opened);
  return new SystemPort(opened, path, listener);
};

/** An open port, or the text of the error. */
async function openStream(path: string, baudRate: number): Promise<SerialPort | string> {
  try {
    const { SerialPort } = await import('serialport');
    return await new Promise((resolve) => {
      const stream = new SerialPort({ path, baudRate, lock: true, autoOpen: false });
      stream.open((error) => resolve(error === null ? stream : error.message));
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

class SystemPort implements Port {
  private readonly stream: SerialPort;
  private readonly path: string;
  private readonly listener: PortListener;
  /** As the system has them when a port has just been opened. */
  private readonly lines: Record<OutputLine, boolean> = { rts: true, dtr: true };
  private isOver = false;
  private closing: Promise<void> | null = null;

  constructor(stream: SerialPort, path: string, listener: PortListener) {
    this.stream = stream;
    this.path = path;
    this.listener = listener;
    endReadsOnHangUp(stream.port);
    stream.on('data', (bytes: Buffer) => {
      if (!this.isOver) listener.onData(bytes);
    });
    stream.on('close', (error: unknown) => this.broke(error));
    stream.on('error', (error: unknown) => this.broke(error));
  }

  write(bytes: Uint8Array): void {
    const { stream } = this;
    if (this.isOver || !stream.isOpen || stream.writableLength > BACKLOG_BYTES) return;
    stream.write(Buffer.from(bytes));
  }

  setLine(line: OutputLine, asserted: boolean): Promise<boolean> {
    this.lines[line] = asserted;
    return this.whileOpen(false, (resolve) =>
      this.stream.set({ ...this.lines }, (error) => resolve(error === null)),
    );
  }

  readLine(line: InputLine): Promise<boolean | null> {
    return this.whileOpen<boolean | null>(null, (resolve) =>
      this.stream.get((error, levels) => resolve(error === null ? (levels?.[line] ?? null) : null)),
    );
  }

  setBaud(baud: number): Promise<boolean> {
    if (this.stream.baudRate === baud) return Promise.resolve(true);
    return this.whileOpen(false, (resolve) =>
      this.stream.update({ baudRate: baud }, (error) => resolve(error === null)),
    );
  }

  /** What `ask` resolves to; `otherwise` when the port is closed by now. */
  private whileOpen<Answer>(
    otherwise: Answer,
    ask: (resolve: (answer: Answer) => void) => void,
  ): Promise<Answer> {
    if (this.isOver || !this.stream.isOpen) return Promise.resolve(otherwise);
    return new Promise(ask);
  }

  close(): Promise<void> {
    this.closing ??= this.letGo();
    return this.closing;
  }

  private async letGo(): Promise<void> {
    const { stream } = this;
    const wasOver = this.isOver;
    this.isOver = true;
    if (!stream.isOpen) return;
    if (!wasOver) await drained(stream);
    await new Promise<void>((resolve) => {
      if (stream.isOpen) stream.close(() => resolve());
      else resolve();
    });
  }

  private broke(error: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    const { listener, path } = this;
    const text = error instanceof Error ? error.message : '';
    if (text === '') listener.onGone(unplugged(path));
    else void describePortTrouble(path, text).then((reason) => listener.onGone(reason));
  }
}

function drained(stream: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    stream.drain(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
