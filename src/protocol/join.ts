/**
 * Starting again: what a member says first, and what the others tell it of its former life.
 *
 * HELLO carries a nonce; whoever answers WELCOME with it has proved to be alive now, so recorded
 * frames of its past are not believed (wire.md). The answer also says which disk the member was
 * first heard with: one whose disk was lost learns here that it forgot promises (S5).
 *
 * A new disk counts as never used when a majority of the other members has no other on record.
 * Whoever votes was first recorded by such a majority, and two majorities share a member; so a
 * lost disk is noticed unless the disks of its witnesses were lost with it.
 */
import type { Context } from './context.ts';
import type { PeerRecord, Standing } from './durable.ts';
import type { Hello, Welcome, WelcomeAnswer } from './message.ts';
import { type MemberIndex, majority, memberCount } from './roster.ts';
import { answersMs, isStaggered } from './stagger.ts';

export interface JoinState {
  /** What this life's WELCOMEs must repeat. */
  nonce: number;
  witnesses: Set<MemberIndex>;
  /** Who has answered this life's HELLO. */
  answered: Set<MemberIndex>;
  /** Peers whose frames are not believed yet. */
  strangers: Set<MemberIndex>;
  /** HELLOs to be answered together. */
  owed: Map<MemberIndex, WelcomeAnswer>;
  hellosSent: number;
  /** When the last HELLO went out, on the member's clock. */
  helloAtMs: number;
  /** When the last WELCOME went out. */
  welcomedAtMs: number;
  /** A witness knows another disk: the boot to go beyond; null while none does. */
  forgottenBoot: number | null;
  /** The body is known to stand on no pad. */
  offPad: boolean;
}

/** HELLOs that are sent without being asked for, until somebody answers. */
const HELLOS = 4;
/** Beats between HELLOs at least, while strangers are heard: recordings must not make a member chatter. */
const HELLO_BEATS = 8;
/** Where all answer one after the other: rounds of answers between two HELLOs, so that others get theirs. */
const ROUNDS = 6;
/** And between two WELCOMEs of one member: introductions leave most of the channel to others. */
const WELCOME_ROUNDS = 3;
/** Answers that one WELCOME may carry, so that it fits the shortest frame of our radios (XBee: 100 bytes). */
const ANSWERS = 7;
const MAX_BOOT = 0xffff;
/** So long a living twin has time to say that it is there. */
const TWIN_SLOTS = 4;

export function newJoin(): JoinState {
  return {
    nonce: 0,
    witnesses: new Set(),
    answered: new Set(),
    strangers: new Set(),
    owed: new Map(),
    hellosSent: 0,
    helloAtMs: 0,
    welcomedAtMs: Number.NEGATIVE_INFINITY,
    forgottenBoot: null,
    offPad: false,
  };
}

/** How many others must have no other disk on record before a new disk is a member's. */
export function witnessQuorum(context: Context): number {
  const { roster } = context;
  const guards = roster.pads.filter((pad) => pad.guard === 'controller').length;
  const others = Math.min(memberCount(roster), roster.robots.length + guards) - 1;
  return others > 0 ? majority(others) : 0;
}

/** Starts a life under the boot number that the caller has put into the durable state. */
export function startJoin(context: Context, state: JoinState): void {
  state.nonce = context.uint32();
  state.hellosSent = 0;
  state.witnesses = new Set();
  state.answered = new Set();
  state.forgottenBoot = null;
  sendHello(context, state);
}

export function sendHello(context: Context, state: JoinState): void {
  state.hellosSent += 1;
  state.helloAtMs = context.now;
  const { disk, standing } = context.durable;
  // Only the disk that the leases were taken with proves that their life is over.
  const offPad = state.offPad && standing === 'member';
  const hello: Hello = { kind: 'hello', nonce: state.nonce, disk, offPad };
  context.promise({ ...hello, ...unanswered(context, state) }, { air: true, self: false });
  context.clearTimer('hello');
  if (needsAnswers(state, standing)) expectAnswers(context, state);
}

/** Where answers take turns, only those are asked again who have not answered. */
function unanswered(context: Context, { answered }: JoinState): Pick<Hello, 'asks'> {
  if (!isStaggered(context) || answered.size === 0) return {};
  const asks: MemberIndex[] = [];
  for (let member = 0; member < memberCount(context.roster); member += 1)
    if (member !== context.self && !answered.has(member)) asks.push(member);
  return { asks };
}

