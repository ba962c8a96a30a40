/** `roost demo --http`: real robots on the monitor's page, and a command of a person to one of them. */

import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { applyDelta } from '../../monitor/view/apply.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import type { HubMessage } from '../../monitor/view/wire.ts';
import { ROOST } from '../bin/run-roost.ts';
import { until } from '../support/until.ts';

const PATIENCE_MS = 60_000;

it('shows real robots as they charge, and lets a person command them', async () => {
  // Bodies are slow enough for a robot to be away from the pad when the command comes.
  const words = ['demo', '--robots', '2', '--speed', '300', '--http', '0', '--json'];
  const child = spawn(ROOST, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Its robots end with it, however that was.
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const address = () => /page (http:\S+)#token=(\S+)\n/.exec(stderr);
  await until('the page is named', () => address() !== null, PATIENCE_MS);
  const [, url, token] = address()!;

  let view: SwarmView | null = null;
  const kinds = new Set<string>();
  const page = new WebSocket(`${url!.replace('http', 'ws')}api/live`);
  page.on('message', (data) => {
    const message = JSON.parse(String(data)) as HubMessage;
    if (message.type === 'snapshot') view = message.view;
    if (message.type === 'delta') view = applyDelta(view!, message);
    if (message.type === 'events') for (const { event } of message.events) kinds.add(event);
  });
  const shows = (what: string, matches: (now: SwarmView) => boolean) =>
    until(what, () => view !== null && matches(view), PATIENCE_MS);
  await shows('everybody online', ({ robots, pads }) =>
    [...Object.values(robots), ...Object.values(pads)].every(({ online }) => online === true),
  );
  await shows('a leader', ({ zones }) => zones.main?.leader === 'r2');

  const command = async (body: object) => {
    const answer = await fetch(`${url}api/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { ok: boolean; error: string | null };
  };
  const answer = await command({ verb: 'hold', member: 'r1', reason: null });
  expect(answer).toEqual({ schemaVersion: 1, ok: true, error: null });
  await shows('that r1 is held', ({ robots }) => robots.r1!.held);
  expect((await command({ verb: 'resume', member: 'r1', reason: null })).ok).toBe(true);
  await shows('an entry', ({ figures }) => figures.entriesInAll > 0);
  await shows('frames', ({ figures }) => (figures.radioShare.hold ?? 0) > 0);
  await until('events came', () => kinds.has('enter'), PATIENCE_MS);
  await until(
    'the stay stands in the timeline',
    async () => {
      const told = await (await fetch(`${url}api/history/timeline`)).json();
      return (told as { stays: unknown[] }).stays.length > 0;
    },
    PATIENCE_MS,
  );
  const around = await fetch(`${url}api/history/around?at=${Date.now()}&window=60000`);
  const { frames, events } = (await around.json()) as { frames: unknown[]; events: unknown[] };
  expect(frames.length).toBeGreaterThan(10);
  expect(events.length).toBeGreaterThan(3);

  await shows('a robot on the pad', ({ pads }) => pads.p1!.occupant !== null);
  const [epoch] = view!.pads.p1!.fence!;
  const release = await command({ verb: 'release', member: 'p1', reason: 'it hangs there' });
  expect(release).toEqual({ schemaVersion: 1, ok: true, error: null });
  await shows('a newer epoch of the pad', ({ pads }) => pads.p1!.fence![0] > epoch);
  const asked = await (await fetch(`${url}api/history/commands`)).json();
  expect((asked as { commands: object[] }).commands[0]).toMatchObject({
    ...{ verb: 'release', member: 'p1', reason: 'it hangs there', by: 'demo', outcome: 'ok' },
  });

  page.terminate();
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ overlaps: 0 });
});
