/** The layers of one member, side by side. */
import type { Context } from './context.ts';
import type { ElectionState } from './election.ts';
import type { JoinState } from './join.ts';
import type { MintState } from './mint.ts';
import type { PadState } from './pad.ts';

export interface MemberState {
  readonly context: Context;
  readonly join: JoinState;
  readonly election: ElectionState;
  readonly mint: MintState;
  readonly pads: readonly PadState[];
}
