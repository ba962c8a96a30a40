/**
 * Looks at AUX to know when a module has taken all of a frame: the pin is low while it has something
 * left to send (E22-900T22S user manual, 5.6.2).
 *
 * High alone doesn't mean that the frame has left the antenna, as the manual says itself: it says
 * that the module's buffer is empty. So the transmit queue counts the air time besides, and takes the later of both.
 * A system tells of changes of a line by no event that Node.js has, so it is looked at.
 */

import type { InputLine } from './config.ts';
import type { Bench } from './driver.ts';

const LOOK_EVERY_MS = 5;
/** The pin falls some milliseconds after the first byte. */
const FIRST_LOOK_MS = 10;
/** Six seconds: the queue has gone on by then. */
const MOST_LOOKS = 1200;

export class AuxWatch {
  private readonly bench: Bench;
  private readonly line: InputLine;
  private readonly onIdle: () => void;
  /** Which frame is looked after; looks for an earlier one end. */
  private frame = 0;

  constructor(bench: Bench, line: InputLine, onIdle: () => void) {
    this.bench = bench;
    this.line = line;
    this.onIdle = onIdle;
  }

  /** Null when the line can be read. */
  async trouble(): Promise<string | null> {
    if ((await this.bench.port.readLine(this.line)) !== null) return null;
    const name = this.line.toUpperCase();
    return `the port has no line ${name} to read AUX from; leave lines.aux out, or use a port with it`;
  }

  /** A frame was handed to the module. */
  sent(): void {
    this.frame += 1;
    this.lookAgain(this.frame, FIRST_LOOK_MS, 0);
  }

  end(): void {
    this.frame += 1;
  }

  private lookAgain(frame: number, inMs: number, looks: number): void {
    const { timeline } = this.bench;
    timeline.at(timeline.nowMs + inMs, () => void this.look(frame, looks));
  }

  private async look(frame: number, looks: number): Promise<void> {
    if (frame !== this.frame) return;
    const isLow = await this.bench.port.readLine(this.line);
    if (frame !== this.frame || looks >= MOST_LOOKS) return;
    if (isLow === false) this.onIdle();
    else this.lookAgain(frame, LOOK_EVERY_MS, looks + 1);
  }
}
