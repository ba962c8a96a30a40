/**
 * How a robot's approaches to a pad go: a miss is tried again, a few times in one turn; turns that are given up so,
 * one after the other, are a matter for somebody to look at.
 */

/** Approaches that miss the pad before the robot gives up its turn. */
const MAX_APPROACHES = 3;
/** Turns in a row that were given up so, before somebody should look at it. */
const MAX_MISSED_TURNS = 3;

export class Docking {
  /** The body has begun the approach that was commanded last. */
  underWay = false;
  private approaches = 0;
  private missedTurns = 0;

  /** A turn on the pad begins. */
  turnBegins(): void {
    this.approaches = 0;
  }

  /** The body is told to approach. */
  begin(): void {
    this.approaches += 1;
    this.underWay = false;
  }

  docked(): void {
    this.missedTurns = 0;
  }

  /** The body is not on the pad after all: what is to be done about it. */
  missed(): 'again' | 'give-up' | 'give-up-and-tell' {
    if (this.approaches < MAX_APPROACHES) return 'again';
    this.missedTurns += 1;
    return this.missedTurns >= MAX_MISSED_TURNS ? 'give-up-and-tell' : 'give-up';
  }
}
