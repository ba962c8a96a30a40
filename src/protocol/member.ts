/**
 * A member of the swarm, composed of its layers: `step(input, now) -> outputs`.
 *
 * The rule for driving it: give it one input and the time, then carry out all outputs in order, then
 * ask for the next deadline. Time that has passed comes first: whatever was due before this input
 * arrived is done before the input is looked at, so a frozen process ends its lease before anything
 * else when it thaws (S1).
 */
import { endLease, mayAdmit, startAcceptor } from './acceptor.ts';
import { Context, type MemberConfig } from './context.ts';
import type { Durable } from './durable.ts';
import * as election from './election.ts';
import { hastenLeader, onTakeoverTimer } from './follow.ts';
import { type Heard, hear, takePart } from './hear-zone.ts';
import * as join from './join.ts';
import { hastenBeat, onBeatTimer } from './leader.ts';
import type { MemberState } from './member-state.ts';
import type { Hello } from './message.ts';
import { mintOrClaim, newMintState, onHolderTimer } from './mint.ts';
import type { Output } from './output.ts';
import { newPadState, type PadState } from './pad.ts';
import type { Urgency } from './queue.ts';
import { announce, revoke } from './revoke.ts';
import { isAcceptor, type MemberIndex, type PadIndex, padOf } from './roster.ts';
import { passPatienceMs, repeatPass } from './token.ts';
import * as turn from './turn.ts';
import { waitingBeside } from './view.ts';

export type MemberInput =
  /** The process starts; `offPad`: the body is known to stand on no pad. */
  | { readonly type: 'start'; readonly offPad: boolean; readonly reason: string }
  | ({ readonly type: 'message' } & Heard)
  /** A frame came from a peer that has not proved itself. */
  | { readonly type: 'stranger'; readonly from: MemberIndex }
  /** A HELLO under this member's own name, from another process. */
  | { readonly type: 'own-hello'; readonly boot: number; readonly hello: Hello }
  /** Another frame under this member's own name, in this or a later boot. */
  | { readonly type: 'own-frame'; readonly boot: number }
  | { readonly type: 'want'; readonly pad: PadIndex; readonly urgency: Urgency }
  /** The pad is not wanted any more; also ends an entry that is only asked for. */
  | { readonly type: 'cancel'; readonly pad: PadIndex }
  /** The body is clear of the pad. */
  | { readonly type: 'leave'; readonly pad: PadIndex }
  /** The body has left the pad on which a former life was. */
  | { readonly type: 'off-pad' }
  /** What the sensor of the pad says; null without a sensor. */
  | {
      readonly type: 'contact';
      readonly pad: PadIndex;
      readonly contact: boolean | null;
      /** The pad itself is not safe to use: nobody is to be admitted. */
      readonly faulty: boolean;
    }
  /** A person takes the pad from whoever has it (revoke.ts). */
  | { readonly type: 'release'; readonly pad: PadIndex }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'tick' };

/** More timers than this in one step mean that one keeps setting itself. */
const MAX_TIMERS_A_STEP = 1000;

export class Member {
  readonly state: MemberState;

  /**
   * `durable` is what the disk has; `seed` is 32 random bits. The first input must be `start`.
   */
  constructor(config: MemberConfig, durable: Durable, seed: number) {
    this.state = {
      context: new Context(config, durable, seed),
      join: join.newJoin(),
      election: election.newElection(durable.epoch),
      mint: newMintState(config.timing.beatMs),
      pads: config.roster.pads.map((_, pad) => newPadState(pad, config.roster)),
    };
  }

  /** One input at `nowMs` of the member's clock, and everything that follows from it. */
  step(input: MemberInput, nowMs: number): readonly Output[] {
    const { context } = this.state;
    context.now = Math.max(context.now, nowMs);
    this.endOverdueEntries();
    this.forgiveFrozenTime();
    this.fireTimers();
    this.handle(input);
    return context.drain();
  }

  /** When the member wants the next `tick`, in milliseconds of its clock; null for never. */
  nextDeadlineMs(): number | null {
    return this.state.context.timers.nextDeadlineMs();
  }

