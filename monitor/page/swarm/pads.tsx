/** The pads, each as a card: who is on it and since when, how it is, and who waits in which order. */
import { useSignal } from '@preact/signals';
import { compareIds } from '../../view/order.ts';
import type { PadView, SwarmView, WaitView } from '../../view/view.ts';
import { lookup } from '../lookup.ts';
import { memberHash } from '../route.ts';
import type { Store } from '../store.ts';
import { clock } from '../times.ts';
import { useView } from '../use-view.ts';
import { Age, Expected } from './ages.tsx';
import { Battery } from './battery.tsx';
import { Facts } from './facts.tsx';
import { MemberMarks } from './member-marks.tsx';
import { Pager } from './pager.tsx';
import { Phase } from './phase.tsx';
import { pageOf } from './robot-order.ts';
import { Urgency } from './urgency.tsx';
import './pads.css';

const PER_PAGE = 12;
/** More of a queue stands in the pad's own panel. */
const QUEUE_SHOWN = 6;

interface Props {
  readonly store: Store;
  readonly zone: string | null;
  readonly text: string;
}

export function Pads({ store, zone, text }: Props) {
  const turned = useSignal(0);
  // Read so that each second draws this anew: pads that came or went. The cards follow by themselves.
  void store.nowMs.value;
  const ids = padIds(store.view.peek(), zone, text);
  const page = pageOf(ids, turned.value, PER_PAGE);
  const pager = (at: 'top' | 'bottom') => (
    <Pager
      what="pads"
      at={at}
      page={page}
      turn={(next) => {
        turned.value = next;
      }}
    />
  );
  return (
    <section aria-labelledby="pads-title">
      <div class="section-head">
        <h2 id="pads-title">Pads</h2>
        {pager('top')}
      </div>
      {ids.length === 0 && <p class="notice">No pad fits.</p>}
      <ul class="pads">
        {page.items.map((id) => (
          <PadCard key={id} id={id} store={store} />
        ))}
      </ul>
      {pager('bottom')}
    </section>
  );
}

/** Pads of a zone whose name fits, or with a robot whose name does. */
function padIds(view: SwarmView | null, zone: string | null, text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  return Object.values(view?.pads ?? {})
    .filter((pad) => zone === null || pad.zone === zone)
    .filter(
      (pad) =>
        wanted === '' ||
        [pad.id, pad.occupant?.robot ?? '', ...pad.queue.map(({ robot }) => robot)].some((word) =>
          word.toLowerCase().includes(wanted),
        ),
    )
    .map(({ id }) => id)
    .sort(compareIds);
}

function PadCard({ id, store }: { readonly id: string; readonly store: Store }) {
  const pad = useView(store, (view) => lookup(view?.pads, id), [id]);
  if (pad === null) return null;
  const silent = pad.online === false || pad.stale;
  return (
    <li class="pad" data-silent={silent ? 'yes' : 'no'} data-occupied={pad.occupant ? 'yes' : 'no'}>
      <header>
        <h3>
          <a href={memberHash(id)}>{id}</a>
        </h3>
        <span class="muted">
          {pad.zone === null ? '' : pad.zone}
          {pad.guard === 'robots' && ', guarded by its robots'}
        </span>
        <MemberMarks member={pad} store={store} />
      </header>
      <Occupant pad={pad} store={store} />
      <PadState pad={pad} />
      <Queue pad={pad} store={store} shown={QUEUE_SHOWN} />
    </li>
  );
}

function Occupant({ pad, store }: { readonly pad: PadView; readonly store: Store }) {
  const { occupant } = pad;
  if (occupant === null) {
    return (
      <p class="occupant">
        <span class="occupant-name free">Nobody is on it</span>
      </p>
    );
  }
  return (
    <p class="occupant">
      <span class="occupant-name">
        <a href={memberHash(occupant.robot)}>{occupant.robot}</a>
      </span>
      <RobotShort id={occupant.robot} store={store} />
      <span class="occupant-since">
        <Age store={store} sinceMs={occupant.sinceMs} />{' '}
        <span class="muted">since {clock(occupant.sinceMs)}</span>
      </span>
    </p>
  );
}

function RobotShort({ id, store }: { readonly id: string; readonly store: Store }) {
  const robot = useView(store, (view) => lookup(view?.robots, id), [id]);
  if (robot === null) return <span class="unknown">nothing heard of it</span>;
  return (
    <>
      <Phase phase={robot.phase} />
      <Battery percent={robot.battery} />
    </>
  );
}

export function PadState({ pad }: { readonly pad: PadView }) {
  const { power, contact, fence, leader, entries } = pad;
  const facts: readonly (readonly [string, string])[] = [
    ['Power', power === null ? 'not known' : power ? 'on' : 'off'],
    ['Contact', contact === null ? 'no sensor' : contact ? 'closed' : 'open'],
    ['Fence', fence === null ? 'none' : fence.join('.')],
    ['Leader', leader ?? 'none known'],
    ['Entries', `${entries}`],
  ];
  return <Facts class="pad-state" facts={facts} />;
}

interface QueueProps {
  readonly pad: PadView;
  readonly store: Store;
  readonly shown: number;
}

export function Queue({ pad, store, shown }: QueueProps) {
  if (pad.queue.length === 0) return <p class="queue-empty">Nobody waits.</p>;
  const more = pad.queue.length - shown;
  return (
    <>
      <div class="scroll">
        <table class="queue">
          <caption>
            Queue: {pad.queue.length} {pad.queue.length === 1 ? 'robot' : 'robots'}
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <abbr title="Place in the queue">#</abbr>
              </th>
              <th scope="col">Robot</th>
              <th scope="col">Urgency</th>
              <th scope="col" class="numeric">
                Waits for
              </th>
              <th scope="col" class="numeric">
                Expected in
              </th>
            </tr>
          </thead>
          <tbody>
            {pad.queue.slice(0, shown).map((wait) => (
              <QueueRow key={wait.robot} wait={wait} store={store} />
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && (
        <p class="queue-more">
          <a href={memberHash(pad.id)}>
            and {more} more behind them<span class="visually-hidden"> at {pad.id}</span>
          </a>
        </p>
      )}
    </>
  );
}

function QueueRow({ wait, store }: { readonly wait: WaitView; readonly store: Store }) {
  return (
    <tr>
      <td>
        {wait.place ?? <abbr title="has asked, and is in no queue that was heard of">?</abbr>}
      </td>
      <th scope="row">
        <a href={memberHash(wait.robot)}>{wait.robot}</a>
      </th>
      <td>
        <Urgency urgency={wait.urgency} />
      </td>
      <td class="numeric">
        <Age store={store} sinceMs={wait.sinceMs} />
      </td>
      <td class="numeric">
        <Expected inMs={wait.expectedMs} />
      </td>
    </tr>
  );
}
