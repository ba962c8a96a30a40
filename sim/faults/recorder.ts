/** Somebody who records the frames of a channel and sends them again later, unchanged. */
import { frameNameOf } from '../../src/runtime/frame-name.ts';
import type { TimedHappening } from '../scenario/happening.ts';
import type { Swarm } from '../world/swarm.ts';

const KEPT = 2000;

type Replay = Extract<TimedHappening, { do: 'replay' }>;

export class Recorder {
  private readonly swarm: Swarm;
  private readonly sendAgain: (bytes: Uint8Array) => void;
  private readonly frames: { readonly name: string; readonly from: string; bytes: Uint8Array }[] =
    [];
  private next = 0;

  /** `sendAgain` hears of all bytes that are sent again, before they are. */
  constructor(swarm: Swarm, sendAgain: (bytes: Uint8Array) => void) {
    this.swarm = swarm;
    this.sendAgain = sendAgain;
    swarm.observers.push({
      onSay: (host, _message, frame, bytes) => {
        const name = frameNameOf(host.name, frame);
        this.frames[this.next] = { name, from: host.name, bytes };
        this.next = (this.next + 1) % KEPT;
      },
    });
  }

  /** Names of what can be sent again. */
  names(): string[] {
    return this.frames.map((frame) => frame.name);
  }

  /** Sends what a script or a storm names again, to all or to one; what was never heard is not sent. */
  replay({ frame, from, to, count }: Replay): void {
    const ordered = [...this.frames.slice(this.next), ...this.frames.slice(0, this.next)];
    const found =
      frame === null
        ? ordered.filter((kept) => kept.from === from).slice(-count)
        : ordered.filter((kept) => kept.name === frame).flatMap((kept) => Array(count).fill(kept));
    for (const { bytes } of found) {
      const copy = bytes.slice();
      if (to !== 'all') {
        this.swarm.whisper(to, copy);
        continue;
      }
      this.sendAgain(copy);
      this.swarm.air.send(this.swarm.stranger, copy);
    }
  }
}
