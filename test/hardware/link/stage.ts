/** A link to a fake Arduino on time that is moved by hand, and everything that it tells. */

import { expect } from 'vitest';
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

/** Closes the link afterwards, and finds out whether it has left anything. */
export const withStage = async (
  run: (stage: Stage) => Promise<void>,
  ...options: Parameters<typeof openStage>
) => {
  const stage = await openStage(...options);
  try {
    await run(stage);
  } finally {
    const closed = stage.link.close();
    await stage.time.pass(1500);
    await closed;
    stage.arduino.off();
    expect(stage.time.pending, 'timers that are left').toBe(0);
  }
};

/** The message with which the relay of GUARDED is armed. */
export const ARM = 'f00b010800500ff7';

/** What came whose hexadecimal digits begin so. */
export const writesOf = ({ arduino }: Stage, start: string) =>
  arduino.heard.filter((message) => message.startsWith(start));