  /**
   * The pad with the fewest before this robot, as far as was heard; the nearest number on a tie. Null when it
   * keeps off all of them.
   */
  shortestQueue(keepsOff: (pad: PadIndex) => boolean): PadIndex | null {
    const { context, pads } = this.state;
    const loads = pads.map(({ pad, view }) =>
      keepsOff(pad) ? Number.POSITIVE_INFINITY : view.queue.length + (view.inside ? 1 : 0),
    );
    const fewest = Math.min(...loads);
    if (!Number.isFinite(fewest)) return null;
    const home = context.self % pads.length;
    return loads[home] === fewest ? home : loads.indexOf(fewest);
  }

  /** The pad was heard to say that it is not safe to use, not long ago. */
  isOutOfOrder(pad: PadIndex): boolean {
    const { context, pads } = this.state;
    return context.now < (pads[pad]?.view.faultyUntilMs ?? Number.NEGATIVE_INFINITY);
  }

  padId(pad: PadIndex): string {
    return this.state.context.roster.pads[pad]!.id;
  }

  /** Who else waits for the pad, as far as was heard, and how urgently. */
  waitingAt(pad: PadIndex): readonly { readonly robot: MemberIndex; readonly urgency: Urgency }[] {
    const state = this.state.pads[pad];
    return state ? waitingBeside(state.view, this.state.context.self) : [];
  }

  /** How many would come before this robot if it asked for the pad now, as far as was heard. */
  robotsAhead(pad: PadIndex): number {
    const view = this.state.pads[pad]?.view;
    const occupied = view?.inside && view.holder !== this.state.context.self;
    return this.waitingAt(pad).length + (occupied ? 1 : 0);
  }

  private handle(input: MemberInput): void {
    const { context } = this.state;
    switch (input.type) {
      case 'start':
        this.start(input.offPad, input.reason);
        break;
      case 'message':
        hear(this.state, input);
        break;
      case 'stranger':
        join.hearStranger(context, this.state.join, input.from);
        break;
      case 'own-hello':
        if (join.hearOwnHello(context, this.state.join, input.boot, input.hello))
          for (const pad of this.state.pads) turn.askAgain(context, pad);
        break;
      case 'own-frame':
        join.hearOwnFrame(context, this.state.join, input.boot);
        break;
      case 'want':
        this.onPad(input.pad, (pad) => turn.wantPad(context, pad, input.urgency));
        hastenBeat(this.state);
        hastenLeader(context, this.state.election);
        break;
      case 'cancel':
        this.onPad(input.pad, (pad) => turn.cancelWant(context, pad));
        break;
      case 'leave':
        this.onPad(input.pad, (pad) => turn.leavePad(context, pad, 'done'));
        break;
      case 'off-pad':
        this.state.join.offPad = true;
        join.sendHello(context, this.state.join);
        break;
      case 'contact':
        this.onPad(input.pad, (pad) => {
          if (!pad.acceptor) return;
          pad.acceptor.contact = input.contact;
          pad.acceptor.faulty = input.faulty;
        });
        break;
      case 'release':
        this.onPad(input.pad, (pad) => revoke(context, pad));
        break;
      case 'stop':
        this.stop(input.reason);
        break;
      case 'tick':
        break;
    }
  }

  private onPad(pad: PadIndex, act: (state: PadState) => void): void {
    const state = this.state.pads[pad];
    if (state) act(state);
  }

  private start(offPad: boolean, reason: string): void {
    const { context, pads } = this.state;
    const { durable, roster, self } = context;
    context.persist({ boot: durable.boot + 1 });
    context.event({ event: 'boot', reason });
    this.state.join.offPad = offPad;
    join.startJoin(context, this.state.join);
    for (const state of pads) if (isAcceptor(roster, self, state.pad)) this.guard(state);
    if (join.becomeMember(context, this.state.join) || context.votes) takePart(this.state);
  }

  private guard(state: PadState): void {
    const { context } = this.state;
    state.acceptor = startAcceptor(context, state.pad);
    if (padOf(context.roster, context.self) !== null && !mayAdmit(context, state.pad))
      context.setTimer('epoch', context.now + context.timing.beatMs, state.pad);
  }

  /**
   * Leaves what it has to others. A pad that the body still stands on is not released: its lease
   * runs out instead.
   */
  private stop(reason: string): void {
    const { context, pads, election: state } = this.state;
    const heir = this.heir(state.leader?.member ?? null);
    for (const pad of pads) {
      if (pad.entry?.untilMs) turn.abandonEntry(context, pad);
      else {
        turn.cancelWant(context, pad);
        if (heir !== null) turn.bequeath(context, pad, heir);
      }
    }
    context.event({ event: 'stop', reason });
  }

