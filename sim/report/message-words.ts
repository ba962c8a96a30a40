/** What a message says, in a few words after its kind, as a person would read it out. */
import type { Fence } from '../../src/protocol/fence.ts';
import type { Message } from '../../src/protocol/message.ts';
import { nOf } from '../../src/protocol/request-number.ts';
import type { Cast } from './cast.ts';

const URGENCIES = ['routine', 'soon', 'urgent', 'about to run empty'] as const;

export function urgencyWords(urgency: number): string {
  return URGENCIES[urgency] ?? `urgency ${urgency}`;
}

export function messageWords(message: Message, cast: Cast): string {
  const pad = 'pad' in message ? (cast.pads[message.pad] ?? `pad ${message.pad}`) : '';
  const fence = 'fence' in message ? show(message.fence) : '';
  switch (message.kind) {
    case 'hello':
      return message.offPad ? 'has started, and is not on a pad' : 'has started';
    case 'welcome':
      return `to ${names(
        message.answers.map(({ to }) => to),
        cast,
      )}`;
    case 'request':
      return `for ${pad}, number ${message.n}, ${urgencyWords(message.urgency)}, knows epoch ${message.epoch}`;
    case 'token':
      return `of ${pad} to ${cast.nameOf(message.to)}, fence ${fence}${released(message.released)}${queueWords(
        message.queue.map(({ robot }) => robot),
        cast,
      )}`;
    case 'hold':
      return `the token of ${pad}, fence ${fence}${
        message.asking.length > 0 ? `, heard ${names(message.asking, cast)} asking` : ''
      }`;
    case 'passed':
      return `on the token of ${pad}, newest fence ${fence}`;
    case 'stuck':
      return message.disk === 0
        ? `token of ${pad}, fence ${fence}: the next robot does not take it`
        : `${pad} has lost its disk and needs a newer epoch`;
    case 'enter':
      return `${pad}? Fence ${fence}, attempt ${message.attempt}${released(message.released)}`;
    case 'admit':
      return `${cast.nameOf(message.robot)} to ${pad}, fence ${fence}, attempt ${message.attempt}, for ${message.leaseMs} ms`;
    case 'refuse':
      return `${cast.nameOf(message.robot)} at ${pad}: ${message.reason}; fence ${fence}, highest ${show(message.highest)}, again in ${Math.round(message.waitMs)} ms`;
    case 'exit':
      return `from ${pad}, fence ${fence}`;
    case 'election':
      return `after epoch ${message.epoch}`;
    case 'answer':
      return `a higher rank is here, epoch ${message.epoch}`;
    case 'claim':
      return `asks for votes in epoch ${message.epoch}`;
    case 'vote':
      return `for ${cast.nameOf(message.candidate)} in epoch ${message.epoch}${message.pads
        .map((known, index) => (known.holds ? `, holds the token of ${cast.pads[index]}` : ''))
        .join('')}`;
    case 'coordinator':
      return `leads epoch ${message.epoch}`;
    case 'beat':
      return `of epoch ${message.epoch}${message.pads
        .map(
          ({ fence: newest, holder }, index) =>
            `, ${cast.pads[index]}: ${show(newest)} with ${holder === null ? 'nobody' : cast.nameOf(holder)}`,
        )
        .join('')}`;
  }
}

function show(fence: Fence): string {
  return `(${fence.epoch},${fence.counter})`;
}

function released(fence: Fence | null): string {
  return fence === null ? '' : `, released ${show(fence)}`;
}

function names(members: readonly number[], cast: Cast): string {
  return members.length === 0 ? 'nobody' : members.map((member) => cast.nameOf(member)).join(', ');
}

function queueWords(queue: readonly number[], cast: Cast): string {
  return queue.length === 0 ? '' : `, then ${names(queue, cast)}`;
}

/** A request's number, as a trace has it or as members keep it. */
export function requestWords(number: unknown): string {
  if (Array.isArray(number)) return `${number[1]}`;
  return typeof number === 'number' ? `${nOf(number)}` : '?';
}