/** It still has to be heard by somebody, to become a member, or to believe somebody. */
function needsAnswers(state: JoinState, standing: Standing): boolean {
  const unheard = state.witnesses.size === 0 && state.hellosSent < HELLOS;
  return standing === 'joining' || unheard || state.strangers.size > 0;
}

function expectAnswers(context: Context, state: JoinState): void {
  const { slotMs, beatMs } = context.timing;
  // A peer that never answers, or a recording of one, is asked ever more rarely.
  const mostMs = context.durable.standing === 'joining' ? 4 * beatMs : 400 * beatMs;
  const waitMs = Math.min(mostMs, 2 * slotMs * 2 ** state.hellosSent) + ROUNDS * answersMs(context);
  context.setTimer('hello', context.now + waitMs * (1 + context.fraction() / 2));
}

export function onHelloTimer(context: Context, state: JoinState): void {
  if (needsAnswers(state, context.durable.standing)) sendHello(context, state);
}

/** A frame came from a peer that has not proved itself: ask it to. */
export function hearStranger(context: Context, state: JoinState, peer: MemberIndex): void {
  const dueMs = context.timers.get('hello');
  if (state.strangers.has(peer) && dueMs !== undefined) {
    // It goes on speaking: it may be alive, and have missed our HELLO or lost its answer.
    const { beatMs, staggerMs } = context.timing;
    // All who have missed it hear this frame at the same time: each asks in its own place.
    const placeMs = ROUNDS * answersMs(context) + context.self * staggerMs;
    const soonestMs = state.helloAtMs + HELLO_BEATS * beatMs + placeMs;
    if (dueMs > soonestMs) context.setTimer('hello', Math.max(context.now, soonestMs));
    return;
  }
  state.strangers.add(peer);
  state.hellosSent = Math.min(state.hellosSent, 1);
  expectAnswers(context, state);
}

const UNKNOWN_PEER: PeerRecord = { boot: 0, disk: 0, bootDisk: 0, otherBoot: 0 };

/** Notes that a peer was heard in a boot, and with which disk if it said so. */
export function recordPeer(
  context: Context,
  peer: MemberIndex,
  boot: number,
  disk: number | null,
): void {
  const known = context.durable.peers[peer] ?? UNKNOWN_PEER;
  let record = { ...known, boot: Math.max(boot, known.boot) };
  if (disk !== null) {
    record.disk ||= disk;
    if (boot > known.boot && disk !== known.bootDisk)
      record = { ...record, bootDisk: disk, otherBoot: known.boot };
  }
  const same = record.boot === known.boot && record.disk === known.disk;
  if (!same) context.persist({ peers: { ...context.durable.peers, [peer]: record } });
}

/** Owes the newcomer an answer; answers to several go out together. */
export function hearHello(
  context: Context,
  state: JoinState,
  from: MemberIndex,
  boot: number,
  hello: Hello,
): void {
  recordPeer(context, from, boot, hello.disk);
  if (hello.asks && !hello.asks.includes(context.self)) return;
  const known = context.durable.peers[from] ?? UNKNOWN_PEER;
  state.owed.set(from, {
    to: from,
    nonce: hello.nonce,
    boot: known.bootDisk === hello.disk ? known.otherBoot : known.boot,
    otherDisk: known.disk !== hello.disk,
  });
  if (!context.timers.has('welcome'))
    context.setTimer('welcome', context.now + welcomeDelayMs(context, state));
}

/**
 * Everybody answers a HELLO. Where that must be one after the other, each speaks once in a round, and
 * answers all that have asked by then; else a little spread does.
 */
function welcomeDelayMs(context: Context, state: JoinState): number {
  if (!isStaggered(context)) return context.fraction() * context.timing.slotMs;
  const placeMs = context.self * context.timing.staggerMs;
  return Math.max(placeMs, state.welcomedAtMs + WELCOME_ROUNDS * answersMs(context) - context.now);
}

/**
 * Somebody starts under our own name: tell it that we are here, and it will stop. If the others have
 * heard it in a later boot than ours, they take us for its past; then we go on beyond it. Returns true
 * when we do.
 */
