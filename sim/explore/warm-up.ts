/**
 * Brings a swarm to the calm from which a search starts: every frame arrives at once and in order,
 * every timer rings in time, until all members follow one leader, the first token exists, and no
 * acceptor is in quarantine any more.
 *
 * The start itself is not searched: its many steps would use up the depth.
 */
import type { Bounds } from './bounds.ts';
import { FIRST_MESSAGE, type Local, START, TICK } from './locals.ts';
import type { Fact } from './promises.ts';
import { SwarmModel } from './swarm-model.ts';

/** A calm swarm is there within a few hundred steps. */
const MOST_STEPS = 10_000;

/** @returns a model whose search starts in a calm swarm */
export function calmSwarm(bounds: Bounds): SwarmModel {
  const model = new SwarmModel(bounds);
  new Calm(model).run();
  return model;
}

class Calm {
  readonly #model: SwarmModel;
  readonly #members: number[];
  readonly #inFlight: { message: number; to: number }[] = [];
  readonly #facts: Fact[] = [];
  #nowMs = 0;

  constructor(model: SwarmModel) {
    this.#model = model;
    this.#members = Array.from({ length: model.members }, (_, self) => model.locals.fresh(self));
  }

  run(): void {
    for (let member = 0; member < this.#model.members; member += 1) this.#step(member, START);
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const copy = this.#inFlight.shift();
      if (copy) this.#step(copy.to, FIRST_MESSAGE + copy.message);
      else if (this.#isCalm()) {
        this.#model.startFrom(this.#nowMs, this.#members, this.#facts);
        return;
      } else this.#tick();
    }
    throw new Error(`no calm swarm after ${MOST_STEPS} steps`);
  }

  #step(member: number, input: number): void {
    const { locals } = this.#model;
    const time = this.#model.time(this.#nowMs);
    const step = locals.step(this.#members[member]!, input, time, this.#nowMs);
    this.#members[member] = step.to;
    this.#facts.push(...locals.facts(step.facts));
    for (const message of step.sends)
      for (let to = 0; to < this.#model.members; to += 1)
        if (to !== member) this.#inFlight.push({ message, to });
  }

  /** Lets the member with the earliest deadline have its tick. */
  #tick(): void {
    const deadlines = this.#members.map((local) => this.#model.locals.outlook(local).earliestMs);
    const earliestMs = Math.min(...deadlines);
    this.#nowMs = Math.max(this.#nowMs, earliestMs);
    this.#step(deadlines.indexOf(earliestMs), TICK);
  }

  #isCalm(): boolean {
    const locals = this.#members.map((local) => this.#model.locals.local(local));
    const leaders = new Set(locals.map(({ member }) => member?.state.election.leader?.member));
    const held = locals.some(({ member }) => member?.state.pads[0]?.token);
    return leaders.size === 1 && held && locals.every((local) => this.#isSettled(local));
  }

  #isSettled({ member }: Local): boolean {
    if (!member) return false;
    const { context, election, pads } = member.state;
    const pad = pads[0]!;
    return (
      election.leader !== null &&
      pad.view.fence.epoch > 0 &&
      context.durable.standing === 'member' &&
      (pad.acceptor?.quarantineUntilMs ?? 0) <= this.#nowMs
    );
  }
}
