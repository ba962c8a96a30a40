/**
 * The hand that does to a swarm what a script or a storm says: every fault comes down to one of these few
 * acts, each of which is written down as it is done, so that a run can be repeated from the list.
 */
import { majority } from '../../src/protocol/roster.ts';
import type { Weather } from '../air/weather.ts';
import { Course } from '../scenario/course.ts';
import type { TimedHappening } from '../scenario/happening.ts';
import { RobotBody } from '../world/body.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { Cuts } from './cuts.ts';
import { describe } from './describe.ts';
import { Recorder } from './recorder.ts';

/** A robot that died on the pad is found after this much of its own time. */
const FOUND_AFTER_MS = 10 * 60_000;

export interface HandOptions {
  /** Frames are recorded, to be sent again later. */
  readonly records: boolean;
  /** Hears of bytes that are sent again (ledger.ts), where mishaps are written down. */
  readonly sendAgain?: (bytes: Uint8Array) => void;
  /** The air without bad weather. */
  readonly clearAir: Readonly<Weather>;
  /** Hears of each act as it is done. */
  readonly log: ((happening: TimedHappening) => void) | null;
}

export class Hand {
  readonly swarm: Swarm;
  readonly recorder: Recorder | null;
  /** How often all faults have ended. */
  heals = 0;
  private readonly options: HandOptions;
  private readonly cuts: Cuts;
  private readonly course: Course;
  private mends: (() => unknown)[] = [];
  private weathers = 0;

  constructor(swarm: Swarm, options: HandOptions) {
    this.swarm = swarm;
    this.options = options;
    this.course = new Course(swarm.options);
    this.cuts = new Cuts(swarm.air, swarm.hosts.length + 1);
    this.recorder = options.records ? new Recorder(swarm, options.sendAgain ?? (() => {})) : null;
    this.clearUp();
  }

  /** Lets it happen at its time. */
  plan(happening: TimedHappening): void {
    this.swarm.schedule.at(happening.atMs, () =>
      this.act({ ...happening, atMs: this.swarm.schedule.nowMs }),
    );
  }

  /** Does it now, unless it makes no sense: who is down cannot fall. */
  act(happening: TimedHappening): void {
    if (this.course.follow(happening) !== null) return;
    this.options.log?.(happening);
    this.swarm.onFault(describe(happening));
    switch (happening.do) {
      case 'crash':
        this.down(happening.member, happening.forMs, (host) => host.crash('fault', happening.torn));
        break;
      case 'lose-disk':
        this.down(happening.member, happening.forMs, (host) => {
          host.crash('lost disk', false);
          host.disk.wipe();
        });
        break;
      case 'freeze':
        this.last(happening.member, happening.forMs, (host) => {
          host.freeze();
          return () => host.thaw();
        });
        break;
      case 'slow':
        this.last(happening.member, happening.forMs, (host) => {
          host.slowMs = happening.byMs;
          return () => {
            host.slowMs = 0;
          };
        });
        break;
      case 'deafen':
        this.last(happening.member, happening.forMs, ({ index }) =>
          this.cuts.cut((_, to) => to === index),
        );
        break;
      case 'mute':
        this.last(happening.member, happening.forMs, ({ index }) =>
          this.cuts.cut((from) => from === index),
        );
        break;
      case 'break-pad':
        this.last(happening.member, happening.forMs, (host) => {
          this.swarm.setPadFault(host, 'the relay does not close');
          return () => this.swarm.setPadFault(host, null);
        });
        break;
      case 'lose-gauge':
        this.last(happening.member, happening.forMs, ({ body }) => {
          if (!(body instanceof RobotBody)) return () => {};
          body.setGaugeLost(true);
          return () => body.setGaugeLost(false);
        });
        break;
      case 'partition': {
        const side = new Set(happening.side.map((name) => this.swarm.hostOf(name)?.index));
        this.end(
          this.cuts.cut((from, to) => side.has(from) !== side.has(to)),
          happening.forMs,
        );
        break;
      }
      case 'weather': {
        this.swarm.air.weather = over(this.options.clearAir, happening.weather);
        this.weathers += 1;
        const { weathers } = this;
        // Later weather has taken its place: that has an end of its own.
        this.end(() => weathers === this.weathers && this.clearUp(), happening.forMs);
        break;
      }
      case 'replay':
        this.recorder?.replay(happening);
        break;
      case 'drift':
        this.host(happening.member)?.changeClock((clock, nowMs) =>
          clock.setRate(1 + happening.rate, nowMs),
        );
        break;
      case 'step':
        this.host(happening.member)?.changeClock((clock, nowMs) =>
          clock.step(happening.byMs, nowMs),
        );
        break;
      case 'exhaust': {
        const host = this.host(happening.member);
        if (host) this.swarm.air.exhaustDutyCycle(host.index);
        break;
      }
      case 'miss-dock': {
        const body = this.host(happening.robot)?.body;
        if (body instanceof RobotBody) body.missesNext = true;
        break;
      }
      case 'die-on-pad':
        this.die(happening.robot);
        break;
      case 'release-pad':
        this.releasePad(happening.pad);
        break;
      case 'heal':
        this.heal();
        break;
    }
  }

