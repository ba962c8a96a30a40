/** Members that only have keys, in one process: real files, codecs and links over an air in memory. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto, nodeKeyWrap } from '../../../firmware/crypto.ts';
import { type MemberKeys, openMemberKeys } from '../../../firmware/keys/member-keys.ts';
import { loadStartKeys, type StartKeys } from '../../../firmware/keys/start-keys.ts';
import type { FileLayer } from '../../../firmware/store/files.ts';
import type { Roster } from '../../../src/protocol/roster.ts';
import type { Alarm, Radio, RadioListener } from '../../../src/runtime/ports.ts';
import { ADMINISTRATOR } from '../../../src/wire/aside.ts';
import { FrameCodec } from '../../../src/wire/frame.ts';
import { Link } from '../../../src/wire/link.ts';

export const ROSTER: Roster = {
  robots: [
    { id: 'r1', rank: 1 },
    { id: 'r2', rank: 2 },
    { id: 'r3', rank: 3 },
  ],
  pads: [{ id: 'p1', guard: 'controller' }],
};

/** The configuration of a zone, as far as keys are concerned; each member has a key file of its own. */
export function zoneIn(folder: string) {
  return {
    file: join(folder, 'swarm.yaml'),
    swarm: 'test',
    zone: 'hall',
    key: { file: join(folder, '%id.key') },
    state: join(folder, 'state'),
    roster: ROSTER,
  };
}

/** What radios can be opened on. */
export interface Medium {
  open(listener: RadioListener): Radio;
}

export class Air implements Medium {
  private readonly listeners = new Set<RadioListener>();
  /** All frames that were sent. */
  readonly sent: Uint8Array[] = [];
  isDown = false;

  open(listener: RadioListener): Radio {
    this.listeners.add(listener);
    queueMicrotask(() => listener.onLink(!this.isDown, this.isDown ? 'the air is down' : 'up'));
    return {
      mtuBytes: 255,
      send: (frame) => {
        this.sent.push(frame);
        for (const other of this.listeners) if (other !== listener) other.onFrame(frame);
      },
      close: async () => {
        this.listeners.delete(listener);
      },
    };
  }
}

export class Station {
  readonly id: string;
  readonly index: number;
  readonly log: string[] = [];
  readonly codec: FrameCodec;
  readonly link: Link;
  readonly start: StartKeys;
  private readonly keys: MemberKeys;
  private readonly radio: Radio;
  private alarmAtMs: number | null = null;
  private nowMs = 0;
  private wake: () => void = () => {};

  /** Starts with what its files say. */
  constructor(air: Medium, folder: string, index: number, boot = 1, files?: FileLayer) {
    const zone = zoneIn(folder);
    const { swarm, zone: zoneName, state } = zone;
    this.index = index;
    this.id = [...ROSTER.robots, ...ROSTER.pads][index]!.id;
    mkdirSync(state, { recursive: true });
    this.start = loadStartKeys(zone, this.id, {});
    const { ring, kek } = this.start;
    this.codec = new FrameCodec({
      crypto: nodeCrypto,
      ring,
      kekOf: (member) => (member === index ? kek : null),
      swarm,
      zone: zoneName,
      roster: ROSTER,
    });
    const say = (level: string) => (message: string) => this.log.push(`${level} ${message}`);
    this.keys = openMemberKeys({
      self: index,
      id: this.id,
      swarm,
      zone: zoneName,
      folder: state,
      ring,
      kek,
      wrap: nodeKeyWrap,
      codec: this.codec,
      clock: { nowMs: () => this.nowMs },
      makeAlarm: (ringIt) => this.alarm(ringIt),
      answerEveryMs: 0,
      log: { info: say('info'), warn: say('warn'), error: say('error') },
      answer: (keyed) => this.radio.send(this.link.seal(keyed)!),
      roll: (keyId) => {
        const header = { source: ADMINISTRATOR, boot: 0, sequence: 0 };
        this.radio.send(this.codec.seal(header, { kind: 'roll', keyId })!);
      },
      ...(files === undefined ? {} : { files }),
    });
    this.link = new Link(this.codec, index, this.keys.watch);
    this.link.startBoot(boot);
    this.radio = air.open({
      onFrame: (frame) => this.hear(frame),
      onDrop: () => {},
      onLink: () => {},
    });
  }

  private alarm(ringIt: () => void): Alarm {
    this.wake = ringIt;
    return {
      set: (atMs) => {
        this.alarmAtMs = atMs;
      },
    };
  }

  hear(frame: Uint8Array): void {
    const received = this.link.receive(frame);
    if (received.type === 'aside') this.keys.take(received.aside);
  }

  /** Lets its time pass, and rings its alarm when that is due. */
  wait(forMs: number): void {
    this.nowMs += forMs;
    if (this.alarmAtMs !== null && this.alarmAtMs <= this.nowMs) this.wake();
  }

  /** Says something on the air. */
  speak(): Uint8Array {
    const frame = this.link.seal({ kind: 'claim', epoch: 1 })!;
    this.radio.send(frame);
    return frame;
  }

  hears(frame: Uint8Array): string {
    const opened = this.codec.open(frame);
    return typeof opened === 'string' ? opened : 'heard';
  }

  async stop(): Promise<void> {
    await this.radio.close();
    await this.keys.close();
  }
}
