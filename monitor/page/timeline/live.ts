/**
 * The timeline goes on between two answers of the hub: events that come live are put into the last answer.
 *
 * This is for the seconds until the hub is asked again; its next answer replaces all of it. So what is doubtful is left
 * to the hub: only what an event says by itself is drawn. The same event may come twice, here and in an answer.
 */
import type { AlarmView } from '../../view/view.ts';
import type {
  HistoryAlarm,
  HistoryEvent,
  HistoryMark,
  HistoryStay,
  TimelineAnswer,
} from '../../view/wire.ts';

export function withEvents(
  answer: TimelineAnswer,
  events: readonly HistoryEvent[],
): TimelineAnswer {
  const stays = [...answer.stays];
  /** Places in `stays`, by robot. */
  const ofRobot = new Map<string, number[]>();
  for (const [place, { robot }] of stays.entries()) placesOf(ofRobot, robot).push(place);
  const marks = [...answer.marks];
  const known = new Set(marks.map(keyOf));
  for (const event of events) {
    const places = placesOf(ofRobot, event.from);
    if (event.event === 'enter') openStay(stays, places, event);
    else if (event.event === 'exit' || event.event === 'stop') closeStays(stays, places, event);
    const mark = markOf(event);
    if (mark === null || known.has(keyOf(mark))) continue;
    known.add(keyOf(mark));
    marks.push(mark);
  }
  return { ...answer, stays, marks };
}

function placesOf(ofRobot: Map<string, number[]>, robot: string): number[] {
  const places = ofRobot.get(robot) ?? [];
  ofRobot.set(robot, places);
  return places;
}

function openStay(stays: HistoryStay[], places: number[], event: HistoryEvent): void {
  const { atMs, from, pad, what } = event;
  if (pad === null) return;
  const open = places.some((place) => {
    const stay = stays[place]!;
    return stay.pad === pad && (stay.untilMs ?? atMs) >= atMs;
  });
  if (open) return;
  places.push(stays.length);
  stays.push({ pad, robot: from, fromMs: atMs, untilMs: null, fence: fenceIn(what) });
}

/** An exit names its pad; a process that stops leaves all. */
function closeStays(stays: HistoryStay[], places: readonly number[], event: HistoryEvent): void {
  const { atMs, pad } = event;
  for (const place of places) {
    const stay = stays[place]!;
    if (stay.untilMs !== null || stay.fromMs > atMs) continue;
    if (pad === null || stay.pad === pad) stays[place] = { ...stay, untilMs: atMs };
  }
}

/** Alarms that the hub tells live and has not yet written into its history. */
export function withAlarms(
  alarms: readonly HistoryAlarm[],
  live: readonly AlarmView[],
): readonly HistoryAlarm[] {
  const open = new Set(alarms.filter(({ untilMs }) => untilMs === null).map(({ id }) => id));
  return [
    ...alarms,
    ...live.filter(({ id }) => !open.has(id)).map((alarm) => ({ ...alarm, untilMs: null })),
  ];
}

/** Null: no mark of the timeline. */
export function markOf({ atMs, from, event, pad, what }: HistoryEvent): HistoryMark | null {
  const epoch = typeof what.epoch === 'number' ? what.epoch : null;
  const base = { atMs, from, pad, epoch };
  if (event === 'election')
    return { ...base, what: 'election', text: `${from} starts an election` };
  if (event === 'leader') {
    // All members say who leads; the leader's own word is the mark.
    if (what.leader !== from) return null;
    const of = epoch === null ? '' : ` epoch ${epoch}`;
    return { ...base, what: 'leader', text: `${from} leads${of}` };
  }
  if (event === 'mint') {
    const why = typeof what.reason === 'string' ? `: ${what.reason}` : '';
    return { ...base, what: 'mint', text: `${from} mints a new token${why}` };
  }
  if (event === 'body' && what.phase === 'fault')
    return { ...base, what: 'fault', text: `${from} has a fault` };
  return null;
}

/** The hub writes its own text, so that is not compared. */
function keyOf({ what, from, atMs }: HistoryMark): string {
  return `${what} ${atMs} ${from}`;
}

function fenceIn({ fence }: HistoryEvent['what']): readonly [number, number] | null {
  if (!Array.isArray(fence) || fence.length !== 2) return null;
  const [epoch, counter] = fence as unknown[];
  return typeof epoch === 'number' && typeof counter === 'number' ? [epoch, counter] : null;
}
