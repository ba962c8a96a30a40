/**
 * What became of each instant action. A command is over when the robot has taken it; an action is over when the
 * robot does what was asked for: `startCharging` when charge flows, which may be a long wait in a queue later.
 *
 * So the book follows the robot's state. Ended actions stay until `clearInstantActions`, as the standard wants, or
 * until there are too many.
 */

import type { CommandOutcome } from '../command.ts';
import type { InstantAction } from './instant-actions.ts';
import type { RobotFacts } from './robot-facts.ts';

export type ActionStatus = 'INITIALIZING' | 'FINISHED' | 'FAILED';

export interface ActionState {
  readonly actionId: string;
  readonly actionType: string;
  readonly status: ActionStatus;
  /** What came of it, in plain words. */
  readonly result: string | null;
}

interface Entry {
  readonly action: InstantAction;
  readonly wish: 'charge' | 'release' | null;
  status: ActionStatus;
  result: string | null;
  /** The robot has taken the command. */
  taken: boolean;
  /** It has been seen on its way to a pad, so when it turns away it has given up. */
  sought: boolean;
}

/** Ended ones are dropped beyond this, the oldest first. */
export const MAX_ENTRIES = 32;
/** As for commands over MQTT (telemetry.ts). */
export const MAX_UNDER_WAY = 16;
const MAX_RESULT_CHARACTERS = 500;

const SEEKING: readonly (string | null)[] = ['requesting', 'waiting', 'approaching', 'charging'];
const GIVEN_UP: readonly (string | null)[] = ['working', 'parked', 'leaving'];

export class InstantActionBook {
  private entries: Entry[] = [];
  private readonly onFailure: (action: InstantAction, reason: string) => void;
  /** An ended action had to go before anybody cleared it. */
  private overflowed = false;
  private wasHeld = false;

  /** `onFailure`: an action that was begun came to nothing. */
  constructor(onFailure: (action: InstantAction, reason: string) => void) {
    this.onFailure = onFailure;
  }

  get isFull(): boolean {
    return this.overflowed;
  }

  get states(): readonly ActionState[] {
    return this.entries.map(({ action, status, result }) => ({ ...action, status, result }));
  }

  knows(actionId: string): boolean {
    return this.entries.some(({ action }) => action.actionId === actionId);
  }

  /** One that is over as soon as it is told. */
  note(action: InstantAction, status: 'FINISHED' | 'FAILED', result: string | null): void {
    this.push({ action, wish: null, status, result, taken: true, sought: false });
  }

  /** One that becomes a command; false when too many are under way. */
  begin(action: InstantAction, wish: 'charge' | 'release'): boolean {
    const underWay = this.entries.filter(({ status }) => status === 'INITIALIZING');
    if (underWay.length >= MAX_UNDER_WAY) return false;
    this.push({
      action,
      wish,
      status: 'INITIALIZING',
      result: null,
      taken: false,
      sought: false,
    });
    return true;
  }

  /** What the robot said to the command; `facts`: its state at that time. */
  answered(actionId: string, outcome: CommandOutcome, facts: RobotFacts | null): void {
    const entry = this.entries.find(({ action }) => action.actionId === actionId);
    if (entry?.status !== 'INITIALIZING') return;
    if (outcome.status === 'ok') {
      entry.taken = true;
      if (entry.wish === 'release') this.supersede('stopCharging came after it');
      if (facts !== null) this.follow(facts);
    } else if (entry.wish === 'release' && facts !== null && isAwayAtWork(facts)) {
      // Idempotent: it does not charge, as it should.
      this.end(entry, 'FINISHED', outcome.error);
    } else {
      this.end(entry, 'FAILED', outcome.error);
    }
  }

  /** The robot's state is another one. */
  follow(facts: RobotFacts): void {
    const isHeldNow = facts.held && !this.wasHeld;
    this.wasHeld = facts.held;
    for (const entry of this.entries) {
      if (entry.status !== 'INITIALIZING' || !entry.taken) continue;
      if (entry.wish === 'charge') this.followCharge(entry, facts, isHeldNow);
      else this.followRelease(entry, facts);
    }
  }

  /** Drops what is over. */
  clear(): void {
    this.entries = this.entries.filter(({ status }) => status === 'INITIALIZING');
    this.overflowed = false;
  }

  private followCharge(entry: Entry, facts: RobotFacts, isHeldNow: boolean): void {
    const { phase, charging, fault, pad } = facts;
    if (phase === 'charging' && charging) {
      this.end(entry, 'FINISHED', pad === null ? 'it charges' : `it charges on ${pad}`);
    } else if (phase === 'fault') {
      this.end(entry, 'FAILED', `the robot has a fault: ${fault ?? 'it says no more'}`);
    } else if (entry.sought && GIVEN_UP.includes(phase)) {
      this.end(entry, 'FAILED', 'the robot gave up its way to a pad');
    } else if (isHeldNow && GIVEN_UP.includes(phase)) {
      this.end(entry, 'FAILED', 'somebody told the robot to hold');
    }
    if (SEEKING.includes(phase)) entry.sought = true;
  }

  private followRelease(entry: Entry, { phase, charging, fault }: RobotFacts): void {
    if (phase === 'fault') {
      this.end(entry, 'FAILED', `the robot has a fault: ${fault ?? 'it says no more'}`);
    } else if (!charging && phase !== 'charging' && phase !== 'approaching') {
      this.end(entry, 'FINISHED', null);
    }
  }

  private supersede(reason: string): void {
    for (const entry of this.entries) {
      const waits = entry.wish === 'charge' && entry.status === 'INITIALIZING' && entry.taken;
      if (waits) this.end(entry, 'FAILED', reason);
    }
  }

  private end(entry: Entry, status: 'FINISHED' | 'FAILED', result: string | null): void {
    entry.status = status;
    entry.result = result?.slice(0, MAX_RESULT_CHARACTERS).toWellFormed() ?? null;
    if (status === 'FAILED') this.onFailure(entry.action, entry.result ?? '');
  }

  private push(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length <= MAX_ENTRIES) return;
    const oldest = this.entries.findIndex(({ status }) => status !== 'INITIALIZING');
    this.entries.splice(oldest, 1);
    this.overflowed = true;
  }
}

function isAwayAtWork({ phase, charging }: RobotFacts): boolean {
  return !charging && (phase === 'working' || phase === 'parked');
}