  /** Who gets a resting token when this robot stops: the leader, or else the highest rank heard of. */
  private heir(leader: MemberIndex | null): MemberIndex | null {
    const { roster, self, durable } = this.state.context;
    if (leader !== null && leader !== self) return leader;
    const others = roster.robots.map((_, robot) => robot);
    const heard = others.filter((robot) => robot !== self && durable.peers[robot]);
    return heard.sort((a, b) => roster.robots[b]!.rank - roster.robots[a]!.rank)[0] ?? null;
  }

  /** The belief that the pad is ours never outlives its lease, however late this step comes. */
  private endOverdueEntries(): void {
    const { context, pads } = this.state;
    for (const state of pads)
      if (state.entry?.untilMs && state.entry.untilMs <= context.now)
        turn.leavePad(context, state, 'lease-over');
  }

  /** After a freeze others seem silent because we were deaf: give them time to be heard. */
  private forgiveFrozenTime(): void {
    const { context } = this.state;
    const { timers, now, timing } = context;
    const deadlineMs = timers.nextDeadlineMs();
    if (deadlineMs === null || now - deadlineMs < timing.beatMs) return;
    for (const key of timers.due(now))
      if (key === 'leader' || key.startsWith('holder/')) timers.set(key, now + 2 * timing.beatMs);
  }

  private fireTimers(): void {
    const { context } = this.state;
    for (let fired = 0; fired < MAX_TIMERS_A_STEP; fired += 1) {
      const key = context.timers.takeDue(context.now);
      if (key === null) return;
      if (context.sendWaiting(key)) continue;
      const [name, pad] = key.split('/');
      if (pad === undefined) this.onZoneTimer(key);
      else this.onPadTimer(name!, this.state.pads[Number(pad)]!);
    }
    throw new Error(`a timer of member ${context.self} keeps setting itself`);
  }

  private onZoneTimer(name: string): void {
    const { context, election: state } = this.state;
    switch (name) {
      case 'hello':
        join.onHelloTimer(context, this.state.join);
        break;
      case 'welcome':
        join.onWelcomeTimer(context, this.state.join);
        break;
      case 'forgotten':
        join.onForgottenTimer(context, this.state.join);
        break;
      case 'leader':
        election.onLeaderTimer(context, state);
        break;
      case 'answers':
        election.onAnswersTimer(context, state);
        break;
      case 'reply':
        election.onReplyTimer(context, state);
        break;
      case 'votes':
        election.onVotesTimer(context, state);
        break;
      case 'takeover':
        onTakeoverTimer(context, state);
        break;
      case 'beat':
        onBeatTimer(this.state);
        break;
      default:
        throw new Error(`no such timer: ${name}`);
    }
  }

  private onPadTimer(name: string, state: PadState): void {
    const { context } = this.state;
    switch (name) {
      case 'request':
        turn.onRequestTimer(context, state);
        break;
      case 'pass':
        repeatPass(context, state.pad, state);
        if (state.passing?.stuck) mintOrClaim(context, this.state, state, 'token-stuck');
        break;
      case 'enter':
        turn.onEnterTimer(context, state);
        break;
      case 'depart':
        turn.onDepartTimer(context, state);
        break;
      case 'expire':
        turn.leavePad(context, state, 'lease-over');
        break;
      case 'lease':
        if (state.acceptor) endLease(context, state.pad, state.acceptor, 'lease-over');
        break;
      case 'holder':
        onHolderTimer(context, this.state, state);
        break;
      case 'revoke':
        announce(context, state);
        break;
      case 'epoch':
        this.askForEpoch(state);
        break;
      default:
        throw new Error(`no such timer: ${name}`);
    }
  }

  /** A controller without a disk asks the leader for an epoch that is won from now on (section 3). */
  private askForEpoch(state: PadState): void {
    const { context } = this.state;
    if (mayAdmit(context, state.pad)) return;
    const { disk } = context.durable;
    context.promise(
      { kind: 'stuck', pad: state.pad, fence: state.view.fence, disk },
      { air: true, self: false },
    );
    context.setTimer('epoch', context.now + passPatienceMs(context), state.pad);
  }
}
