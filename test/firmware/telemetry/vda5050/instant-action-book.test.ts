import { expect, test } from 'vitest';
import { InstantActionBook } from '../../../../firmware/telemetry/vda5050/instant-action-book.ts';
import { robotFacts } from '../../../../firmware/telemetry/vda5050/robot-facts.ts';
import { robotState } from './states.ts';

const start = { actionId: 's', actionType: 'startCharging' };
const stop = { actionId: 'e', actionType: 'stopCharging' };
const ok = { status: 'ok' } as const;

function book() {
  const failures: string[] = [];
  const made = new InstantActionBook(({ actionId }, reason) =>
    failures.push(`${actionId}: ${reason}`),
  );
  const facts = (phase: string, more: object = {}) =>
    robotFacts('r1', robotState({ phase, ...more }));
  return {
    made,
    failures,
    facts,
    /** The robot goes through these phases; its statuses after each. */
    through: (...phases: string[]) =>
      phases.map((phase) => {
        made.follow(facts(phase));
        return made.states.map(({ status }) => status).join();
      }),
  };
}

test('startCharging ends when charge flows, however long the queue', () => {
  const { made, failures, facts, through } = book();
  made.begin(start, 'charge');
  made.answered('s', ok, facts('working'));
  expect(through('working', 'requesting', 'waiting', 'approaching')).toEqual([
    'INITIALIZING',
    'INITIALIZING',
    'INITIALIZING',
    'INITIALIZING',
  ]);
  made.follow(facts('charging', { charging: false }));
  expect(made.states[0]?.status).toBe('INITIALIZING');
  const pads = [{ pad: 'p1', holder: 'r1', queue: [] }];
  made.follow(facts('charging', { charging: true, pads }));
  expect(made.states).toEqual([{ ...start, status: 'FINISHED', result: 'it charges on p1' }]);
  // What comes later changes nothing.
  expect(through('leaving', 'working', 'fault')).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
  expect(failures).toEqual([]);
});

test('startCharging is over at once for a robot that charges', () => {
  const { made, facts } = book();
  made.begin(start, 'charge');
  made.answered('s', ok, facts('charging'));
  expect(made.states[0]?.status).toBe('FINISHED');
});

test('startCharging fails when the robot refuses, gives up, holds or breaks', () => {
  const refused = book();
  refused.made.begin(start, 'charge');
  refused.made.answered('s', { status: 'error', error: 'the battery is full' }, null);
  expect(refused.failures).toEqual(['s: the battery is full']);

  const turned = book();
  turned.made.begin(start, 'charge');
  turned.made.answered('s', ok, turned.facts('leaving'));
  expect(turned.through('working', 'requesting', 'working')).toEqual([
    'INITIALIZING',
    'INITIALIZING',
    'FAILED',
  ]);
  expect(turned.failures).toEqual(['s: the robot gave up its way to a pad']);

  const held = book();
  held.made.begin(start, 'charge');
  held.made.answered('s', ok, held.facts('working'));
  held.made.follow(held.facts('working', { held: true }));
  expect(held.failures).toEqual(['s: somebody told the robot to hold']);

  const broken = book();
  broken.made.begin(start, 'charge');
  broken.made.answered('s', ok, broken.facts('waiting'));
  broken.made.follow(broken.facts('fault', { fault: 'wheel blocked' }));
  expect(broken.failures).toEqual(['s: the robot has a fault: wheel blocked']);
});

test('a robot that was told to hold before is sent all the same', () => {
  const { made, facts } = book();
  made.follow(facts('working', { held: true }));
  made.begin(start, 'charge');
  made.answered('s', ok, facts('working', { held: true }));
  made.follow(facts('requesting', { held: true }));
  expect(made.states[0]?.status).toBe('INITIALIZING');
});

test('stopCharging ends when no charge flows any more', () => {
  const { made, facts, through } = book();
  made.begin(stop, 'release');
  made.answered('e', ok, facts('charging'));
  expect(made.states[0]?.status).toBe('INITIALIZING');
  expect(through('charging', 'leaving')).toEqual(['INITIALIZING', 'FINISHED']);
});

test('stopCharging calls off a startCharging that is under way', () => {
  const { made, failures, facts } = book();
  made.begin(start, 'charge');
  made.answered('s', ok, facts('approaching'));
  made.begin(stop, 'release');
  made.answered('e', ok, facts('approaching'));
  expect(failures).toEqual(['s: stopCharging came after it']);
});

test('stopCharging of a robot at work has nothing to do; of one in a queue it fails', () => {
  const error = { status: 'error', error: 'the robot is not on a pad' } as const;
  const atWork = book();
  atWork.made.begin(stop, 'release');
  atWork.made.answered('e', error, atWork.facts('working'));
  expect(atWork.made.states).toEqual([{ ...stop, status: 'FINISHED', result: error.error }]);
  const waiting = book();
  waiting.made.begin(stop, 'release');
  waiting.made.answered('e', error, waiting.facts('waiting'));
  expect(waiting.failures).toEqual(['e: the robot is not on a pad']);
});

test('before the robot has taken a command, its state says nothing about it', () => {
  const { made, through } = book();
  made.begin(start, 'charge');
  expect(through('requesting', 'working')).toEqual(['INITIALIZING', 'INITIALIZING']);
});

test('is bounded: 16 under way, 32 in all, and what had to go is told until it is cleared', () => {
  const { made } = book();
  const begun = Array.from({ length: 17 }, (_, i) =>
    made.begin({ ...start, actionId: `b${i}` }, 'charge'),
  );
  expect(begun.filter((taken) => taken)).toHaveLength(16);
  for (let i = 0; i < 16; i++) made.note({ ...stop, actionId: `n${i}` }, 'FAILED', null);
  expect(made.isFull).toBe(false);
  made.note({ ...stop, actionId: 'n16' }, 'FAILED', null);
  expect(made.isFull).toBe(true);
  expect(made.states).toHaveLength(32);
  expect(made.knows('n0')).toBe(false);
  expect(made.knows('b0')).toBe(true);
  made.clear();
  expect(made.isFull).toBe(false);
  expect(made.states.map(({ actionId }) => actionId)).toEqual(
    Array.from({ length: 16 }, (_, i) => `b${i}`),
  );
});
