/** The lanes above the members' lines: faults, and for each pad beliefs, leases and token; and leaders. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import type { Cast } from './cast.ts';
import { type EpochSpan, epochsOf, leadershipsOf } from './epochs.ts';
import { type FaultSpan, faultsOf } from './faults.ts';
import { grantsOf, leasesOf } from './leases.ts';
import { livesOf } from './life.ts';
import type { Bar, Lane } from './model.ts';
import { type Belief, beliefsOf, type Clash, clashesOf } from './occupancy.ts';
import { rowsOf, type Span } from './span.ts';
import { placesOf, tokenStepsOf, type Wait, waitsOf } from './token.ts';

/** More rows than these would push the rest off the screen; what is left shares the last. */
const MOST_ROWS = 6;

/** Of the holder and the queue behind it only so many are shown. */
const MOST_PLACES = 10;

/** Everything that lasts, by what it is. */
export interface Stretches {
  readonly faults: readonly FaultSpan[];
  readonly beliefs: readonly Belief[];
  readonly clashes: readonly Clash[];
  readonly lanes: readonly Lane[];
  readonly memberBars: readonly Bar[];
}

export type LineOf = (record: number) => number;

export function stretchesOf(
  records: readonly TraceRecord[],
  cast: Cast,
  whole: Span,
  lineOf: LineOf,
): Stretches {
  const endMs = whole.toMs;
  const faults = faultsOf(records, endMs);
  const beliefs = beliefsOf(records, endMs);
  const clashes = clashesOf(beliefs);
  const epochs = epochsOf(records, endMs);
  const waits = waitsOf(records, endMs);
  const make = { cast, lineOf };
  const pads = cast.pads.flatMap((pad) => [
    beliefLane(pad, beliefs, clashes, make),
    leaseLane(pad, records, endMs, make),
    tokenLane(pad, records, endMs, make),
  ]);
  return {
    faults,
    beliefs,
    clashes,
    lanes: [faultLane(faults, make), ...pads, leaderLane(leadershipsOf(epochs), make)],
    memberBars: [
      ...stateBars(records, whole, make),
      ...epochBars(epochs, make),
      ...waitBars(waits, make),
      ...beliefs.map((belief) => ({
        ...beliefBar(belief, make),
        row: cast.placeOf(belief.robot),
        paint: 'inside' as const,
      })),
    ],
  };
}

interface Make {
  readonly cast: Cast;
  readonly lineOf: LineOf;
}

function laneOf(lane: Omit<Lane, 'rows'>): Lane {
  return { ...lane, rows: Math.max(1, ...lane.bars.map(({ row }) => row + 1)) };
}

function inRows<T extends Span>(spans: readonly T[], bar: (span: T) => Omit<Bar, 'row'>): Bar[] {
  const rows = rowsOf(spans, MOST_ROWS);
  return spans.map((span, index) => ({ ...bar(span), row: rows[index]! }));
}

function faultLane(faults: readonly FaultSpan[], { lineOf }: Make): Lane {
  const bars = inRows(faults, ({ fromMs, toMs, fault, members, what, record }) => ({
    fromMs,
    toMs,
    paint: 'fault',
    index: 0,
    strength: 1,
    label: members.length > 0 ? `${fault} ${members.join(' ')}` : what,
    words: `fault: ${what}`,
    line: lineOf(record),
    fault,
  }));
  return laneOf({
    id: 'faults',
    title: 'Faults',
    help: 'What was done to the swarm, and for how long.',
    bars,
  });
}

function beliefLane(
  pad: string,
  all: readonly Belief[],
  clashes: readonly Clash[],
  make: Make,
): Lane {
  const bars = inRows(
    all.filter((belief) => belief.pad === pad),
    (belief) => beliefBar(belief, make),
  );
  const overlaps = clashes.filter((clash) => clash.pad === pad);
  return laneOf({
    id: `beliefs ${pad}`,
    title: `On ${pad}, as believed`,
    help: 'Who believes that it may be on the pad: from enter until exit, or until the time that the last admission named. Two at once break S1: red.',
    bars: [
      ...bars,
      ...overlaps.map(({ fromMs, toMs, robots }) => ({
        fromMs,
        toMs,
        row: -1,
        paint: 'clash' as const,
        index: 0,
        strength: 1,
        label: '',
        words: `${robots.join(' and ')} both believe that they may be on ${pad}`,
        line: -1,
      })),
    ],
  });
}

function beliefBar(belief: Belief, { cast, lineOf }: Make): Omit<Bar, 'row'> {
  const { pad, robot, fence, fromMs, toMs, renewals, end, record } = belief;
  return {
    fromMs,
    toMs,
    paint: 'robot',
    index: cast.placeOf(robot),
    strength: 1,
    label: `${robot} ${fence}`,
    words: `${robot} believes that it may be on ${pad} with fence ${fence}, renewed ${renewals} times; ends: ${end}`,
    line: lineOf(record),
  };
}