export function hearOwnHello(
  context: Context,
  state: JoinState,
  boot: number,
  hello: Hello,
): boolean {
  const answer = {
    to: context.self,
    nonce: hello.nonce,
    boot: context.durable.boot,
    otherDisk: true,
  };
  context.promise({ kind: 'welcome', answers: [answer] }, { air: true, self: false });
  const { standing, boot: own, disk } = context.durable;
  if (standing !== 'member') {
    // Of a former life, whose disk was lost: whoever hears it takes us for the past of that life.
    if (hello.disk !== disk) hearLaterBoot(context, state, boot);
    return false;
  }
  if (boot < own) return false;
  // The body may stand on a pad: what was true of it at the start says nothing now.
  state.offPad = false;
  goBeyond(context, state, boot);
  return true;
}

/** Starts a life under a boot number that nobody has heard of ours yet. */
function goBeyond(context: Context, state: JoinState, known: number): void {
  const boot = Math.min(MAX_BOOT, known + 1);
  context.persist({ boot });
  context.output({ do: 'reboot', boot });
  startJoin(context, state);
}

/**
 * A frame in our name that this process never sent: of a former life whose disk was lost, when ours
 * is new; otherwise another process speaks as this member.
 */
export function hearOwnFrame(context: Context, state: JoinState, boot: number): void {
  if (context.durable.standing === 'member') {
    context.output({ do: 'twin', reason: 'another process sends frames under the same id' });
    return;
  }
  forget(context, state, boot);
}

/**
 * Others believe in a boot of ours above this one: somebody has sent a recording of a life whose disk was lost. They
 * would drop what we say for ever, so we go on beyond it. Not so a member in full, whose disk knows all its boots.
 */
export function hearLaterBoot(context: Context, state: JoinState, boot: number): void {
  const { standing, boot: own } = context.durable;
  if (standing !== 'member' && boot > own) forget(context, state, boot);
}

/** A life in this boot was ours, and its disk is lost. A living twin answers at once: it has the time to say so. */
function forget(context: Context, state: JoinState, boot: number): void {
  state.forgottenBoot = Math.max(state.forgottenBoot ?? 0, boot);
  if (context.timers.has('forgotten')) return;
  const waitMs = TWIN_SLOTS * context.timing.slotMs + answersMs(context);
  context.setTimer('forgotten', context.now + waitMs);
}

export function onWelcomeTimer(context: Context, state: JoinState): void {
  const answers = [...state.owed.values()].slice(0, ANSWERS);
  state.welcomedAtMs = context.now;
  for (const answer of answers) state.owed.delete(answer.to);
  if (answers.length > 0) context.promise({ kind: 'welcome', answers }, { air: true, self: false });
  if (state.owed.size > 0)
    context.setTimer('welcome', context.now + Math.max(context.timing.slotMs, answersMs(context)));
}

/**
 * Takes a WELCOME that answers this life's HELLO: its sender is alive. Returns true when this member
 * has just become one in full.
 */
export function hearWelcome(
  context: Context,
  state: JoinState,
  from: MemberIndex,
  boot: number,
  sequence: number,
  welcome: Welcome,
): boolean {
  const answer = welcome.answers.find(
    (candidate) => candidate.to === context.self && candidate.nonce === state.nonce,
  );
  if (from === context.self) hearLaterBoot(context, state, boot);
  if (!answer) return false;
  if (from === context.self) {
    context.output({ do: 'twin', reason: 'another process answered under the same id' });
    return false;
  }
  context.output({ do: 'prove', peer: from, boot, sequence });
  state.answered.add(from);
  state.strangers.delete(from);
  recordPeer(context, from, boot, null);
  if (answer.otherDisk && context.durable.standing !== 'member') {
    forget(context, state, answer.boot);
    return false;
  }
  state.witnesses.add(from);
  return becomeMember(context, state);
}

/** With enough witnesses a new disk is a member's. Returns true when that has just happened. */
export function becomeMember(context: Context, state: JoinState): boolean {
  const { standing } = context.durable;
  if (standing !== 'joining' || state.forgottenBoot !== null) return false;
  if (state.witnesses.size < witnessQuorum(context)) return false;
  context.persist({ standing: 'member' });
  return true;
}

/**
 * Others remember a disk that this member has lost (S5): it goes on beyond its old boot number, asks
 * for the pad, and neither votes nor admits.
 */
export function onForgottenTimer(context: Context, state: JoinState): void {
  const { durable } = context;
  const known = state.forgottenBoot;
  if (known === null) return;
  if (durable.standing === 'joining') {
    context.persist({ standing: 'outsider' });
    context.event({
      event: 'alarm',
      reason: 'this member lost its state: it may charge, but it neither votes nor admits',
    });
  }
  state.forgottenBoot = null;
  if (durable.boot > known) return;
  goBeyond(context, state, known);
}
