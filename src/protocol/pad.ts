/**
 * Everything that one member knows and has of one pad.
 */
import type { Acceptor } from './acceptor.ts';
import type { Watch } from './detector.ts';
import type { Entry } from './entry.ts';
import { NO_FENCE } from './fence.ts';
import type { RequestState } from './request.ts';
import type { PadIndex, Roster } from './roster.ts';
import type { TokenState } from './token.ts';
import { newView, type View } from './view.ts';

export interface PadState extends TokenState, RequestState {
  readonly pad: PadIndex;
  readonly view: View;
  /** The entry that this robot asks for or has. */
  entry: Entry | null;
  /** Set where this member is one of the pad's acceptors. */
  acceptor: Acceptor | null;
  /** The leader's watch over the holder. */
  holderWatch: Watch | null;
}

export function newPadState(pad: PadIndex, roster: Roster): PadState {
  return {
    pad,
    view: newView(roster.robots.length),
    token: null,
    passing: null,
    taken: NO_FENCE,
    want: null,
    lastN: 0,
    entry: null,
    acceptor: null,
    holderWatch: null,
  };
}
