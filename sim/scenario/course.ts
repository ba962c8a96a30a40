/**
 * The course of a script: who is down, frozen, deaf, mute or slow at the time that it has come to, and
 * what can therefore not happen next.
 *
 * Whoever lets things happen at random should ask it too, so that what was done can be written down as
 * a script that is read again.
 */

import { timeText } from './duration.ts';
import type { TimedHappening } from './happening.ts';
import { type Members, memberIds } from './scenario.ts';

/** States that a second happening of the same kind cannot add to. */
type State = 'down' | 'freeze' | 'deafen' | 'mute' | 'slow' | 'break-pad' | 'lose-gauge';

const WORDS: Readonly<Record<State, string>> = {
  down: 'down',
  freeze: 'frozen',
  deafen: 'deaf',
  mute: 'mute',
  slow: 'slow',
  'break-pad': 'broken',
  'lose-gauge': 'without its gauge',
};

interface Stay {
  readonly fromMs: number;
  /** Infinity when no end is known. */
  readonly untilMs: number;
}

interface Beginning {
  readonly member: string;
  readonly atMs: number;
  readonly forMs: number | null;
}

export class Course {
  private readonly members: Members | null;
  private readonly stays = new Map<string, Map<State, Stay>>();

  /** Null when the members are not known. */
  constructor(members: Members | null) {
    this.members = members;
  }

  /** Takes in what happens next, in order of time; or says why it cannot happen, and leaves it out. */
  follow(happening: TimedHappening): string | null {
    switch (happening.do) {
      case 'crash':
      case 'lose-disk':
        return this.goDown(happening);
      case 'freeze':
      case 'slow':
        return this.standing(happening, 'down') ?? this.begin(happening, happening.do);
      case 'deafen':
      case 'mute':
      case 'break-pad':
      case 'lose-gauge':
        return this.begin(happening, happening.do);
      case 'partition':
        return this.separates(happening.side);
      case 'heal':
        this.heal();
        return null;
      default:
        return null;
    }
  }

  /** Who is down for a while may be kept from coming back. */
  private goDown(happening: Beginning): string | null {
    const { member, forMs } = happening;
    const stays = this.stays.get(member);
    const comesBack = Number.isFinite(stays?.get('down')?.untilMs ?? Number.POSITIVE_INFINITY);
    if (forMs === null && comesBack) stays?.delete('down');
    const problem = this.begin(happening, 'down');
    if (problem === null) this.stays.get(member)?.delete('freeze');
    return problem;
  }

  private begin(happening: Beginning, state: State): string | null {
    const problem = this.standing(happening, state);
    if (problem !== null) return problem;
    const { member, atMs, forMs } = happening;
    const stays = this.stays.get(member) ?? new Map<State, Stay>();
    const untilMs = forMs === null ? Number.POSITIVE_INFINITY : atMs + forMs;
    stays.set(state, { fromMs: atMs, untilMs });
    this.stays.set(member, stays);
    return null;
  }

  private standing({ member, atMs }: Beginning, state: State): string | null {
    const stay = this.stays.get(member)?.get(state);
    if (stay === undefined || stay.untilMs <= atMs) return null;
    const { fromMs, untilMs } = stay;
    const until = Number.isFinite(untilMs) ? `to ${timeText(untilMs)}` : 'on';
    return `${member} is ${WORDS[state]} at this time already, from ${timeText(fromMs)} ${until}`;
  }

  private separates(side: readonly string[]): string | null {
    if (side.length === 0) return 'nobody is on this side';
    const isAll = this.members !== null && memberIds(this.members).every((id) => side.includes(id));
    return isAll ? 'nobody is left on the other side' : null;
  }

  /** Everything ends but what is down for good. */
  private heal(): void {
    for (const stays of this.stays.values()) {
      for (const [state, { untilMs }] of stays) {
        if (state !== 'down' || Number.isFinite(untilMs)) stays.delete(state);
      }
    }
  }
}
