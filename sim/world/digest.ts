/**
 * The trace hash: one number of 64 bits for everything that a run did, so that two runs are the same or
 * are not. Every frame and every event stirs it, with its time.
 */
import type { Message } from '../../src/protocol/message.ts';
import { isRecord, type TraceEvent } from '../../src/runtime/trace.ts';
import type { Frame } from '../../src/wire/frame.ts';
import { settle, stir } from './chance.ts';
import type { Host } from './host.ts';
import type { Observer } from './observer.ts';
import type { Schedule } from './schedule.ts';

const time = new Float64Array(1);
const words = new Uint32Array(time.buffer);

export class Digest implements Observer {
  private readonly schedule: Schedule;
  private high = 0;
  private low = 0x9e3779b9;

  constructor(schedule: Schedule) {
    this.schedule = schedule;
  }

  onSay(host: Host, _message: Message, frame: Frame): void {
    this.stir(host.index, frame.tag[0]);
  }

  onEvent(host: Host, event: TraceEvent): void {
    // A run has one hash, whether its frames and steps are traced or not.
    if (isRecord(event.event)) return;
    const fence = 'fence' in event && typeof event.fence === 'object' ? event.fence : null;
    let name = event.event.length;
    for (let at = 0; at < event.event.length; at += 1)
      name = stir(name, event.event.charCodeAt(at));
    this.stir(host.index + 256, name + (fence ? fence.epoch * 65_536 + fence.counter : 0));
  }

  onDown(host: Host): void {
    this.stir(host.index + 512, host.life);
  }

  /** 16 hexadecimal digits. */
  get text(): string {
    const half = (word: number): string => settle(word).toString(16).padStart(8, '0');
    return half(this.high) + half(this.low);
  }

  private stir(what: number, word: number): void {
    time[0] = this.schedule.nowMs;
    this.high = stir(stir(stir(this.high, what), word), words[0]!);
    this.low = stir(stir(stir(this.low, words[1]!), word), this.high);
  }
}
