/** Who leads each zone, and in which epoch; and how the swarm has done lately. */

import { compareIds } from '../../view/order.ts';
import type { ZoneView } from '../../view/view.ts';
import { span } from '../../view/words.ts';
import { memberHash } from '../route.ts';
import type { Store } from '../store.ts';
import { useView } from '../use-view.ts';
import { Age } from './ages.tsx';
import { Facts } from './facts.tsx';

/** More of them are folded away at first. */
const FOLDED_ABOVE = 6;

export function Zones({ store, zone }: { readonly store: Store; readonly zone: string | null }) {
  const zones = useView(store, (view) => view?.zones) ?? {};
  const shown = Object.values(zones)
    .filter(({ id }) => zone === null || id === zone)
    .sort((a, b) => compareIds(a.id, b.id));
  const table = (
    <div class="scroll">
      <table class="zones">
        <caption class="visually-hidden">Zones: leader, epoch and members</caption>
        <thead>
          <tr>
            <th scope="col">Zone</th>
            <th scope="col">Leader</th>
            <th scope="col">Leads for</th>
            <th scope="col" class="numeric">
              Epoch
            </th>
            <th scope="col" class="numeric">
              Online
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ZoneRow key={row.id} zone={row} store={store} />
          ))}
        </tbody>
      </table>
    </div>
  );
  return (
    <section aria-labelledby="zones-title">
      <h2 id="zones-title">{shown.length === 1 ? 'Zone' : 'Zones'}</h2>
      {shown.length > FOLDED_ABOVE ? (
        <details>
          <summary>
            {shown.length} zones, {shown.filter(({ leader }) => leader === null).length} without a
            leader
          </summary>
          {table}
        </details>
      ) : (
        table
      )}
    </section>
  );
}

function ZoneRow({ zone, store }: { readonly zone: ZoneView; readonly store: Store }) {
  const { id, leader, leaderSinceMs, epoch, online, members } = zone;
  return (
    <tr>
      <th scope="row">{id}</th>
      <td>
        {leader === null ? (
          <strong class="bad">none</strong>
        ) : (
          <a href={memberHash(leader)}>{leader}</a>
        )}
      </td>
      <td>{leader === null ? '' : <Age store={store} sinceMs={leaderSinceMs} />}</td>
      <td class="numeric">{epoch}</td>
      <td class="numeric">
        {online} of {members}
      </td>
    </tr>
  );
}

export function Figures({ store }: { readonly store: Store }) {
  const figures = useView(store, (view) => view?.figures ?? null);
  if (figures === null) return null;
  const { entries, entriesInAll, waitP50Ms, waitP99Ms, framesPerEntry, framesPerSecond } = figures;
  const facts: readonly (readonly [string, string])[] = [
    ['Entries', `${entries}`],
    ['Wait, median', waitP50Ms === null ? 'none' : span(waitP50Ms)],
    ['Wait, 99 of 100', waitP99Ms === null ? 'none' : span(waitP99Ms)],
    ['Frames per entry', framesPerEntry === null ? 'not known' : framesPerEntry.toFixed(1)],
    ['Frames per second', framesPerSecond === null ? 'not known' : framesPerSecond.toFixed(1)],
    ['Entries since its start', `${entriesInAll}`],
  ];
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title">Last ten minutes</h2>
      <Facts class="facts" facts={facts} />
    </section>
  );
}
