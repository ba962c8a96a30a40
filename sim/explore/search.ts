/**
 * Breadth-first search through every state that a model can reach. A state is a row of
 * 32-bit integers. Of a state that was left behind only its fingerprint, its parent and the
 * action that led to it are kept, about 25 bytes; paths are rebuilt from the actions.
 */

import { Fingerprints } from './fingerprints.ts';
import { Level, Views } from './level.ts';

/** What can be searched. All of it must be deterministic. */
export interface Model {
  /** The state at the start, packed into 32-bit integers. */
  initial(): Int32Array;
  /**
   * Calls `emit` for each successor. `action` is a small integer that the model can explain.
   * `next` may be a scratch array that the model uses again; `length` says how much of it counts.
   * `state` is the model's during the call only.
   */
  successors(
    state: Int32Array,
    emit: (action: number, next: Int32Array, length: number) => void,
  ): void;
  /** The promise that this state (or the step into it, noted in the state) breaks, or null. */
  violation(state: Int32Array): string | null;
}

export interface Progress {
  states: number;
  transitions: number;
  depth: number;
}

export interface SearchLimits {
  /** States this many steps away from the start are checked, but not left again. */
  maxDepth?: number;
  /** The search gives up with this many different states. */
  maxStates?: number;
  /** Ends with the first violation; otherwise the search goes on around it. */
  stopAtFirst?: boolean;
  /** Called every now and then (every 65,536 states that were left). */
  onProgress?: (progress: Progress) => void;
}

export interface SearchResult {
  /** Different states, the first one included. */
  states: number;
  /** Steps between them, with those that lead to a state met before. */
  transitions: number;
  /** Steps from the start to the state that is furthest away. */
  depth: number;
  /** The first violation of each promise, the shortest path first. A state that breaks a promise is not left. */
  violations: Violation[];
  /** Whether every state within `maxDepth` was visited: neither `maxStates` nor `stopAtFirst` ended the search. */
  complete: boolean;
}

export interface Violation {
  promise: string;
  /** The actions from the start to the violation; no path is shorter. */
  path: number[];
}

const STATES_PER_PROGRESS = 65_536;

/** Visits every state within the limits, the nearest first. */
export function search(model: Model, limits: SearchLimits = {}): SearchResult {
  return new Search(model, limits).run();
}

class Search {
  readonly #model: Model;
  readonly #limits: SearchLimits;
  readonly #met = new Fingerprints();
  readonly #parents = new Integers();
  readonly #actions = new Integers();
  readonly #views = new Views();
  readonly #violations: Violation[] = [];
  #here = new Level();
  #next = new Level();
  #transitions = 0;
  #depth = 0;
  #cut = false;

  constructor(model: Model, limits: SearchLimits) {
    this.#model = model;
    this.#limits = limits;
  }

  run(): SearchResult {
    const { maxDepth = Number.POSITIVE_INFINITY } = this.#limits;
    const first = this.#model.initial();
    this.#meet(-1, 0, first, first.length);
    let firstOfLevel = 0;
    while (!this.#cut && this.#next.count > 0) {
      [this.#here, this.#next] = [this.#next, this.#here];
      this.#next.clear();
      if (this.#depth === maxDepth) break;
      const before = this.#met.size;
      this.#leaveLevel(firstOfLevel);
      if (this.#met.size > before) this.#depth += 1;
      firstOfLevel = before;
    }
    return {
      states: this.#met.size,
      transitions: this.#transitions,
      depth: this.#depth,
      violations: this.#violations,
      complete: !this.#cut,
    };
  }

  /** Takes every step out of the states of this level. States that broke a promise are not among them. */
  #leaveLevel(firstOfLevel: number): void {
    const { maxStates = Number.POSITIVE_INFINITY, onProgress } = this.#limits;
    let parent = firstOfLevel;
    const emit = (action: number, next: Int32Array, length: number): void => {
      this.#transitions += 1;
      this.#meet(parent, action, next, length);
    };
    this.#here.eachState((state) => {
      while (this.#actions.at(parent) === BROKEN) parent += 1;
      this.#model.successors(state, emit);
      parent += 1;
      if (parent % STATES_PER_PROGRESS === 0) onProgress?.(this.#progress());
      if (this.#met.size >= maxStates) this.#cut = true;
      return !this.#cut;
    });
  }

  /** Notes a state that a step led to, if it is a new one. */
  #meet(parent: number, action: number, state: Int32Array, length: number): void {
    if (this.#cut || !this.#met.add(state, length)) return;
    const promise = this.#model.violation(this.#views.copy(state, 0, length));
    this.#parents.push(parent);
    if (promise === null) {
      this.#actions.push(action);
      this.#next.push(state, length);
      return;
    }
    this.#actions.push(BROKEN);
    if (this.#violations.some((violation) => violation.promise === promise)) return;
    const path = parent < 0 ? [] : [...this.#pathTo(parent), action];
    this.#violations.push({ promise, path });
    if (this.#limits.stopAtFirst) this.#cut = true;
  }

  #pathTo(index: number): number[] {
    const path: number[] = [];
    for (let at = index; this.#parents.at(at) >= 0; at = this.#parents.at(at)) {
      path.push(this.#actions.at(at));
    }
    return path.reverse();
  }

  #progress(): Progress {
    return { states: this.#met.size, transitions: this.#transitions, depth: this.#depth };
  }
}

/** Stands in place of the action of a state that is never left. */
const BROKEN = -0x8000_0000;

const PAGE_BITS = 20;
const PAGE_MASK = (1 << PAGE_BITS) - 1;

/** A list of 32-bit integers that grows by pages, so that growing copies nothing. */
class Integers {
  #pages: Int32Array[] = [];
  #length = 0;

  push(value: number): void {
    if ((this.#length & PAGE_MASK) === 0) this.#pages.push(new Int32Array(1 << PAGE_BITS));
    this.#pages[this.#length >>> PAGE_BITS]![this.#length & PAGE_MASK] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#pages[index >>> PAGE_BITS]![index & PAGE_MASK]!;
  }
}