function leaseLane(
  pad: string,
  records: readonly TraceRecord[],
  endMs: number,
  { cast, lineOf }: Make,
): Lane {
  const acceptors = cast.members.includes(pad) ? 1 : cast.robots.length;
  const leases = leasesOf(records, endMs).filter((lease) => lease.pad === pad);
  const bars = inRows(grantsOf(leases), (grant): Omit<Bar, 'row'> => {
    const share = acceptors === 1 ? '' : ` ${grant.acceptors} of ${acceptors}`;
    return {
      fromMs: grant.fromMs,
      toMs: grant.toMs,
      paint: 'robot',
      index: cast.placeOf(grant.robot),
      strength: grant.acceptors / acceptors,
      label: `${grant.robot} ${grant.fence}${share}`,
      words: `${acceptors === 1 ? pad : `${grant.acceptors} of ${acceptors} robots`} keeps ${pad} for ${grant.robot}, fence ${grant.fence}`,
      line: lineOf(grant.record),
    };
  });
  return laneOf({
    id: `leases ${pad}`,
    title: `Leases for ${pad}`,
    help:
      acceptors === 1
        ? `Whom the controller of ${pad} has admitted. Its lease outlasts the belief of the robot.`
        : `How many robots have admitted whom to ${pad}; it takes more than half of them.`,
    bars,
  });
}

function tokenLane(
  pad: string,
  records: readonly TraceRecord[],
  endMs: number,
  { cast, lineOf }: Make,
): Lane {
  const steps = tokenStepsOf(records, cast, endMs).filter((step) => step.pad === pad);
  const places = placesOf(steps).filter(({ place }) => place < MOST_PLACES);
  const bars = places.map(
    ({ robot, place, fence, fromMs, toMs, record }): Bar => ({
      fromMs,
      toMs,
      row: place,
      paint: 'robot',
      index: cast.placeOf(robot),
      strength: place === 0 ? 1 : 0.35,
      label: place === 0 ? `${robot} ${fence}` : robot,
      words:
        place === 0
          ? `the token of ${pad} is with ${robot}, newest fence ${fence}`
          : `${robot} is number ${place} in the queue for ${pad}`,
      line: lineOf(record),
    }),
  );
  return laneOf({
    id: `token ${pad}`,
    title: `Token, queue of ${pad}`,
    help: `The first row has the token (or is sent it); those below wait in this order. At most ${MOST_PLACES} are shown.`,
    bars,
  });
}

function leaderLane(leaderships: readonly EpochSpan[], { lineOf }: Make): Lane {
  return laneOf({
    id: 'leaders',
    title: 'Leaders',
    help: 'Who believes itself to be the leader. Each epoch has a colour of its own.',
    bars: inRows(leaderships, ({ member, epoch, fromMs, toMs, record }) => ({
      fromMs,
      toMs,
      paint: 'epoch',
      index: epoch,
      strength: 1,
      label: `${member} epoch ${epoch}`,
      words: `${member} leads epoch ${epoch}`,
      line: lineOf(record),
    })),
  });
}

function stateBars(records: readonly TraceRecord[], whole: Span, { cast, lineOf }: Make): Bar[] {
  return livesOf(records, whole).map(({ member, state, reason, record, fromMs, toMs }) => ({
    fromMs,
    toMs,
    row: cast.placeOf(member),
    paint: state,
    index: 0,
    strength: 1,
    label: state,
    words: state === 'down' ? `${member} is down: ${reason}` : `${member} stands still`,
    line: record < 0 ? -1 : lineOf(record),
  }));
}

function epochBars(epochs: readonly EpochSpan[], { cast, lineOf }: Make): Bar[] {
  return epochs.map(({ member, leader, epoch, fromMs, toMs, record }) => ({
    fromMs,
    toMs,
    row: cast.placeOf(member),
    paint: 'epoch',
    index: epoch,
    strength: 1,
    label: `${epoch}`,
    words: `${member} lives in epoch ${epoch}, leader ${leader}`,
    line: lineOf(record),
  }));
}

function waitBars(waits: readonly Wait[], { cast, lineOf }: Make): Bar[] {
  return waits.map(({ robot, pad, served, fromMs, toMs, record }) => ({
    fromMs,
    toMs,
    row: cast.placeOf(robot),
    paint: 'waiting',
    index: 0,
    strength: 1,
    label: '',
    words: `${robot} waits for ${pad}${served ? '' : ', and is not served'}`,
    line: lineOf(record),
  }));
}
