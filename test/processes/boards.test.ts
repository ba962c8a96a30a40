/**
 * Three robots and a pad as real processes, each with johnny-five on a virtual Arduino that runs real firmware behind
 * a pty: StandardFirmata for the robots, Roost's own for the pad. What counts is seen at the pins.
 *
 * The board process says how long the machine did not let it run; to the boards that was no time at all.
 */
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { missedMs } from './boards.ts';
import { charges, closures, drives, leases, outside, type Span, visits } from './pins.ts';
import { monoMs, type Swarm, withSwarm } from './swarm.ts';

/** Batteries live so much faster; motors and relays do not. */
const SPEED = 100;
const OPTIONS = {
  robots: 3,
  boards: { speed: SPEED, battery: 38 },
  speed: SPEED,
  // A short charge, of some six seconds, and fifteen seconds of work.
  charging: '{ requestBelow: 35, chargeTo: 55 }',
  patienceMs: 90_000,
};
/** From a command to the contacts of the relay, over a serial line on a busy machine. */
const SLACK_MS = 250;
/** The dead-man of the firmware, and the delay of the relay (../shared contract of the pad: 2.5 s). */
const DEAD_MAN_MS = 2500;
const TEST_MS = 600_000;
/** On a busy machine virtual boards start late, or are silent for a while. */
const SLOW_BOARDS = [/^the board (at \S+ )?does not answer/, /^there is no port /];

const open = ({ untilMs }: Span) => untilMs === Number.POSITIVE_INFINITY;

/** What is wrong at the pins, by the traces of the members. */
function atThePins(swarm: Swarm): string[] {
  const seen = swarm.boards.lines();
  const traced = swarm.lines();
  const held = leases(traced, 'p1');
  const anyRobot = { slackMs: SLACK_MS, sameWho: false };
  const sameRobot = { slackMs: SLACK_MS, sameWho: true };
  return [
    ...outside('a closed relay', closures(seen), held, anyRobot),
    ...outside('a charge', charges(seen), closures(seen), { ...anyRobot, slackMs: 0 }),
    ...outside('a charge', charges(seen), held, sameRobot),
    ...outside('turning motors', drives(seen), visits(traced), sameRobot),
  ];
}

/** Waits for a charge that has just begun. */
async function charging(swarm: Swarm): Promise<Span> {
  let last: Span | undefined;
  const begun = monoMs();
  await until(
    'a robot charges',
    () => {
      last = charges(swarm.boards.lines()).at(-1);
      return last !== undefined && open(last) && last.fromMs > begun;
    },
    swarm.patienceMs,
  );
  return last!;
}

/** How long the relay stayed closed after `sinceMs`, in time that the boards have lived. */
async function closedAfter(swarm: Swarm, sinceMs: number, missedBeforeMs: number): Promise<number> {
  await until(
    'the relay is open',
    () => !closures(swarm.boards.lines()).some(open),
    swarm.patienceMs,
  );
  const lost = (await missedMs(swarm.boards)) - missedBeforeMs;
  const last = closures(swarm.boards.lines()).at(-1)!;
  return last.untilMs - sinceMs - lost;
}

/** Every robot charges once more, in order. */
async function goesOn(swarm: Swarm, robots = swarm.busy): Promise<void> {
  const before = monoMs();
  await until(
    `each of ${robots.join()} charges`,
    () =>
      robots.every((robot) =>
        charges(swarm.boards.lines()).some(({ who, fromMs }) => who === robot && fromMs > before),
      ),
    swarm.patienceMs * 3,
  );
}

