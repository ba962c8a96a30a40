/** The kinds of frames in groups, for colours and filters. */
import type { MessageKind } from '../../src/protocol/message.ts';
import type { KindGroup } from './model.ts';

const GROUPS: Readonly<Record<MessageKind, KindGroup>> = {
  request: 'asking',
  token: 'token',
  hold: 'token',
  passed: 'token',
  stuck: 'token',
  enter: 'admission',
  admit: 'admission',
  refuse: 'admission',
  exit: 'admission',
  election: 'election',
  answer: 'election',
  claim: 'election',
  vote: 'election',
  coordinator: 'election',
  beat: 'beat',
  hello: 'joining',
  welcome: 'joining',
};

export function groupOf(kind: string): KindGroup {
  return Object.hasOwn(GROUPS, kind) ? GROUPS[kind as MessageKind] : 'joining';
}
