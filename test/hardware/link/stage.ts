/** A link to a fake Arduino on time that is moved by hand, and everything that it tells. */

import type {
  BoardLink,
  DeadManState,
  LinkPlan,
  LiveBoard,
} from '../../../hardware/link/board-link.ts';
import { openBoardLink } from '../../../hardware/link/open.ts';
import { FakeArduino, type FakeArduinoOptions, ROOST } from '../fake-arduino.ts';
import { HandTime } from '../hand-time.ts';

export const PORT = '/dev/ttyACM0';

export const GUARDED: LinkPlan = {
  model: 'uno',
  deadMan: { kind: 'firmware', timeoutMs: 2000 },
  guarded: [{ pin: 'D8', safe: 'low' }],
};

export const UNGUARDED: LinkPlan = { model: 'uno', deadMan: { kind: 'none' }, guarded: [] };

export interface Stage {
  readonly time: HandTime;
  readonly arduino: FakeArduino;
  readonly link: BoardLink;
  readonly ups: LiveBoard[];
  readonly downs: string[];
  readonly trips: DeadManState[];
  readonly notices: string[];
  up(): Promise<LiveBoard>;
}

export async function openStage(
  plan: LinkPlan = GUARDED,
  options: FakeArduinoOptions = ROOST,
  prepare: (arduino: FakeArduino) => void = () => {},
): Promise<Stage> {
  const time = new HandTime();
  const arduino = new FakeArduino(time, options);
  prepare(arduino);
  const ups: LiveBoard[] = [];
  const downs: string[] = [];
  const trips: DeadManState[] = [];
  const notices: string[] = [];
  const link = await openBoardLink(
    { kind: 'firmata', port: PORT },
    plan,
    {
      clock: time,
      makeAlarm: time.makeAlarm,
      onNotice: (text) => notices.push(text),
      openPort: arduino.openPort,
    },
    {
      onUp: (live) => ups.push(live),
      onDown: (reason) => downs.push(reason),
      onTrip: (state) => trips.push(state),
    },
  );
  return {
    time,
    arduino,
    link,
    ups,
    downs,
    trips,
    notices,
    async up() {
      await time.until('the board is up', () => link.live !== null);
      return link.live!;
    },
  };
}
