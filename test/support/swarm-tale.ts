/**
 * What a large swarm would tell, made up: robots work, ask, wait, charge and leave, and say so on their topics as real
 * members do. The same seed and times tell the same tale; nothing here has a clock or a broker.
 */

export interface TaleOptions {
  readonly swarm: string;
  readonly robots: number;
  readonly pads: number;
  readonly zones: number;
  readonly seed?: number;
  /** How often a robot's state changes, and is therefore told; 3 s without it. */
  readonly changeEveryMs?: number;
  /** From one charge to the next, in the mean; ten minutes without it. */
  readonly workMs?: number;
  readonly chargeMs?: number;
}

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

interface Pad {
  readonly id: string;
  readonly zone: string;
  holder: Robot | null;
  untilMs: number;
  renewAtMs: number;
  counter: number;
  tellAtMs: number;
  readonly queue: Robot[];
}

interface Robot {
  readonly id: string;
  readonly zone: string;
  readonly pad: Pad;
  phase: 'working' | 'waiting' | 'charging';
  battery: number;
  /** When it will be hungry. */
  asksAtMs: number;
  tellAtMs: number;
  seq: number;
  sent: number;
}

const RENEW_MS = 1000;
const LEASE_MS = 3000;
const PAD_TELLS_MS = 3000;
const EPOCH = 7;

export class SwarmTale {
  private readonly options: Required<TaleOptions>;
  private readonly startedAtMs: number;
  private readonly robots: Robot[] = [];
  private readonly pads: Pad[] = [];
  private state: number;
  private told: Message[] = [];

  constructor(options: TaleOptions, nowMs: number) {
    this.options = { seed: 1, changeEveryMs: 3000, workMs: 600_000, chargeMs: 20_000, ...options };
    this.state = this.options.seed >>> 0 || 1;
    this.startedAtMs = nowMs;
    const { robots, pads, zones, workMs, changeEveryMs } = this.options;
    for (let n = 0; n < pads; n += 1) {
      const tellAtMs = nowMs + this.chance() * PAD_TELLS_MS;
      const pad = { id: `p${n + 1}`, zone: `z${(n % zones) + 1}`, holder: null, queue: [] };
      this.pads.push({ ...pad, untilMs: 0, renewAtMs: 0, counter: 0, tellAtMs });
    }
    for (let n = 0; n < robots; n += 1) {
      // Robots of a zone share its pads.
      const zone = `z${(n % zones) + 1}`;
      const near = this.pads.filter((pad) => pad.zone === zone);
      const pad = near[Math.floor(n / zones) % near.length] ?? this.pads[n % pads]!;
      this.robots.push({
        ...{ id: `r${n + 1}`, zone, pad, phase: 'working', battery: 40 + this.chance() * 60 },
        asksAtMs: nowMs + this.chance() * workMs,
        tellAtMs: nowMs + this.chance() * changeEveryMs,
        ...{ seq: 0, sent: 0 },
      });
    }
  }

  /** What everybody says at first. */
  begin(nowMs: number): Message[] {
    this.told = [];
    for (const pad of this.pads) {
      this.say(`pads/${pad.id}/availability`, 'online', true);
      this.padState(pad, nowMs);
    }
    for (const robot of this.robots) {
      this.say(`robots/${robot.id}/availability`, 'online', true);
      this.robotState(robot, nowMs);
    }
    return this.told;
  }

  /** What is said up to this moment. */
  step(nowMs: number): Message[] {
    this.told = [];
    for (const pad of this.pads) this.padStep(pad, nowMs);
    for (const robot of this.robots) this.robotStep(robot, nowMs);
    return this.told;
  }

  private padStep(pad: Pad, nowMs: number): void {
    const { holder } = pad;
    if (holder !== null && nowMs >= pad.untilMs) {
      this.event(holder, 'exit', { pad: pad.id, reason: 'charged', ...fenceOf(pad) }, nowMs);
      holder.phase = 'working';
      holder.battery = 90;
      holder.asksAtMs = nowMs + this.options.workMs * (0.5 + this.chance());
      pad.holder = null;
      this.robotState(holder, nowMs);
    } else if (holder !== null && nowMs >= pad.renewAtMs) {
      pad.renewAtMs = nowMs + RENEW_MS;
      this.event(
        holder,
        'renew',
        { pad: pad.id, ...fenceOf(pad), until: this.mono(nowMs) + LEASE_MS },
        nowMs,
      );
    }
    const next = pad.holder === null ? pad.queue.shift() : undefined;
    if (next) {
      pad.holder = next;
      pad.counter += 1;
      pad.untilMs = nowMs + this.options.chargeMs * (0.7 + 0.6 * this.chance());
      pad.renewAtMs = nowMs + RENEW_MS;
      next.phase = 'charging';
      const until = this.mono(nowMs) + LEASE_MS;
      this.event(next, 'enter', { pad: pad.id, ...fenceOf(pad), until }, nowMs);
      this.event(next, 'body', { phase: 'charging', battery: Math.round(next.battery) }, nowMs);
      this.robotState(next, nowMs);
      this.padState(pad, nowMs);
    }
    if (nowMs >= pad.tellAtMs) this.padState(pad, nowMs);
  }

