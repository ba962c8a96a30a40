/** The docking of a robot and of a pad, step by step, as far as their boards have the sensors. */

import type { PadReadings, RobotReadings } from '../../hardware/bench/readings.ts';
import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import { signed } from './rows.ts';
import type { Step } from './steps.ts';

/** More than this into the battery is charge, and no noise. */
const CHARGE_AMPS = 0.02;
const SEEN_WITHIN_MS = 500;
const CHARGE_WITHIN_MS = 5000;
const ROBOT_WITHIN_MS = 60_000;

const LIGHT_ON = {
  title: 'the light blinks fast: look',
  act: { do: 'led', pattern: 'fast' },
} as const;
const LIGHT_OFF = {
  title: 'the light is dark again',
  act: { do: 'led', pattern: 'dark' },
} as const;

export function robotDocking(board: RobotBoard, now: RobotReadings): Step<RobotReadings>[] {
  const { approachMs, leaveMs, speedPercent } = board.drive;
  const isThere = now.dock.closed === true;
  const steps: Step<RobotReadings>[] = board.led === null ? [] : [LIGHT_ON];
  steps.push({
    title: isThere ? 'it stands on the pad already' : 'approach until contact',
    ...(isThere
      ? { act: { do: 'nothing' } }
      : {
          act: { do: 'approach' },
          confirm: `The robot drives forward, for ${approachMs / 1000} s at most, ${speedPercent} %. Is its way free?`,
        }),
    expect: {
      what: `contact at ${board.dock.pin}`,
      withinMs: SEEN_WITHIN_MS,
      isSeen: ({ dock }) => dock.closed === true,
    },
  });
  if (board.battery.current !== null) {
    steps.push({
      title: 'does charge flow?',
      act: { do: 'nothing' },
      expect: {
        what: `more than ${CHARGE_AMPS} A into the battery`,
        withinMs: CHARGE_WITHIN_MS,
        otherwise: 'has the pad power? (roost bench of the pad: relay close)',
        isSeen: ({ battery }) => (battery.amps ?? 0) > CHARGE_AMPS,
        found: ({ battery }) => signed(battery.amps ?? 0),
      },
    });
  }
  steps.push({
    title: 'leave until clear',
    confirm: `The robot drives backward, for ${leaveMs / 1000} s at most. Is its way free?`,
    act: { do: 'leave' },
    expect: {
      what: 'the contact opens',
      withinMs: SEEN_WITHIN_MS,
      isSeen: ({ dock }) => dock.closed === false,
    },
  });
  if (board.led !== null) steps.push(LIGHT_OFF);
  return steps;
}

export function padDocking(board: PadBoard): Step<PadReadings>[] {
  const { contact, relay, current, minAmps } = board;
  const hasFeedback = relay.feedback !== null;
  const steps: Step<PadReadings>[] = board.led === null ? [] : [LIGHT_ON];
  if (contact !== null) {
    steps.push({
      title: 'put a robot on the pad',
      act: { do: 'nothing' },
      expect: {
        what: `contact at ${contact.pin}`,
        withinMs: ROBOT_WITHIN_MS,
        isSeen: (readings) => readings.contact?.closed === true,
      },
    });
  }
  const feedback = (closed: boolean) => ({
    what: closed ? 'the feedback closes' : 'the feedback opens',
    withinMs: relay.settleMs + SEEN_WITHIN_MS,
    isSeen: (readings: PadReadings) => readings.feedback?.closed === closed,
  });
  const switched = (closed: boolean): Pick<Step<PadReadings>, 'act' | 'expect'> => {
    const act = { do: 'relay', closed } as const;
    return hasFeedback ? { act, expect: feedback(closed) } : { act };
  };
  steps.push({
    title: 'close the relay',
    confirm: 'The contacts of the pad get power, for 10 s at most.',
    ...switched(true),
  });
  if (current !== null) {
    steps.push({
      title: 'does current flow?',
      act: { do: 'nothing' },
      expect: {
        what: `at least ${minAmps} A`,
        withinMs: CHARGE_WITHIN_MS,
        otherwise: 'is the battery full? Does the robot touch both contacts?',
        isSeen: (readings) => (readings.current?.amps ?? 0) >= minAmps,
        found: (readings) => signed(readings.current?.amps ?? 0),
      },
    });
  }
  steps.push({ title: 'open the relay', ...switched(false) });
  if (current !== null) {
    steps.push({
      title: 'is the current gone?',
      act: { do: 'nothing' },
      expect: {
        what: `less than ${minAmps} A`,
        withinMs: CHARGE_WITHIN_MS,
        otherwise: 'set the zero of the sensor with nothing flowing: zero',
        isSeen: (readings) => {
          const amps = readings.current?.amps ?? null;
          return amps !== null && amps < minAmps;
        },
        found: (readings) => signed(readings.current?.amps ?? 0),
      },
    });
  }
  if (board.led !== null) steps.push(LIGHT_OFF);
  return steps;
}
