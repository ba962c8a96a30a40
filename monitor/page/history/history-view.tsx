/** The past day: what people told the swarm to do, why, and what became of it; and which alarms there were. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type {
  CommandsAnswer,
  HistoryAlarm,
  HistoryCommand,
  TimelineAnswer,
} from '../../view/wire.ts';
import { span } from '../../view/words.ts';
import { memberHash } from '../route.ts';
import { moment } from '../times.ts';
import type { ViewProps } from '../view-props.ts';
import './history.css';

const DAY_MS = 24 * 60 * 60 * 1000;
const AROUND_MS = 5 * 60 * 1000;

type Answer =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly why: string }
  | {
      readonly state: 'there';
      readonly atMs: number;
      readonly commands: readonly HistoryCommand[];
      readonly alarms: readonly HistoryAlarm[];
      readonly truncated: boolean;
    };

export function HistoryView({ store }: ViewProps) {
  const answer = useSignal<Answer>({ state: 'loading' });
  const look = async () => {
    // A little beyond now: the hub's clock may be ahead of what it last told.
    const toMs = Math.round(store.nowMs.peek()) + 5000;
    const range = `from=${toMs - DAY_MS}&to=${toMs}`;
    try {
      const [{ commands }, timeline] = await Promise.all([
        store.get<CommandsAnswer>(`api/history/commands?${range}`),
        store.get<TimelineAnswer>(`api/history/timeline?${range}`),
      ]);
      const alarms = [...timeline.alarms].sort((a, b) => b.sinceMs - a.sinceMs);
      const { truncated } = timeline;
      answer.value = { state: 'there', atMs: store.nowMs.peek(), commands, alarms, truncated };
    } catch (error) {
      answer.value = { state: 'failed', why: error instanceof Error ? error.message : 'it failed' };
    }
  };
  useEffect(() => void look(), []);
  const { value } = answer;
  return (
    <>
      <div class="section-head">
        <h1 class="view-title">The past day</h1>
        <p class="buttons">
          {value.state === 'there' && (
            <span class="muted">as of {moment(value.atMs, value.atMs)}</span>
          )}
          <button type="button" onClick={() => void look()}>
            Look again
          </button>
        </p>
      </div>
      <p role="status" class="notice">
        {value.state === 'loading' && 'Asking the hub...'}
        {value.state === 'failed' && `The history is not to be had: ${value.why}.`}
      </p>
      {value.state === 'there' && (
        <>
          <Commands commands={value.commands} nowMs={value.atMs} />
          <AlarmsOfTheDay alarms={value.alarms} nowMs={value.atMs} />
          {value.truncated && (
            <p class="notice">
              There was more than this; the timeline shows shorter times in full.
            </p>
          )}
        </>
      )}
    </>
  );
}

/** The timeline around an instant, with what was said at it. */
function aroundHash(atMs: number): string {
  const at = Math.round(atMs);
  return `#timeline?from=${at - AROUND_MS}&to=${at + AROUND_MS}&at=${at}`;
}

const OUTCOMES: Readonly<Record<HistoryCommand['outcome'], string>> = {
  sent: 'sent, no answer yet',
  ok: 'accepted',
  refused: 'refused',
  'no-answer': 'no answer',
};

function Commands({
  commands,
  nowMs,
}: {
  readonly commands: readonly HistoryCommand[];
  readonly nowMs: number;
}) {
  return (
    <section class="history-part" aria-labelledby="commands-title">
      <h2 id="commands-title">Commands</h2>
      {commands.length === 0 ? (
        <p class="notice">Nobody has told the swarm anything.</p>
      ) : (
        <div class="scroll">
          <table class="history-table">
            <caption class="visually-hidden">Commands of the past day, the newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">Command</th>
                <th scope="col">To</th>
                <th scope="col">Why</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {commands.map((command) => (
                <tr key={`${command.atMs} ${command.member} ${command.verb} ${command.by}`}>
                  <td class="when">{moment(command.atMs, nowMs)}</td>
                  <td>{command.by}</td>
                  <td>{command.verb}</td>
                  <td>
                    <a href={memberHash(command.member)}>{command.member}</a>
                  </td>
                  <td class="told">{command.reason ?? <span class="unknown">not said</span>}</td>
                  <td data-outcome={command.outcome}>
                    {OUTCOMES[command.outcome]}
                    {command.error !== null && `: ${command.error}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function AlarmsOfTheDay({
  alarms,
  nowMs,
}: {
  readonly alarms: readonly HistoryAlarm[];
  readonly nowMs: number;
}) {
  return (
    <section class="history-part" aria-labelledby="past-alarms-title">
      <h2 id="past-alarms-title">Alarms</h2>
      {alarms.length === 0 ? (
        <p class="notice">There were none.</p>
      ) : (
        <div class="scroll">
          <table class="history-table">
            <caption class="visually-hidden">Alarms of the past day, the newest first</caption>
            <thead>
              <tr>
                <th scope="col">Began</th>
                <th scope="col" class="numeric">
                  Lasted
                </th>
                <th scope="col">Severity</th>
                <th scope="col">What</th>
                <th scope="col">Where</th>
                <th scope="col">
                  <span class="visually-hidden">Timeline</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {alarms.map((alarm) => (
                <tr key={`${alarm.id} ${alarm.sinceMs}`}>
                  <td class="when">{moment(alarm.sinceMs, nowMs)}</td>
                  <td class="numeric when">
                    {alarm.untilMs === null ? 'lasts' : span(alarm.untilMs - alarm.sinceMs)}
                  </td>
                  <td class={alarm.severity === 'critical' ? 'bad' : 'warn'}>{alarm.severity}</td>
                  <td class="told">{alarm.text}</td>
                  <td>{[alarm.member, alarm.pad, alarm.zone].filter(Boolean).join(', ')}</td>
                  <td>
                    <a href={aroundHash(alarm.sinceMs)}>
                      look at it
                      <span class="visually-hidden"> on the timeline: {alarm.text}</span>
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