  /** Nobody knows for sure who leads, so all robots are asked where no controller can be. */
  private releasePad(name: string): void {
    const { robots } = this.swarm;
    const controller = this.host(name);
    if (controller) controller.command('release');
    else for (const robot of robots) robot.command('release', Number(name.slice(1)) - 1);
  }

  private host(name: string): Host | null {
    return this.swarm.hostOf(name);
  }

  private down(name: string, forMs: number | null, fall: (host: Host) => void): void {
    const host = this.host(name);
    if (!host) return;
    fall(host);
    if (forMs === null) {
      host.dead = true;
      return;
    }
    const { life } = host;
    this.swarm.schedule.after(forMs, () => {
      if (host.life === life) host.start();
    });
  }

  private die(name: string): void {
    const host = this.host(name);
    if (!host) return;
    host.crash('died', false);
    host.dead = true;
    this.swarm.schedule.after(FOUND_AFTER_MS / this.swarm.options.speed, () => {
      host.dead = false;
      this.swarm.rescue(host, 0);
    });
  }

  private clearUp(): void {
    this.swarm.air.weather = { ...this.options.clearAir };
  }

  private last(name: string, forMs: number | null, begin: (host: Host) => () => unknown): void {
    const host = this.host(name);
    if (host) this.end(begin(host), forMs);
  }

  private end(mend: () => unknown, forMs: number | null): void {
    this.mends.push(mend);
    if (forMs === null) return;
    this.swarm.schedule.after(forMs, () => {
      // A heal has ended it already.
      if (!this.mends.includes(mend)) return;
      this.mends = this.mends.filter((other) => other !== mend);
      mend();
    });
  }

  /**
   * All faults end. Whoever is dead stays so, carried off the pad; everybody else runs, hears the others,
   * has a clock within its bound again, and is hungry: all of them must be served.
   */
  private heal(): void {
    const { swarm } = this;
    this.heals += 1;
    for (const mend of this.mends) mend();
    this.mends = [];
    this.clearUp();
    const bound = swarm.options.drift;
    for (const host of swarm.hosts) {
      swarm.air.refillDutyCycle(host.index);
      if (Math.abs(host.clock.rate - 1) > bound)
        host.changeClock((clock, nowMs) => clock.setRate(1, nowMs));
      const { body } = host;
      if (body instanceof RobotBody) {
        if (host.dead) body.carryAway(swarm.options.charging.chargeTo);
        else if (body.onPad === null) body.carryAway(swarm.options.charging.requestBelow);
      }
      host.start();
    }
    swarm.onHeal(coreOf(swarm));
  }
}

/** The robots that run, when they are enough to make progress: all of them must be served. */
function coreOf(swarm: Swarm): Host[] {
  const { robots, hosts } = swarm;
  const running = robots.filter((host) => host.alive);
  const voters = running.filter((host) => !host.disk.lost).length;
  const padsRun = hosts.slice(robots.length).every((host) => host.alive);
  return voters >= majority(robots.length) && padsRun ? running : [];
}

/** The weather, but never a share below that of the clear air. */
function over(clear: Weather, weather: Weather): Weather {
  const most = (name: 'loss' | 'duplication' | 'late' | 'flips' | 'cuts' | 'merges') =>
    Math.max(clear[name], weather[name]);
  return {
    ...weather,
    loss: most('loss'),
    duplication: most('duplication'),
    late: most('late'),
    flips: most('flips'),
    cuts: most('cuts'),
    merges: most('merges'),
  };
}
