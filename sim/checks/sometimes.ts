/**
 * Rare states that a campaign must have visited, or it has proved little ("sometimes" assertions, as
 * Antithesis and FoundationDB use them). Counted, never judged: the campaign says which were missed.
 */
import type { Message } from '../../src/protocol/message.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Observer } from '../world/observer.ts';
import type { Swarm } from '../world/swarm.ts';

/** The states, each with what it means in plain words. */
export const SOMETIMES = {
  'mint-beside-holder': 'a token was minted while the holder of the old one was alive',
  'stale-refused': 'a pad refused a fence that was too old',
  'quarantine-refused': 'a pad that had just started refused everybody',
  'occupied-refused': 'a pad refused a second robot under a live lease',
  'contact-refused': 'a pad was refused because something stood on it',
  'fault-refused': 'a pad that was not safe to use refused everybody',
  'released-refused': 'a pad refused to renew a lease that a person had taken',
  'released-minted': 'a person took a pad, and the token was minted anew',
  'no-charge-left': 'a robot left a pad that gave no charge',
  'gauge-lost-parked': 'a robot that lost its battery sensor parked',
  'lost-disk-refused': 'a pad that had lost its disk waited for a newer epoch',
  'thawed-holder-out': 'a robot thawed after its lease, and left at once',
  'thawed-turned-away': 'a robot thawed, asked for the pad, and was refused as stale',
  'lost-disk-entered': 'a robot that had lost its disk came onto a pad again',
  'lost-disk-stays-out': 'a robot that had lost its disk stood by while others voted',
  'lease-outlived': 'a robot was on the pad until the very end of its lease',
  'restart-frees-pad': 'a robot that restarted off the pad freed the lease of its former life',
  'renewed-after-mint': 'a robot stayed on the pad under a token that was void already',
  'token-stuck': 'a token could not be handed over, and was reported',
  'token-repeated': 'a TOKEN had to be sent again',
  'mint-again': 'a leader minted a second time, in a new epoch',
  'split-vote': 'two robots claimed the same epoch',
  'take-over': 'a higher rank took the lead from a lower one',
  'wrong-suspicion': 'a member that was suspected turned out to be alive',
  'replay-dropped': 'a recorded frame was noticed and dropped',
  'forged-dropped': 'a damaged frame was noticed and dropped',
  'old-boot-dropped': 'a frame of a former life was noticed and dropped',
  'died-on-pad': 'a robot stopped for good while it stood on the pad',
  'robot-empty': 'a battery ran empty',
  'torn-state': 'a member started with a torn state',
} as const;

export type SometimesName = keyof typeof SOMETIMES;
export type SometimesCounts = Record<SometimesName, number>;

/** After a thaw a robot's first news are counted as its thaw's for so long. */
const THAW_MS = 1000;

export class Sometimes implements Observer {
  private readonly counts = Object.fromEntries(
    Object.keys(SOMETIMES).map((name) => [name, 0]),
  ) as SometimesCounts;
  private readonly swarm: Swarm;
  /** By pad: who had the token last, and in which of its lives. */
  private readonly holders: ({ readonly host: Host; readonly life: number } | null)[];
  private readonly minters = new Map<Host, number>();
  private readonly claims = new Map<number, Host>();
  private leader: Host | null = null;
  private readonly tokens: string[];
  private newestToken = 0;

  constructor(swarm: Swarm) {
    this.swarm = swarm;
    this.holders = swarm.roster.pads.map(() => null);
    this.tokens = swarm.roster.pads.map(() => '');
  }

  onEvent(host: Host, event: TraceEvent): void {
    switch (event.event) {
      case 'mint':
        this.noteMint(host, event.pad);
        if (event.reason === 'released') this.count('released-minted');
        this.newestToken = Math.max(this.newestToken, event.fence.epoch);
        this.holders[event.pad] = { host, life: host.life };
        break;
      case 'token': {
        const to = this.swarm.hosts[event.to];
        if (to) this.holders[event.pad] = { host: to, life: to.life };
        break;
      }
      case 'refuse':
        this.noteRefusal(event.reason, event.robot);
        break;
      case 'enter':
        if (host.disk.lost) this.count('lost-disk-entered');
        break;
      case 'renew':
        if (event.fence.epoch < this.newestToken) this.count('renewed-after-mint');
        break;
      case 'alarm':
        if (event.reason.startsWith('no charge flows')) this.count('no-charge-left');
        break;
      case 'body':
        if (event.phase === 'parked' && event.battery === null) this.count('gauge-lost-parked');
        break;
      case 'exit':
        if (event.reason !== 'lease-over') break;
        this.count(this.isThawed(host) ? 'thawed-holder-out' : 'lease-outlived');
        break;
      case 'release':
        if (event.reason === 'restarted') this.count('restart-frees-pad');
        break;
      case 'leader':
        if (event.leader === host.index) {
          if (this.leader && this.leader.index < host.index && this.leader.alive)
            this.count('take-over');
          this.leader = host;
        }
        break;
      case 'trust':
        this.count('wrong-suspicion');
        break;
      default:
    }
  }

  onSay(host: Host, message: Message): void {
    switch (message.kind) {
      case 'stuck':
        if (message.disk === 0) this.count('token-stuck');
        break;
      case 'token': {
        const name = `${message.fence.epoch}/${message.fence.counter}`;
        if (this.tokens[message.pad] === name) this.count('token-repeated');
        this.tokens[message.pad] = name;
        break;
      }
      case 'claim': {
        const other = this.claims.get(message.epoch);
        if (other && other !== host) this.count('split-vote');
        this.claims.set(message.epoch, host);
        if (this.claims.size > 64) this.claims.delete(this.claims.keys().next().value!);
        break;
      }
      case 'vote':
        if (this.swarm.robots.some((robot) => robot.alive && robot.disk.lost))
          this.count('lost-disk-stays-out');
        break;
      default:
    }
  }

  onStart(host: Host): void {
    if (host.startedTorn) this.count('torn-state');
  }

  onDown(_host: Host, reason: string): void {
    if (reason === 'battery empty') this.count('robot-empty');
    if (reason === 'died') this.count('died-on-pad');
  }

  /** The counts so far, with what members dropped. */
  total(): SometimesCounts {
    const dropped = (reason: string): number =>
      this.swarm.hosts.reduce((sum, host) => sum + (host.dropped()[reason] ?? 0), 0);
    return {
      ...this.counts,
      'replay-dropped': dropped('replayed'),
      'forged-dropped': dropped('forged'),
      'old-boot-dropped': dropped('old-boot'),
    };
  }

  private count(name: SometimesName): void {
    this.counts[name] += 1;
  }

  private noteMint(host: Host, pad: number): void {
    const holder = this.holders[pad];
    if (holder && holder.host !== host && holder.host.alive && holder.host.life === holder.life)
      this.count('mint-beside-holder');
    if (this.minters.get(host) === host.life) this.count('mint-again');
    this.minters.set(host, host.life);
  }

  private noteRefusal(reason: string, robot: number): void {
    const host = this.swarm.hosts[robot];
    if (reason === 'stale') {
      this.count('stale-refused');
      if (host && this.isThawed(host)) this.count('thawed-turned-away');
    } else if (reason !== 'lost-disk') this.count(`${reason}-refused` as SometimesName);
    else this.count('lost-disk-refused');
  }

  private isThawed(host: Host): boolean {
    return host.thawedAtMs !== null && this.swarm.schedule.nowMs - host.thawedAtMs < THAW_MS;
  }
}
