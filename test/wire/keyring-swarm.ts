/**
 * A swarm whose members only have keys: real codecs, links and the pure step, over a medium that loses frames,
 * on disks that fail and machines that crash. In virtual time; a seed decides about everything.
 */
import { nodeCrypto, nodeKeyWrap } from '../../firmware/crypto.ts';
import { RollOver } from '../../firmware/keys/roll-over.ts';
import { nextUint32, type RandomState } from '../../src/protocol/random.ts';
import type { Roster } from '../../src/protocol/roster.ts';
import type { Keyed } from '../../src/wire/aside.ts';
import { type DropReason, FrameCodec } from '../../src/wire/frame.ts';
import { unwrapOffer, wrapOffer } from '../../src/wire/key-offer.ts';
import {
  type KeyRing,
  mergeRings,
  namespaceOf,
  newestKey,
  type RingKey,
  ringOfOne,
  switchedTo,
  withKey,
  withoutOlder,
} from '../../src/wire/keyring.ts';
import { Link } from '../../src/wire/link.ts';
import { type KeyNews, Rekey, type RekeyInput } from '../../src/wire/rekey.ts';

export const OVERLAP_MS = 1000;
const SWARM = { swarm: 'test', zone: 'hall' };

export interface Weather {
  /** Of a thousand frames so many are lost on their way to each member. */
  lost: number;
  /** Of a thousand steps so many crash a member. */
  crashes: number;
  /** Of a thousand saves so many fail. */
  failedSaves: number;
  /** Of a thousand steps so many crash the administrator. */
  administratorCrashes: number;
}

export const CALM: Weather = { lost: 0, crashes: 0, failedSaves: 0, administratorCrashes: 0 };

export class KeyMember {
  readonly index: number;
  readonly news: KeyNews[] = [];
  disk: KeyRing | null = null;
  codec!: FrameCodec;
  link!: Link;
  ring!: KeyRing;
  private rekey!: Rekey;
  private saving: { ring: KeyRing; doneAtMs: number } | null = null;
  private boot = 0;
  private readonly swarm: KeySwarm;
  private readonly given: KeyRing;

  constructor(swarm: KeySwarm, index: number, given: KeyRing) {
    this.swarm = swarm;
    this.index = index;
    this.given = given;
    this.start();
  }

  /** As a process starts: with its key file and its disk, and nothing else. */
  start(): void {
    // A save that was on its way may have reached the disk, or not.
    if (this.saving && this.swarm.below(2) === 0) this.disk = this.saving.ring;
    const merged = this.disk ? mergeRings(this.given, this.disk) : { ring: this.given };
    if (!('ring' in merged)) throw new Error(`${this.index} cannot start: ${merged.problem}`);
    this.ring = merged.ring;
    this.saving = null;
    this.rekey = new Rekey(this.index, this.ring, 0);
    this.codec = this.swarm.codecOf(this.ring, (member) =>
      member === this.index ? this.swarm.kekOf(member) : null,
    );
    this.link = new Link(this.codec, this.index, {
      onKey: (keyId) => this.step({ type: 'heard', keyId }),
      onUnknownKey: (keyId) => this.step({ type: 'unknown', keyId }),
    });
    this.boot += 1;
    this.link.startBoot(this.boot);
  }

  hear(bytes: Uint8Array): void {
    const received = this.link.receive(bytes);
    if (received.type !== 'aside' || received.aside.kind !== 'key') return;
    const { ticket, wrapped } = received.aside;
    const key = unwrapOffer(nodeKeyWrap, this.swarm.kekOf(this.index), wrapped);
    if (key) this.step({ type: 'offer', ticket, key });
  }

  /** What it says of itself now, under whichever key it sends. */
  say(): Uint8Array {
    return this.link.seal({ kind: 'claim', epoch: this.index })!;
  }

  tick(): void {
    const due = this.saving;
    if (due && due.doneAtMs <= this.swarm.nowMs) {
      this.saving = null;
      const ok = !this.swarm.happens('failedSaves');
      if (ok) this.disk = due.ring;
      this.step({ type: 'saved', ok });
    }
    this.step({ type: 'tick' });
  }

  private step(input: RekeyInput): void {
    for (const output of this.rekey.step(input, this.swarm.nowMs)) {
      switch (output.do) {
        case 'save':
          this.saving = { ring: output.ring, doneAtMs: this.swarm.nowMs + this.swarm.below(100) };
          break;
        case 'adopt':
          this.ring = output.ring;
          this.codec.adopt(output.ring);
          break;
        case 'answer':
          this.swarm.noteAnswer(this, output.answer);
          this.swarm.send(this.link.seal(output.answer)!, this);
          break;
        case 'tell':
          this.news.push(output.news);
          break;
      }
    }
  }
}

export class KeySwarm {
  nowMs = 0;
  weather: Weather = CALM;
  readonly roster: Roster;
  readonly members: KeyMember[];
  /** The administrator's file. */
  file: KeyRing;
  rollOver: RollOver | null = null;
  /** What was promised and not kept, if anything. */
  readonly broken: string[] = [];
  /** All that was ever on the air. */
  readonly air: Uint8Array[] = [];
  readonly first: KeyRing;
  private readonly random: RandomState;
  private readonly highestSending: number[];
  private tickets = 0;
  private notAwaited: readonly number[] = [];

