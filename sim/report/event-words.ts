/** What an event of a trace means, in plain words after the name of its member (contract.md, events). */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { fenceOf, numberOf, textOf, textsOf } from './fields.ts';
import { requestWords, urgencyWords } from './message-words.ts';

type Say = (record: TraceRecord) => string;

const EVENT_WORDS: Readonly<Record<string, Say>> = {
  boot: (record) => `begins boot ${record.boot} (${text(record, 'reason')})`,
  stop: (record) => `ends in order (${text(record, 'reason')})`,
  request: (record) =>
    `asks for ${text(record, 'pad')}: request ${requestWords(record.number)}, ${urgencyWords(numberOf(record, 'urgency') ?? 0)}`,
  token: (record) =>
    `passes the token of ${text(record, 'pad')} to ${text(record, 'to')}${fence(record)}${then(textsOf(record, 'queue'))}`,
  mint: (record) =>
    `makes a new token for ${text(record, 'pad')}${fence(record)}: ${MINTS[text(record, 'reason')] ?? text(record, 'reason')}`,
  enter: (record) => `may be on ${text(record, 'pad')}${fence(record)}${until(record)}`,
  renew: (record) => `may stay on ${text(record, 'pad')}${fence(record)}${until(record)}`,
  exit: (record) =>
    `gives up ${text(record, 'pad')}${fence(record)}: ${EXITS[text(record, 'reason')] ?? text(record, 'reason')}`,
  admit: (record) => `admits ${text(record, 'robot')} to ${text(record, 'pad')}${fence(record)}`,
  refuse: (record) =>
    `refuses ${text(record, 'robot')} at ${text(record, 'pad')}${fence(record)}: ${REFUSALS[text(record, 'reason')] ?? text(record, 'reason')}`,
  release: (record) =>
    `ends the lease of ${text(record, 'robot')} for ${text(record, 'pad')}${fence(record)}: ${RELEASES[text(record, 'reason')] ?? text(record, 'reason')}`,
  suspect: (record) => `takes ${text(record, 'member')} for dead`,
  trust: (record) => `hears ${text(record, 'member')} again`,
  election: (record) => `calls an election after epoch ${numberOf(record, 'epoch') ?? '?'}`,
  leader: (record) =>
    record.leader === record.from
      ? `leads epoch ${numberOf(record, 'epoch') ?? '?'} now`
      : `follows ${text(record, 'leader')} in epoch ${numberOf(record, 'epoch') ?? '?'}`,
  body: (record) => `is ${text(record, 'phase')}${battery(numberOf(record, 'battery'))}`,
  alarm: (record) => `raises an alarm: ${text(record, 'reason')}`,
  drop: (record) =>
    `refuses ${numberOf(record, 'bytes') ?? '?'} bytes that are no good: ${text(record, 'reason')}`,
  persist: (record) => `writes to disk: ${JSON.stringify(record.change ?? {})}`,
  reboot: (record) => `goes on as boot ${numberOf(record, 'next') ?? '?'}`,
  twin: (record) => `believes that another process speaks for it: ${text(record, 'reason')}`,
  finished: () => 'has finished',
};

/** Of the world. What tells of a member's life comes after its name, too. */
const WORLD_WORDS: Readonly<Record<string, Say>> = {
  lost: (record) =>
    `bytes of ${textOf(record, 'sender') ?? 'somebody'} are lost on the way to ${textOf(record, 'to') ?? 'all'}: ${text(record, 'reason')}`,
  fault: (record) => `fault: ${text(record, 'what')}`,
  heal: (record) => `heal: ${textOf(record, 'what') ?? 'all faults end'}`,
  start: () => 'starts',
  down: (record) => `goes down (${textOf(record, 'reason') ?? 'stopped'})`,
  freeze: () => 'stands still',
  thaw: () => 'goes on',
  broken: (record) =>
    record.promise === 'crash'
      ? `the code failed: ${text(record, 'what')}`
      : `${text(record, 'promise')} is broken: ${text(record, 'what')}`,
};

/** Null for records that only a replay needs; they would hide the others. */
export function eventWords(record: TraceRecord, ofWorld: boolean): string | null {
  const words = ofWorld ? WORLD_WORDS : EVENT_WORDS;
  const say = Object.hasOwn(words, record.event) ? words[record.event] : undefined;
  return say ? say(record) : null;
}

const EXITS: Readonly<Record<string, string>> = {
  done: 'it has left',
  released: 'a person took the pad from it',
  'lease-over': 'its lease is over',
  stopped: 'it was told to stop',
};

const MINTS: Readonly<Record<string, string>> = {
  'first-token': 'the first one',
  'holder-silent': 'nothing was heard of the holder',
  'holder-restarted': 'the holder has started anew',
  'token-stuck': 'the old one could not be handed over',
  'pad-lost-disk': 'the pad has lost its disk',
  released: 'a person took the pad from whoever had it',
};

const REFUSALS: Readonly<Record<string, string>> = {
  occupied: 'the lease of another is live',
  stale: 'the fence is too old',
  quarantine: 'it has just started and waits until old leases are over',
  contact: 'something stands on the pad without a lease',
  'lost-disk': 'it has lost its disk and waits for a newer epoch',
  fault: 'it is not safe to use',
  released: 'a person took the pad from the robot',
};

const RELEASES: Readonly<Record<string, string>> = {
  released: 'the robot has left',
  'lease-over': 'its time is up',
  restarted: 'the robot has started anew, off the pad',
};

function text(record: TraceRecord, field: string): string {
  return textOf(record, field) ?? '?';
}

function fence(record: TraceRecord): string {
  const words = fenceOf(record);
  return words === null ? '' : ` with fence ${words}`;
}

function until(record: TraceRecord): string {
  const untilMs = numberOf(record, 'until');
  return untilMs === null ? '' : `, until ${(untilMs / 1000).toFixed(3)} s`;
}

function then(queue: readonly string[]): string {
  return queue.length === 0 ? '; nobody waits behind it' : `; then ${queue.join(', ')}`;
}

function battery(percent: number | null): string {
  return percent === null ? '' : `, battery ${Math.round(percent)} %`;
}
