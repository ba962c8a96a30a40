/**
 * One member of a run on its own virtual machine: a clock with its own rate, a disk that survives a
 * crash, a body, and the real driver, role and link in between.
 */

import { nodeCrypto } from '../../firmware/crypto.ts';
import type { MemberConfig } from '../../src/protocol/context.ts';
import { type Durable, freshDurable } from '../../src/protocol/durable.ts';
import { isRobot } from '../../src/protocol/roster.ts';
import type { BodyReport } from '../../src/roles/body.ts';
import type { Role } from '../../src/roles/role.ts';
import { Driver } from '../../src/runtime/driver.ts';
import { decodeDurable } from '../../src/runtime/durable-file.ts';
import { type Life, roleOf } from '../../src/runtime/life.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Frame } from '../../src/wire/frame.ts';
import { Link } from '../../src/wire/link.ts';
import type { HarnessBody } from './bodies.ts';
import type { World } from './world.ts';

const ROUNDING_MS = 1e-6;

export class Host {
  readonly index: number;
  readonly world: World;
  readonly config: MemberConfig;
  /** Local clock: `offset + rate * global`. */
  readonly rate: number;
  readonly offsetMs: number;
  disk: Uint8Array | null = null;
  /** Its disk was wiped or damaged since the run began. */
  lostDisk = false;
  /** When the last save that was asked for will be done. */
  diskFreeMs = 0;
  driver: Driver | null = null;
  role: Role | null = null;
  body: HarnessBody | null = null;
  frozen = false;
  /** What came in while it was frozen. */
  private slept: (() => void)[] = [];
  private life = 0;

  constructor(world: World, config: MemberConfig, rate: number, offsetMs: number) {
    this.world = world;
    this.index = config.self;
    this.config = config;
    this.rate = rate;
    this.offsetMs = offsetMs;
  }

  get alive(): boolean {
    return this.driver !== null;
  }

  localMs(): number {
    return this.offsetMs + this.rate * this.world.schedule.nowMs;
  }

  globalMs(localMs: number): number {
    return (localMs - this.offsetMs) / this.rate;
  }

  /** Starts with what the disk has. */
  start(): void {
    const { world, config, index } = this;
    this.life += 1;
    const life = this.life;
    const loaded = this.disk ? decodeDurable(nodeCrypto, this.disk) : null;
    const disk = 1 + world.chance.below(0xfffffff0);
    let durable: Durable = freshDurable(disk);
    if (loaded?.state === 'intact') durable = loaded.durable;
    if (loaded?.state === 'damaged') durable = { ...durable, standing: 'outsider' };
    const seed = world.chance.uint32();
    const robot = isRobot(config.roster, index);
    this.body = robot ? world.makeBody(this) : null;
    const report = this.body?.report() as BodyReport;
    const { charging } = world.options;
    const start = { roost: 'harness', config, durable, seed };
    const lived: Life = robot
      ? { ...start, role: 'robot', charging, report }
      : { ...start, role: 'pad', report: { contact: null, fault: null } };
    const role = roleOf(lived);
    const link = new Link(world.codec, index);
    let alarmAt: number | null = null;
    const driver = new Driver(
      role,
      {
        clock: { nowMs: () => this.localMs() },
        alarm: {
          set: (atMs) => {
            if (atMs === alarmAt) return;
            alarmAt = atMs;
            if (atMs === null) return;
            // A hair later, so that rounding never makes it ring before the local time has come.
            world.schedule.at(this.globalMs(atMs) + ROUNDING_MS, () =>
              this.act(life, () => {
                if (alarmAt !== atMs) return;
                alarmAt = null;
                this.driver?.feed({ type: 'tick' });
              }),
            );
          },
        },
        store: {
          save: (bytes) =>
            new Promise<void>((resolve) => {
              world.onDisk(this, life, bytes, resolve);
            }),
        },
        crypto: nodeCrypto,
        radio: {
          mtuBytes: 255,
          send: (bytes) => world.transmit(this, bytes),
          close: async () => {},
        },
        link,
        body: (this.body ?? { command: () => {} }) as never,
      },
      {
        onEvent: (event: TraceEvent) => world.onEvent(this, event),
        onReply: () => {},
        onFinished: () => this.crash('stopped'),
        onTwin: (reason) => world.fail('twin', `${index}: ${reason}`),
      },
      { self: index, roster: config.roster, traceFrames: world.onRecord !== null, life: lived },
    );
    this.driver = driver;
    this.role = role;
    this.links = link;
    driver.feed({ type: 'start', offPad: robot && report.place === 'away', reason: 'start' });
  }

  private links: Link | null = null;

  /** Hears an opened frame. */
  hear(frame: Frame, bytes: number): void {
    this.act(this.life, () => this.driver?.take(this.links!.accept(frame), bytes));
  }

  /** Does something in this life now, or at the thaw, or never. */
  act(life: number, what: () => void): void {
    if (life !== this.life || !this.driver) return;
    if (this.frozen) this.slept.push(() => this.act(life, what));
    else what();
  }

  doNow(what: () => void): void {
    this.act(this.life, what);
  }

  get currentLife(): number {
    return this.life;
  }

  crash(reason: string): void {
    if (!this.driver) return;
    this.driver.close();
    this.driver = null;
    this.role = null;
    this.body?.drop();
    this.body = null;
    this.frozen = false;
    this.slept = [];
    this.world.onCrash(this, reason);
  }

  freeze(): void {
    if (this.driver) this.frozen = true;
  }

  thaw(): void {
    if (!this.frozen) return;
    this.frozen = false;
    const slept = this.slept;
    this.slept = [];
    for (const act of slept) act();
  }

  loseDisk(): void {
    this.disk = null;
    this.lostDisk = true;
  }
}