  constructor(seed: number, count: number) {
    this.random = { word: seed };
    this.roster = {
      robots: Array.from({ length: count }, (_, index) => ({ id: `r${index}`, rank: index + 1 })),
      pads: [{ id: 'p1', guard: 'controller' }],
    };
    const key = new Uint8Array(32).fill(7);
    this.first = ringOfOne(namespaceOf(nodeCrypto, key, SWARM.swarm, SWARM.zone), key);
    this.file = this.first;
    this.members = Array.from(
      { length: count + 1 },
      (_, index) => new KeyMember(this, index, this.first),
    );
    this.highestSending = this.members.map(() => 0);
  }

  codecOf(ring: KeyRing, kekOf: (member: number) => Uint8Array | null): FrameCodec {
    return new FrameCodec({ crypto: nodeCrypto, ring, kekOf, ...SWARM, roster: this.roster });
  }

  kekOf(member: number): Uint8Array {
    return new Uint8Array(32).fill(100 + member);
  }

  below(limit: number): number {
    return nextUint32(this.random) % limit;
  }

  happens(what: keyof Weather): boolean {
    return this.below(1000) < this.weather[what];
  }

  /** The administrator makes the next key, and begins to hand it out. */
  beginChange(revoked: readonly number[] = []): RingKey {
    const id = newestKey(this.file).id + 1;
    const bytes = new Uint8Array(32).fill(id).fill(this.below(256), 16);
    const key = { id, key: bytes, revoked, overlapMs: OVERLAP_MS };
    this.file = withKey(this.file, key);
    this.goOn();
    return key;
  }

  /** The administrator starts again with what its disk has. */
  goOn(notAwaited: readonly number[] = []): void {
    this.notAwaited = notAwaited;
    const key = newestKey(this.file);
    const heard = this.members.filter(({ index }) => !key.revoked.includes(index));
    const wrapped = ({ index }: KeyMember) => wrapOffer(nodeKeyWrap, this.kekOf(index), key);
    this.tickets += 1;
    this.rollOver = new RollOver({
      codec: this.codecOf(this.file, (member) => this.kekOf(member)),
      keyId: key.id,
      offers: new Map(heard.map((member) => [member.index, wrapped(member)])),
      notAwaited: new Set(notAwaited),
      ticket: this.tickets,
    });
  }

  send(frame: Uint8Array, from: KeyMember | null): void {
    this.air.push(frame);
    for (const member of this.members)
      if (member !== from && !this.happens('lost')) member.hear(frame);
    if (from && this.rollOver && !this.happens('lost')) this.rollOver.hear(frame);
  }

  /** Whatever is answered must be on the disk. */
  noteAnswer(member: KeyMember, { newest, sending }: Keyed): void {
    const disk = member.disk ?? this.first;
    if (newestKey(disk).id < newest) this.broken.push(`${member.index} answers before its save`);
    if (disk.sendingId < sending) this.broken.push(`${member.index} switched before its save`);
  }

  /** So many steps of 20 ms: somebody speaks, somebody crashes, the administrator goes on. */
  run(steps: number): void {
    for (let step = 0; step < steps; step += 1) {
      this.nowMs += 20;
      for (const member of this.members) {
        if (this.happens('crashes')) member.start();
        member.tick();
      }
      const speaker = this.members[this.below(this.members.length)]!;
      this.send(speaker.say(), speaker);
      this.administer();
      this.checkTogether();
      for (const { index, ring } of this.members) {
        if (ring.sendingId < this.highestSending[index]!)
          this.broken.push(`${index} went back to key ${ring.sendingId}`);
        this.highestSending[index] = Math.max(this.highestSending[index]!, ring.sendingId);
      }
    }
  }

  /** Nobody speaks under a key that another is still to be given, unless that one was not waited for. */
  private checkTogether(): void {
    const gone = newestKey(this.file).revoked;
    for (const speaker of this.members) {
      const { sendingId } = speaker.ring;
      for (const { index, disk } of this.members) {
        const ring = disk ?? this.first;
        const keeps = ring.sendingId > sendingId || ring.keys.some(({ id }) => id === sendingId);
        if (!keeps && !gone.includes(index) && !this.notAwaited.includes(index))
          this.broken.push(`${speaker.index} speaks under ${sendingId}, which ${index} has not`);
      }
    }
  }

  private administer(): void {
    if (!this.rollOver) return;
    if (this.happens('administratorCrashes')) this.goOn();
    const frame = this.rollOver.next();
    if (frame) this.send(frame, null);
    if (this.rollOver.phase === 'handing-out' && this.rollOver.isHandedOut) this.roll();
    if (this.rollOver.phase === 'done') this.file = withoutOlder(this.file);
  }

  /** Those who have the key are told to use it; on the administrator's disk first. */
  roll(): void {
    this.file = switchedTo(this.file, newestKey(this.file).id);
    this.rollOver!.roll();
  }

  /** Who does not hear whom, and why. */
  deafness(among: readonly number[]): string[] {
    const found: string[] = [];
    for (const from of among)
      for (const to of among) {
        const opened = this.openedBy(to, this.members[from]!.say());
        if (typeof opened === 'string') found.push(`${to} drops ${from} as ${opened}`);
      }
    return found;
  }

  openedBy(member: number, frame: Uint8Array): DropReason | object {
    return this.members[member]!.codec.open(frame);
  }
}
