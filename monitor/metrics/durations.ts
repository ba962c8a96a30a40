/** How long robots waited and stayed, from the events that begin and end it. */

import type { TraceRecord } from '../../src/runtime/trace.ts';

export interface Ended {
  readonly pad: string;
  /** A robot has entered the pad. */
  readonly entered: boolean;
  /** Null when nobody heard it ask. */
  readonly waitMs: number | null;
  readonly stayMs: number | null;
}

interface Robot {
  askedAtMs: number | null;
  stay: { readonly pad: string; readonly atMs: number } | null;
}

const MAX_ROBOTS = 20_000;
const MAX_PAD_CHARACTERS = 64;

export class Durations {
  private readonly robots = new Map<string, Robot>();

  /** Null for what ends nothing. */
  take({ event, from, pad }: TraceRecord, atMs: number): Ended | null {
    if (!['request', 'enter', 'exit', 'boot'].includes(event)) return null;
    const robot = this.robot(from);
    if (robot === null) return null;
    switch (event) {
      case 'request':
        robot.askedAtMs ??= atMs;
        return null;
      case 'enter': {
        if (typeof pad !== 'string' || pad.length > MAX_PAD_CHARACTERS) return null;
        const waitMs = robot.askedAtMs === null ? null : Math.max(0, atMs - robot.askedAtMs);
        robot.askedAtMs = null;
        robot.stay = { pad, atMs };
        return { pad, entered: true, waitMs, stayMs: null };
      }
      case 'exit': {
        const { stay } = robot;
        robot.stay = null;
        if (stay === null || stay.pad !== pad) return null;
        const stayMs = Math.max(0, atMs - stay.atMs);
        return { pad: stay.pad, entered: false, waitMs: null, stayMs };
      }
      default:
        // It has forgotten both.
        this.robots.delete(from);
        return null;
    }
  }

  private robot(id: string): Robot | null {
    const known = this.robots.get(id);
    if (known) return known;
    if (this.robots.size >= MAX_ROBOTS) return null;
    const robot = { askedAtMs: null, stay: null };
    this.robots.set(id, robot);
    return robot;
  }
}
