/**
 * What a person should know of a robot. Several things may be amiss at once; each is told when it begins, and shown,
 * the gravest first, while it lasts.
 */
import type { BodyReport } from './body.ts';

/** In the order of their weight. */
const CAUSES = [
  /** It cannot drive. */
  'fault',
  /** Its body says so; it can drive. */
  'body',
  'battery',
  'charge',
  'dock',
] as const;

type Cause = (typeof CAUSES)[number];

export class RobotAlarms {
  private readonly reasons = new Map<Cause, string>();
  private readonly robot: string;
  private readonly tell: (reason: string) => void;

  /** `robot` is its id; each reason is told once, as it begins. */
  constructor(robot: string, tell: (reason: string) => void) {
    this.robot = robot;
    this.tell = tell;
  }

  /** The gravest that does not keep it from driving, or null. */
  get shown(): string | null {
    const cause = CAUSES.find((each) => each !== 'fault' && this.reasons.has(each));
    return cause === undefined ? null : this.reasons.get(cause)!;
  }

  noteBody({ fault, alarm }: BodyReport): void {
    this.set('fault', fault);
    this.set('body', alarm);
  }

  /** It stands still with an empty battery, and `what` becomes of it. Told once, until `recovered`. */
  parked(percent: number | null, what: string): void {
    if (this.reasons.has('battery')) return;
    const level = percent === null ? 'is critical' : `at ${Math.floor(percent)} %`;
    this.set('battery', `battery ${level}: ${this.robot} has parked and ${what}`);
  }

  recovered(): void {
    this.set('battery', null);
  }

  gotNothing(pad: string, verdict: 'no-charge' | 'no-gain'): void {
    const what =
      verdict === 'no-charge'
        ? `no charge flows on ${pad}`
        : `charge flows on ${pad}, and the battery gauge does not rise`;
    this.set('charge', what);
  }

  charges(): void {
    this.set('charge', null);
  }

  cannotDock(pad: string): void {
    this.set('dock', `${this.robot} cannot dock at ${pad}: it misses the contacts`);
  }

  docked(): void {
    this.set('dock', null);
  }

  private set(cause: Cause, reason: string | null): void {
    const before = this.reasons.get(cause);
    if (reason === null) this.reasons.delete(cause);
    else this.reasons.set(cause, reason);
    if (reason !== null && reason !== before) this.tell(reason);
  }
}