describe('three robots and a pad on virtual Arduinos', () => {
  test(
    'share the pad: relay, motors and charge only where the protocol allows them',
    () =>
      withSwarm({ ...OPTIONS, name: 'boards-share' }, async (swarm) => {
        swarm.startAll();
        await goesOn(swarm);
        await goesOn(swarm);
        expect(atThePins(swarm)).toEqual([]);
        expect(charges(swarm.boards.lines()).length).toBeGreaterThanOrEqual(6);
        expect(swarm.judge({ expectedAlarms: SLOW_BOARDS })).toEqual([]);
        // Each charge has filled a battery, and nothing else has.
        const percents = swarm.boards.lines().filter(({ event }) => event === 'charging');
        const last = new Map<string, number>();
        for (const { board, on, percent } of percents) {
          const before = last.get(board!) ?? 100;
          if (on) expect(percent).toBeLessThanOrEqual(before);
          else expect(percent).toBeGreaterThan(before);
          last.set(board!, percent!);
        }
      }),
    TEST_MS,
  );

  test(
    'the relay opens by itself when the pad is killed, or frozen, while it charges',
    () =>
      withSwarm({ ...OPTIONS, name: 'boards-dead-man' }, async (swarm) => {
        swarm.startAll();
        await charging(swarm);
        let missed = await missedMs(swarm.boards);
        let since = monoMs();
        await swarm.kill('p1');
        expect(await closedAfter(swarm, since, missed)).toBeLessThan(DEAD_MAN_MS);
        swarm.start('p1');

        await charging(swarm);
        missed = await missedMs(swarm.boards);
        since = monoMs();
        await swarm.freeze('p1');
        expect(await closedAfter(swarm, since, missed)).toBeLessThan(DEAD_MAN_MS);
        // Its first act after the thaw is not to close it again.
        const closed = closures(swarm.boards.lines()).length;
        const thawed = swarm.mark();
        swarm.thaw('p1');
        await swarm.line('the pad wakes up', ({ from }) => from === 'p1', thawed);
        const admitted = await swarm.line(
          'the pad admits again',
          ({ from, event }) => from === 'p1' && event === 'admit',
          thawed,
        );
        const again = closures(swarm.boards.lines()).slice(closed);
        expect(again.filter(({ fromMs }) => fromMs < admitted.mono)).toEqual([]);
        await goesOn(swarm);
      }),
    TEST_MS,
  );

  test(
    'an unplugged board, a reset, garbage on the line and the wrong firmware leave no relay closed',
    () =>
      withSwarm({ ...OPTIONS, name: 'boards-trouble' }, async (swarm) => {
        const { boards } = swarm;
        const alarm = (pattern: RegExp, since: number) =>
          swarm.line(
            `an alarm like ${pattern}`,
            ({ from, event, reason }) =>
              from === 'p1' && event === 'alarm' && pattern.test(reason!),
            since,
          );
        swarm.startAll();

        await charging(swarm);
        let mark = swarm.mark();
        let missed = await missedMs(boards);
        let since = monoMs();
        await boards.tell('cut p1');
        expect(await closedAfter(swarm, since, missed)).toBeLessThan(DEAD_MAN_MS);
        await alarm(/p1/, mark);
        await boards.tell('plug p1');

        await charging(swarm);
        missed = await missedMs(boards);
        since = monoMs();
        await boards.tell('reset p1');
        expect(await closedAfter(swarm, since, missed)).toBeLessThan(SLACK_MS);

        await charging(swarm);
        await boards.tell('garbage p1 2000');
        await charging(swarm);

        mark = swarm.mark();
        missed = await missedMs(boards);
        since = monoMs();
        await boards.tell('firmware p1 standard');
        expect(await closedAfter(swarm, since, missed)).toBeLessThan(SLACK_MS);
        await alarm(/StandardFirmata/, mark);
        const closed = closures(boards.lines()).length;
        await swarm.line(
          'the pad refuses somebody',
          ({ from, event, reason }) => from === 'p1' && event === 'refuse' && reason === 'fault',
          mark,
        );
        expect(closures(boards.lines())).toHaveLength(closed);
        await boards.tell('firmware p1 roost');
        await goesOn(swarm);
      }),
    TEST_MS,
  );

  test(
    'a robot whose board is gone leaves the queue and says so; one that misses the pad tries again',
    () =>
      withSwarm({ ...OPTIONS, name: 'boards-robots' }, async (swarm) => {
        const { boards } = swarm;
        swarm.startAll();
        const { who: inside } = await charging(swarm);
        const [lost, missing] = swarm.busyBut(inside);

        const mark = swarm.mark();
        await boards.tell(`unplug ${lost}`);
        await swarm.line(
          `${lost} says that its board is gone`,
          ({ from, event }) => from === lost && event === 'alarm',
          mark,
        );
        await swarm.line(
          `${lost} has a fault`,
          ({ from, event, phase }) => from === lost && event === 'body' && phase === 'fault',
          mark,
        );
        await boards.tell(`miss ${missing} 2`);
        await goesOn(swarm, [inside, missing!]);
        const turned = drives(boards.lines()).filter(({ who }) => who === lost);
        expect(turned.some(({ fromMs }) => fromMs > swarm.lines()[mark]!.mono)).toBe(false);

        await boards.tell(`plug ${lost}`);
        await goesOn(swarm);
        expect(atThePins(swarm)).toEqual([]);
      }),
    TEST_MS,
  );
});
