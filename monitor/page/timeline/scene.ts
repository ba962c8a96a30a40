/** Everything that the timeline draws, from what is known: the one place where answers, live events and the view meet. */
import type { SwarmView } from '../../view/view.ts';
import type { HistoryEvent, TimelineAnswer } from '../../view/wire.ts';
import { alarmBars, type Bar, epochBars, type Sheet, stayBars } from './bars.ts';
import { epochsOf } from './epochs.ts';
import { type Choice, type Ground, groundOf, type Lanes, lanesOf } from './lanes.ts';
import { withAlarms, withEvents } from './live.ts';
import { type PlacedMark, placedMarks } from './marks.ts';

export interface SceneInput {
  readonly answer: TimelineAnswer | null;
  /** That came live, within the span. */
  readonly events: readonly HistoryEvent[];
  readonly view: SwarmView | null;
  readonly sheet: Sheet;
  readonly choice: Choice;
}

export interface Scene {
  readonly ground: Ground;
  readonly lanes: Lanes;
  readonly bars: readonly Bar[];
  readonly marks: readonly PlacedMark[];
  /** With what came live; null before the first answer. */
  readonly answer: TimelineAnswer | null;
  /** Neither stay, mark nor alarm. */
  readonly empty: boolean;
}

export function sceneOf({ answer, events, view, sheet, choice }: SceneInput): Scene {
  const told = answer === null ? null : withEvents(answer, events);
  const ground = groundOf(
    view,
    (told?.stays ?? []).map(({ pad }) => pad),
  );
  const current = sheet.span.toMs >= sheet.nowMs;
  const inZone = (zone: string | null) =>
    choice.zone === null || zone === null || zone === choice.zone;
  const alarms = withAlarms(told?.alarms ?? [], current ? (view?.alarms ?? []) : []).filter(
    ({ zone }) => inZone(zone),
  );
  const { rows } = alarmBars(sheet, alarms, null);
  const lanes = lanesOf(ground, choice, rows);
  if (told === null) return { ground, lanes, bars: [], marks: [], answer: null, empty: false };

  const zoneOf = (member: string) => ground.zoneOf(member) ?? ground.zones[0] ?? '';
  const marksOf = Map.groupBy(told.marks, ({ from }) => zoneOf(from));
  const staysOf = Map.groupBy(told.stays, ({ pad }) => zoneOf(pad));
  const epochs = new Map(
    ground.zones.map((zone) => [
      zone,
      epochsOf({
        marks: marksOf.get(zone) ?? [],
        stays: staysOf.get(zone) ?? [],
        now: view?.zones[zone] ?? null,
        current,
      }),
    ]),
  );
  const lane = lanes.lanes.find(({ sort }) => sort === 'alarms') ?? null;
  const bars = [
    ...alarmBars(sheet, alarms, lane).bars,
    ...epochBars(sheet, epochs, lanes.lanes),
    ...stayBars(sheet, told, lanes.lanes),
  ];
  const marks = placedMarks(sheet, told.marks, lanes.lanes, ground);
  const happened = bars.some(({ sort }) => sort !== 'epoch') || marks.length > 0;
  return { ground, lanes, bars, marks, answer: { ...told, alarms }, empty: !happened };
}
