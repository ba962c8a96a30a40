/**
 * Every robot, as a table that can be sorted, searched and turned page by page.
 *
 * A row looks up its robot by itself and is drawn anew when that record changes. So what a change costs does not grow
 * with the robots that are not shown.
 */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RobotView } from '../../view/view.ts';
import { lookup } from '../lookup.ts';
import { memberHash } from '../route.ts';
import type { Store } from '../store.ts';
import { useView } from '../use-view.ts';
import { Age, Expected, Heard } from './ages.tsx';
import { Battery } from './battery.tsx';
import { MemberMarks } from './member-marks.tsx';
import { Pager } from './pager.tsx';
import { Phase } from './phase.tsx';
import { orderRobots, pageOf, type RobotColumn, type Sorting } from './robot-order.ts';
import './robots.css';

const PER_PAGE = 50;

interface Column {
  readonly by: RobotColumn;
  readonly title: string;
  readonly numeric?: boolean;
  /** Left out where there is no room; the robot's panel has it. */
  readonly secondary?: boolean;
}

const COLUMNS: readonly Column[] = [
  { by: 'id', title: 'Robot' },
  { by: 'zone', title: 'Zone', secondary: true },
  { by: 'phase', title: 'Phase' },
  { by: 'battery', title: 'Battery' },
  { by: 'place', title: 'Queue' },
  { by: 'wait', title: 'Waits for', numeric: true, secondary: true },
  { by: 'expected', title: 'Expected in', numeric: true, secondary: true },
  { by: 'heard', title: 'Last heard', numeric: true, secondary: true },
];

interface Props {
  readonly store: Store;
  readonly zone: string | null;
  readonly text: string;
  readonly phase: string | null;
}

export function Robots({ store, zone, text, phase }: Props) {
  const sorting = useSignal<Sorting>({ by: 'id', descending: false });
  const turned = useSignal(0);
  const ids = useOrder(store, { zone, text, phase }, sorting);
  const page = pageOf(ids, turned.value, PER_PAGE);
  const manyZones = useView(store, (view) => Object.keys(view?.zones ?? {}).length > 1);
  const columns = COLUMNS.filter(({ by }) => by !== 'zone' || (manyZones && zone === null));
  const sort = (by: RobotColumn) => {
    const { by: before, descending } = sorting.value;
    sorting.value = { by, descending: before === by ? !descending : false };
    turned.value = 0;
  };
  const pager = (at: 'top' | 'bottom') => (
    <Pager
      what="robots"
      at={at}
      page={page}
      turn={(next) => {
        turned.value = next;
      }}
    />
  );
  return (
    <section aria-labelledby="robots-title">
      <div class="section-head">
        <h2 id="robots-title">Robots</h2>
        {pager('top')}
      </div>
      <div class="scroll">
        <table class="robots">
          <caption>
            {page.count === 0
              ? 'No robot fits.'
              : `${page.count} ${page.count === 1 ? 'robot' : 'robots'}`}
          </caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.by} column={column} sorting={sorting.value} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {page.items.map((id) => (
              <RobotRow key={id} id={id} store={store} zone={columns.length === COLUMNS.length} />
            ))}
          </tbody>
        </table>
      </div>
      {pager('bottom')}
    </section>
  );
}

/** In order: anew when something is chosen, and once a second; see robot-order.ts. */
function useOrder(
  store: Store,
  filter: { readonly zone: string | null; readonly text: string; readonly phase: string | null },
  sorting: ReadonlySignal<Sorting>,
): readonly string[] {
  // Read so that a second that has passed draws this anew.
  void store.nowMs.value;
  const view = store.view.peek();
  return view !== null ? orderRobots(view, filter, sorting.value) : [];
}

interface HeadProps {
  readonly column: Column;
  readonly sorting: Sorting;
  readonly sort: (by: RobotColumn) => void;
}

function Head({ column, sorting, sort }: HeadProps) {
  const mine = sorting.by === column.by;
  const direction = sorting.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={classOf(column)} {...(mine && { 'aria-sort': direction })}>
      <button type="button" onClick={() => sort(column.by)}>
        {column.title}
        <svg viewBox="0 0 8 8" aria-hidden="true" class={mine ? 'sort-on' : 'sort-off'}>
          <path d={mine && sorting.descending ? 'M1 2h6L4 7z' : 'M1 6h6L4 1z'} />
        </svg>
      </button>
    </th>
  );
}

function classOf({ numeric, secondary }: Column): string {
  return `${numeric ? 'numeric' : ''} ${secondary ? 'secondary' : ''}`.trim();
}

interface RowProps {
  readonly id: string;
  readonly store: Store;
  readonly zone: boolean;
}

function RobotRow({ id, store, zone }: RowProps) {
  const robot = useView(store, (view) => lookup(view?.robots, id), [id]);
  if (robot === null) return null;
  const { wait } = robot;
  const silent = robot.online === false || robot.stale;
  return (
    <tr data-silent={silent ? 'yes' : 'no'}>
      <th scope="row">
        <a href={memberHash(id)}>{id}</a> <MemberMarks member={robot} store={store} />
      </th>
      {zone && <td class="secondary">{robot.zone ?? <span class="unknown">not known</span>}</td>}
      <td>
        <Phase phase={robot.phase} />
        {robot.pad !== null && (
          <>
            {' '}
            on <a href={memberHash(robot.pad)}>{robot.pad}</a>
          </>
        )}
      </td>
      <td>
        <Battery percent={robot.battery} />
      </td>
      <td>{wait !== null && <QueuePlace robot={robot} />}</td>
      <td class="numeric secondary">
        {wait !== null && <Age store={store} sinceMs={wait.sinceMs} />}
      </td>
      <td class="numeric secondary">{wait !== null && <Expected inMs={wait.expectedMs} />}</td>
      <td class="numeric secondary">
        <Heard store={store} sinceMs={robot.heardAtMs} />
      </td>
    </tr>
  );
}

export function QueuePlace({ robot }: { readonly robot: RobotView }) {
  if (robot.wait === null) return <>in no queue</>;
  const { place, pad } = robot.wait;
  return (
    <>
      {place === null ? 'has asked' : <span class="number">{ordinal(place)}</span>} at{' '}
      <a href={memberHash(pad)}>{pad}</a>
    </>
  );
}

/** `1st`, `2nd`, `11th` */
function ordinal(place: number): string {
  const tens = place % 100;
  const ends = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${ends}`;
}
