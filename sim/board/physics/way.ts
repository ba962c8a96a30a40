/**
 * Where a robot is on its way to a pad: one number, the distance from the pad's contacts.
 *
 * The last bit leads through the mouth of a pad, which only one robot fits into. Behind it a robot touches the
 * contacts, and then comes to a stop that holds it. One that comes in askew passes beside the contacts. At the
 * far end of the way it does its work.
 */

/** Nearer than this the contacts touch. */
export const CONTACT_MM = 3;
/** Further than this it is clear of the pad. */
export const MOUTH_MM = 20;

/** Where it stands: outside; in the mouth of a pad, in line with its contacts; or in there, but beside them. */
export type Stand =
  | { readonly at: 'outside' }
  | { readonly at: 'pad'; readonly pad: string }
  | { readonly at: 'beside'; readonly pad: string };

/** What it finds when it comes to a mouth. */
export type Entrance = Exclude<Stand, { at: 'outside' }> | { readonly at: 'blocked' };

export interface WayOptions {
  /** Where its work is. */
  readonly lengthMm: number;
  /** Which pad it comes to, and how; asked anew whenever its speed is said while it pushes against one that is taken. */
  readonly enter: () => Entrance;
}

/** Rounding errors of a drive that was cut into pieces. */
const HAIR_MM = 1e-9;

export class Way {
  readonly lengthMm: number;
  private readonly enter: () => Entrance;
  private place: Stand = { at: 'outside' };
  private mm: number;
  /** Millimetres towards the pad for each ms. */
  private speed = 0;
  private isBlocked = false;
  private isTouching = false;

  constructor({ lengthMm, enter }: WayOptions) {
    this.lengthMm = lengthMm;
    this.enter = enter;
    this.mm = lengthMm;
  }

  get distanceMm(): number {
    return this.mm;
  }

  get stand(): Stand {
    return this.place;
  }

  /** Touches the contacts of this pad; null: of none. */
  get touches(): string | null {
    return this.place.at === 'pad' && this.isTouching ? this.place.pad : null;
  }

  /** In or before a mouth, and pushing against a robot that stands there. */
  get bumps(): boolean {
    return this.isBlocked;
  }

  /** Pushes against something that does not give way. */
  get isHeld(): boolean {
    return this.isBlocked || (this.speed > 0 && this.place.at === 'pad' && this.mm === 0);
  }

  /** To be said again and again: a mouth that it pushes at may have become free. */
  set speedMmPerMs(towardsPad: number) {
    this.speed = towardsPad;
    if (towardsPad <= 0) this.isBlocked = false;
    else if (this.place.at === 'outside' && this.mm <= MOUTH_MM + HAIR_MM) this.pass();
  }

  /** Time until it comes to a place where something changes; infinite when it does not. */
  get untilNextMs(): number {
    const { mm, speed } = this;
    if (speed === 0 || this.isBlocked) return Number.POSITIVE_INFINITY;
    const marks = [0, CONTACT_MM, MOUTH_MM].filter((mark) =>
      speed > 0 ? mark < mm - HAIR_MM : mark > mm + HAIR_MM,
    );
    const next = speed > 0 ? marks.at(-1) : marks[0];
    return next === undefined ? Number.POSITIVE_INFINITY : Math.abs((mm - next) / speed);
  }

  /** Drives on for a time that is no longer than `untilNextMs`. */
  advance(ms: number): void {
    if (this.speed === 0 || this.isBlocked) return;
    const moved = this.mm - this.speed * ms;
    this.mm = Math.min(this.lengthMm, Math.max(0, snapped(moved)));
    // Right at the edge it touches when it comes, and no longer when it goes.
    this.isTouching = this.mm < CONTACT_MM || (this.mm === CONTACT_MM && this.speed > 0);
    if (this.mm !== MOUTH_MM) return;
    if (this.speed < 0) this.place = { at: 'outside' };
    else if (this.place.at === 'outside') this.pass();
  }

  /** Its work takes it further away from the pads, or back: never into a mouth. */
  wander(mm: number): void {
    if (this.place.at !== 'outside') return;
    this.mm = Math.min(this.lengthMm, Math.max(MOUTH_MM, this.mm + mm));
  }

  /** Somebody sets it onto a pad, or carries it to its work. */
  put(pad: string | null): void {
    this.isBlocked = false;
    this.place = pad === null ? { at: 'outside' } : { at: 'pad', pad };
    this.mm = pad === null ? this.lengthMm : 0;
    this.isTouching = pad !== null;
  }

  private pass(): void {
    const entrance = this.enter();
    this.isBlocked = entrance.at === 'blocked';
    if (entrance.at !== 'blocked') this.place = entrance;
  }
}

/** A mark is reached exactly, whatever rounding makes of it. */
function snapped(mm: number): number {
  const mark = [0, CONTACT_MM, MOUTH_MM].find((near) => Math.abs(mm - near) <= HAIR_MM);
  return mark ?? mm;
}
