/** What is odd about a member, beside its name: silent, old news, a fault, an alarm, told to hold. */
import type { PadView, RobotView } from '../../view/view.ts';
import type { Store } from '../store.ts';
import { Age } from './ages.tsx';

interface Props {
  readonly member: RobotView | PadView;
  readonly store: Store;
}

export function MemberMarks({ member, store }: Props) {
  const { online, onlineSinceMs, stale, fault, alarm, standing } = member;
  return (
    <span class="marks">
      {online === false && (
        <span class="mark bad">
          silent for <Age store={store} sinceMs={onlineSinceMs} />
        </span>
      )}
      {online === null && <span class="mark">never heard</span>}
      {online !== false && stale && <span class="mark warn">old news, kept by the broker</span>}
      {fault !== null && <span class="mark bad">fault: {fault}</span>}
      {alarm !== null && <span class="mark warn">{alarm}</span>}
      {standing !== null && standing !== 'member' && <span class="mark">{standing}</span>}
      {'held' in member && member.held && <span class="mark">held</span>}
    </span>
  );
}
