/** What a person should look at, above all else: what is wrong, since when, and what to do about it. */
import { useSignal } from '@preact/signals';
import type { AlarmView } from '../../view/view.ts';
import { memberHash } from '../route.ts';
import type { Store } from '../store.ts';
import { clock } from '../times.ts';
import { useView } from '../use-view.ts';
import { Age } from './ages.tsx';
import './alarms.css';

const SHOWN = 5;

export function Alarms({ store }: { readonly store: Store }) {
  const alarms = useView(store, (view) => view?.alarms) ?? [];
  const all = useSignal(false);
  const critical = alarms.filter((alarm) => alarm.severity === 'critical').length;
  const shown = all.value ? alarms : alarms.slice(0, SHOWN);
  return (
    <section class="alarms" aria-labelledby="alarms-title">
      <h2 id="alarms-title">Alarms</h2>
      {/* Said anew when the numbers change, and not with each second that passes. */}
      <p role="status" class="alarms-count">
        {alarms.length === 0
          ? 'None. The hub sees nothing that a person should look at.'
          : `${alarms.length} in all, ${critical} critical`}
      </p>
      {alarms.length > 0 && (
        <ul>
          {shown.map((alarm) => (
            <Alarm key={alarm.id} alarm={alarm} store={store} />
          ))}
        </ul>
      )}
      {alarms.length > SHOWN && (
        <button
          type="button"
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? `Show the first ${SHOWN}` : `Show all ${alarms.length} alarms`}
        </button>
      )}
    </section>
  );
}

function Alarm({ alarm, store }: { readonly alarm: AlarmView; readonly store: Store }) {
  return (
    <li class="alarm" data-severity={alarm.severity}>
      <svg class="alarm-sign" viewBox="0 0 16 16" aria-hidden="true">
        {alarm.severity === 'critical' ? (
          <path
            d="M5 1h6l4 4v6l-4 4H5l-4-4V5zM7 3.6v5.6h2V3.6zM7 10.6v2h2v-2z"
            fill-rule="evenodd"
          />
        ) : (
          <path d="M8 1l7.4 13.6H.6zM7 5.6v4.8h2V5.6zM7 11.4v1.8h2v-1.8z" fill-rule="evenodd" />
        )}
      </svg>
      <div>
        <p class="alarm-text">
          <span class="alarm-severity">
            {alarm.severity === 'critical' ? 'Critical:' : 'Warning:'}
          </span>{' '}
          {alarm.text}
        </p>
        <p class="alarm-mend">{alarm.mend}</p>
      </div>
      <p class="alarm-when">
        <Age store={store} sinceMs={alarm.sinceMs} />
        <span class="muted"> since {clock(alarm.sinceMs)}</span>
        <Where alarm={alarm} />
      </p>
    </li>
  );
}

function Where({ alarm }: { readonly alarm: AlarmView }) {
  const ids = [...new Set([alarm.member, alarm.pad])].filter((id) => id !== null);
  return (
    <span class="alarm-where">
      {ids.map((id) => (
        <a key={id} href={memberHash(id)}>
          {id}
        </a>
      ))}
      {ids.length === 0 && alarm.zone !== null && `zone ${alarm.zone}`}
    </span>
  );
}
