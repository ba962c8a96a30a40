/** All that is known of one robot or pad, and what can be told to it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { PadView, RobotView } from '../../view/view.ts';
import { span } from '../../view/words.ts';
import type { Access } from '../access.ts';
import { lookup } from '../lookup.ts';
import { memberHash } from '../route.ts';
import type { Store } from '../store.ts';
import { moment } from '../times.ts';
import { useView } from '../use-view.ts';
import { Age, Expected, Heard } from './ages.tsx';
import { Battery } from './battery.tsx';
import { Commands } from './commands.tsx';
import { MemberMarks } from './member-marks.tsx';
import { PadState, Queue } from './pads.tsx';
import { Phase } from './phase.tsx';
import { QueuePlace } from './robots.tsx';
import { Urgency } from './urgency.tsx';
import './member-panel.css';

interface Props {
  readonly id: string;
  readonly store: Store;
  readonly access: Access;
}

export function MemberPanel({ id, store, access }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const robot = useView(store, (view) => lookup(view?.robots, id), [id]);
  const pad = useView(store, (view) => lookup(view?.pads, id), [id]);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  // Before it goes: a dialog that closes gives the focus back to where it was.
  useLayoutEffect(() => () => dialog.current?.close(), []);
  const member = robot ?? pad;
  const title = robot !== null ? 'Robot' : pad !== null ? 'Pad' : 'Unknown member';
  return (
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby="panel-title"
      onClose={() => {
        if (location.hash === memberHash(id)) location.hash = '#swarm';
      }}
    >
      <header class="panel-head">
        <h2 id="panel-title">
          {title} {id}
        </h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <NotLive store={store} />
      {member === null && (
        <p class="notice">Nothing is known of {id}. It may have been taken out of the swarm.</p>
      )}
      {member !== null && <MemberMarks member={member} store={store} />}
      {robot !== null && <RobotFacts robot={robot} store={store} />}
      {pad !== null && <PadFacts pad={pad} store={store} />}
      {member !== null && (
        <Commands
          id={id}
          kind={robot !== null ? 'robot' : 'pad'}
          occupant={pad?.occupant?.robot ?? null}
          store={store}
          access={access}
        />
      )}
      {member !== null && <MemberFacts member={member} store={store} />}
    </dialog>
  );
}

/** The banner lies behind the panel. */
function NotLive({ store }: { readonly store: Store }) {
  if (store.live.value.up) return null;
  return (
    <p class="not-live">
      Not live: what you see is from {moment(store.live.value.sinceMs, store.nowMs.peek())}.
    </p>
  );
}

function RobotFacts({ robot, store }: { readonly robot: RobotView; readonly store: Store }) {
  const { wait } = robot;
  return (
    <Facts title="Now">
      <Fact name="Phase">
        <Phase phase={robot.phase} /> for <Age store={store} sinceMs={robot.phaseSinceMs} />
      </Fact>
      <Fact name="Battery">
        <Battery percent={robot.battery} />
      </Fact>
      <Fact name="Place">
        {robot.place ?? 'not known'}
        {robot.pad !== null && (
          <>
            {' '}
            (<a href={memberHash(robot.pad)}>{robot.pad}</a>)
          </>
        )}
      </Fact>
      <Fact name="Charge flows">
        {robot.charging === null ? 'nothing measures it' : robot.charging ? 'yes' : 'no'}
      </Fact>
      <Fact name="Queue">
        <QueuePlace robot={robot} />
      </Fact>
      {wait !== null && (
        <>
          <Fact name="Waits for">
            <Age store={store} sinceMs={wait.sinceMs} />
          </Fact>
          <Fact name="Expected in">
            <Expected inMs={wait.expectedMs} />
          </Fact>
          <Fact name="Urgency">
            <Urgency urgency={wait.urgency} />
          </Fact>
        </>
      )}
      <Fact name="Told to hold">{robot.held ? 'yes' : 'no'}</Fact>
      <Fact name="Entries">{robot.entries}</Fact>
    </Facts>
  );
}

function PadFacts({ pad, store }: { readonly pad: PadView; readonly store: Store }) {
  const { occupant } = pad;
  return (
    <>
      <Facts title="Now">
        <Fact name="On it">
          {occupant === null ? (
            'nobody'
          ) : (
            <>
              <a href={memberHash(occupant.robot)}>{occupant.robot}</a> for{' '}
              <Age store={store} sinceMs={occupant.sinceMs} />
            </>
          )}
        </Fact>
        <Fact name="Phase">
          <Phase phase={pad.phase} />
        </Fact>
        <Fact name="Token is with">{pad.holder ?? 'not known'}</Fact>
        <Fact name="Guarded by">
          {pad.guard === null
            ? 'not known'
            : pad.guard === 'controller'
              ? 'a controller of its own'
              : 'its robots'}
        </Fact>
      </Facts>
      <PadState pad={pad} />
      <Queue pad={pad} store={store} shown={Number.POSITIVE_INFINITY} />
    </>
  );
}

function MemberFacts({
  member,
  store,
}: {
  readonly member: RobotView | PadView;
  readonly store: Store;
}) {
  const { health, clock } = member;
  const dropped = Object.entries(health.dropped);
  const ages = Object.entries(health.tokenAgeMs);
  return (
    <>
      <Facts title="Member">
        <Fact name="Online">
          {member.online === null ? 'never said so' : member.online ? 'yes' : 'no'}
          {member.onlineSinceMs !== null && (
            <>
              , for <Age store={store} sinceMs={member.onlineSinceMs} />
            </>
          )}
        </Fact>
        <Fact name="Last heard">
          <Heard store={store} sinceMs={member.heardAtMs} />
        </Fact>
        <Fact name="Zone">{member.zone ?? 'not known'}</Fact>
        <Fact name="Follows">
          {member.leader ?? 'no leader'}
          {member.epoch !== null && `, epoch ${member.epoch}`}
        </Fact>
        <Fact name="Standing">{member.standing ?? 'not known'}</Fact>
        <Fact name="Starts so far">{member.boot ?? 'not known'}</Fact>
        {member.via !== null && (
          <Fact name="Heard through">
            <a href={memberHash(member.via)}>{member.via}</a>
          </Fact>
        )}
      </Facts>
      <Facts title="Health, since its start">
        <Fact name="Frames sent">{health.sent ?? 'not told'}</Fact>
        <Fact name="Frames heard">{health.heard ?? 'not told'}</Fact>
        <Fact name="Dropped">
          {dropped.length === 0
            ? 'none told'
            : dropped.map(([why, count]) => `${count} ${why}`).join(', ')}
        </Fact>
        <Fact name="Sent again">{health.retries ?? 'not told'}</Fact>
        <Fact name="Round trip">
          {health.roundTripMs === null ? 'not told' : `${Math.round(health.roundTripMs)} ms`}
        </Fact>
        {ages.map(([pad, ageMs]) => (
          <Fact key={pad} name={`Token of ${pad} moved`}>
            {span(ageMs)} before it last said so
          </Fact>
        ))}
        <Fact name="Clock">
          {clock === null
            ? 'not told'
            : `${signed(clock.offsetMs)} ms against the hub${clock.driftPpm === null ? '' : `, ${signed(clock.driftPpm)} ppm`}`}
        </Fact>
      </Facts>
    </>
  );
}

function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return rounded > 0 ? `+${rounded}` : `${rounded}`;
}

function Facts({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="panel-facts">
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
