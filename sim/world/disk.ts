/**
 * A member's disk: one state that is replaced as a whole, a little after that was asked for. It works
 * on while the process is frozen, and stops when the power fails; a bad one then leaves the state torn.
 */
import type { Schedule } from './schedule.ts';

export class Disk {
  /** What a start would read; null for a disk that was never written, or was lost. */
  bytes: Uint8Array | null = null;
  /** It was wiped or torn since the run began: what it promised is forgotten (S5). */
  lost = false;
  /** Called once, at the next write. */
  onWrite: (() => void) | null = null;
  private readonly schedule: Schedule;
  private freeAtMs = 0;
  private writing: Uint8Array[] = [];

  constructor(schedule: Schedule) {
    this.schedule = schedule;
  }

  /** Saves after those that were asked for before; `done` is called when it would survive a power cut. */
  save(bytes: Uint8Array, takesMs: number, done: () => void): void {
    this.freeAtMs = Math.max(this.freeAtMs, this.schedule.nowMs + takesMs);
    this.writing.push(bytes);
    const { onWrite } = this;
    this.onWrite = null;
    onWrite?.();
    this.schedule.at(this.freeAtMs, () => {
      if (!this.writing.includes(bytes)) return;
      this.writing = this.writing.filter((other) => other !== bytes);
      this.bytes = bytes;
      done();
    });
  }

  /** The power fails: what was being written is not there, and with `torn` the old state neither. */
  cutPower(torn: boolean): void {
    const [write] = this.writing;
    this.writing = [];
    this.freeAtMs = 0;
    if (!torn || !write) return;
    this.bytes = write.slice(0, write.length >> 1);
    this.lost = true;
  }

  wipe(): void {
    this.bytes = null;
    this.lost = true;
  }
}