  private robotStep(robot: Robot, nowMs: number): void {
    if (robot.phase === 'working' && nowMs >= robot.asksAtMs) {
      robot.phase = 'waiting';
      robot.battery = Math.min(robot.battery, 34);
      robot.pad.queue.push(robot);
      const request = { pad: robot.pad.id, number: [3, robot.seq], urgency: 1 };
      this.event(robot, 'request', request, nowMs);
      this.event(robot, 'body', { phase: 'waiting', battery: Math.round(robot.battery) }, nowMs);
      this.robotState(robot, nowMs);
    }
    if (nowMs < robot.tellAtMs) return;
    const change = robot.phase === 'charging' ? 1 : -0.2;
    robot.battery = Math.max(12, Math.min(100, robot.battery + change));
    this.robotState(robot, nowMs);
  }

  private robotState(robot: Robot, nowMs: number): void {
    const { id, zone, phase, battery, pad } = robot;
    robot.tellAtMs = nowMs + this.options.changeEveryMs * (0.8 + 0.4 * this.chance());
    robot.sent += 1;
    const mono = this.mono(nowMs);
    const state = {
      ...{ v: 1, id, zone, t: nowMs, mono, phase, battery: Math.round(battery) },
      place: phase === 'charging' ? 'docked' : 'away',
      ...{ charging: phase === 'charging', fault: null, alarm: null, held: false, boot: 3 },
      ...{ standing: 'member', leader: this.leaderOf(zone), epoch: EPOCH },
      pads: [this.overheard(pad)],
      frames: {
        sent: { request: robot.sent, enter: robot.sent, hold: robot.sent * 2 },
        heard: { beat: robot.sent * 5, token: robot.sent, hold: robot.sent * 9, admit: robot.sent },
        dropped: { echo: robot.sent * 4 },
      },
      health: {
        ...{ retries: 2, roundTripMs: 14, unsent: 0 },
        tokenAgeMs: { [pad.id]: Math.round(mono % 60_000) },
        queueLengths: { [pad.id]: pad.queue.length },
      },
    };
    this.say(`robots/${id}/state`, JSON.stringify(state), true);
  }

  private padState(pad: Pad, nowMs: number): void {
    pad.tellAtMs = nowMs + PAD_TELLS_MS;
    const { id, zone, holder } = pad;
    const state = {
      ...{ v: 1, id, zone, t: nowMs, mono: this.mono(nowMs) },
      ...{ phase: holder === null ? 'free' : 'leased', power: holder !== null, contact: null },
      ...{ fault: null, alarm: null, boot: 1, standing: 'member' },
      ...{ leader: this.leaderOf(zone), epoch: EPOCH },
      pads: [{ ...this.overheard(pad), lease: holder?.id ?? null }],
      frames: { sent: { admit: pad.counter }, heard: { enter: pad.counter }, dropped: {} },
    };
    this.say(`pads/${id}/state`, JSON.stringify(state), true);
  }

  private overheard(pad: Pad) {
    const { id, holder, queue, counter } = pad;
    const queued = queue.slice(0, 8).map((robot) => robot.id);
    return {
      ...{ pad: id, fence: [EPOCH, counter], holder: holder?.id ?? null, queue: queued },
      occupied: holder !== null,
    };
  }

  private event(robot: Robot, event: string, what: object, nowMs: number): void {
    robot.seq += 1;
    const stamp = { v: 1, t: nowMs, mono: this.mono(nowMs), from: robot.id, boot: 3 };
    const record = { ...stamp, seq: robot.seq, event, ...what };
    this.say(`robots/${robot.id}/event`, JSON.stringify(record), false);
  }

  private leaderOf(zone: string): string {
    // The last robot of the zone has the highest rank.
    const { robots, zones } = this.options;
    const first = Number(zone.slice(1));
    return `r${first + zones * Math.floor((robots - first) / zones)}`;
  }

  private mono(nowMs: number): number {
    return nowMs - this.startedAtMs + 1_000_000;
  }

  private say(path: string, payload: string, retain: boolean): void {
    this.told.push({ topic: `roost/${this.options.swarm}/${path}`, payload, retain });
  }

  /** mulberry32: 0 to 1. */
  private chance(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function fenceOf({ counter }: Pad) {
  return { epoch: EPOCH, fence: [EPOCH, counter] };
}
