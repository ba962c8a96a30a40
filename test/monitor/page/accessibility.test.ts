/**
 * What axe-core finds in the page, in both themes, on a phone, enlarged to twice its size, and with a panel open:
 * nothing. Pictures of all of them are kept to be looked at.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlarmView, SwarmView } from '../../../monitor/view/view.ts';
import type { CommandsAnswer, TimelineAnswer } from '../../../monitor/view/wire.ts';
import {
  axeFindings,
  chromiumForFile,
  type OpenPageOptions,
  openPage,
  picture,
  SCREENSHOTS,
} from '../../support/browser.ts';
import { type FakeHub, openFakeHub } from '../../support/fake-hub.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';

const browser = chromiumForFile();
let hub: FakeHub;

beforeAll(async () => {
  hub = await openFakeHub({ view: troubled(), token: 't', history: pastDay });
});
afterAll(async () => {
  await hub.close();
  process.stderr.write(`pictures of the page: ${SCREENSHOTS}\n`);
});

function pastDay(url: URL): CommandsAnswer | TimelineAnswer | undefined {
  const nowMs = Date.now();
  if (url.pathname.endsWith('/commands')) {
    const asked = { verb: 'hold', member: 'r4', reason: null, by: 'bob' } as const;
    return {
      schemaVersion: 1,
      commands: [
        { ...asked, atMs: nowMs - 9e6, outcome: 'ok', error: null },
        {
          ...asked,
          atMs: nowMs - 1e7,
          verb: 'release',
          member: 'p1',
          by: 'alice',
          reason: 'r1 hangs on the contacts and answers nobody',
          outcome: 'refused',
          error: 'nobody is on p1',
        },
      ],
    };
  }
  const alarms = troubled().alarms.map((alarm, at) => ({
    ...alarm,
    untilMs: at === 0 ? null : alarm.sinceMs + 95_000,
  }));
  const range = { fromMs: nowMs - 86_400_000, toMs: nowMs };
  return { schemaVersion: 1, ...range, stays: [], marks: [], alarms, truncated: false };
}

/** A bit of everything: alarms, silence, faults, old news, urgency, two zones. */
function troubled(): SwarmView {
  const nowMs = Date.now();
  const view = fakeSwarm({ robots: 14, pads: 2, zones: 2, nowMs });
  const alarm = (change: Partial<AlarmView>): AlarmView => ({
    id: 'member-silent:r5',
    kind: 'member-silent',
    severity: 'critical',
    sinceMs: nowMs - 65_000,
    zone: 'east',
    member: 'r5',
    pad: 'p1',
    text: 'r5 went silent on its way to p1',
    mend: 'Look where it stands. The pad admits the next one when its lease has ended.',
    ...change,
  });
  const { r5, r9, r14, r7 } = view.robots;
  return {
    ...view,
    robots: {
      ...view.robots,
      r5: { ...r5!, online: false, onlineSinceMs: nowMs - 65_000 },
      r7: { ...r7!, phase: 'parked', battery: 8 },
      r9: { ...r9!, phase: 'fault', fault: 'the left motor draws no current', battery: 41 },
      r14: { ...r14!, stale: true, held: true },
    },
    alarms: [
      alarm({}),
      alarm({
        id: 'clock-drift:r7',
        kind: 'clock-drift',
        severity: 'warning',
        sinceMs: nowMs - 3_700_000,
        member: 'r7',
        pad: null,
        text: 'the clock of r7 runs 310 ppm fast',
        mend: 'Its leases end earlier than it thinks; look at its temperature.',
      }),
    ],
  };
}

interface Look extends OpenPageOptions {
  readonly name: string;
  readonly hash?: string;
  readonly ready: (page: Page) => Promise<unknown>;
}

const robots = (page: Page) => page.getByText('14 robots').waitFor();
const panel = (page: Page) => page.getByRole('dialog').getByText('Frames sent').waitFor();
const release = async (page: Page) => {
  await page.getByRole('dialog').getByRole('button', { name: 'Release pad...' }).click();
  await page.getByLabel('Reason (needed)').waitFor();
};
const looks: readonly Look[] = [
  { name: 'swarm, light', theme: 'light', ready: robots },
  { name: 'swarm, dark', theme: 'dark', ready: robots },
  { name: 'swarm, phone', theme: 'dark', width: 360, height: 740, ready: robots },
  // 1280 pixels at twice the size.
  { name: 'swarm, 200 percent', theme: 'light', width: 640, height: 450, ready: robots },
  { name: 'robot, light', theme: 'light', hash: '#swarm/r9', ready: panel },
  {
    name: 'robot, phone',
    theme: 'light',
    width: 360,
    height: 740,
    hash: '#swarm/r5',
    ready: panel,
  },
  { name: 'release, dark', theme: 'dark', hash: '#swarm/p1', ready: release },
  {
    name: 'history, light',
    theme: 'light',
    hash: '#history',
    ready: (page) => page.locator('.history-table').last().waitFor(),
  },
  {
    name: 'history, phone',
    theme: 'dark',
    width: 360,
    height: 740,
    hash: '#history',
    ready: (page) => page.locator('.history-table').last().waitFor(),
  },
  { name: 'forced colours', theme: 'dark', forcedColors: true, ready: robots },
];

describe('nothing is found in', () => {
  test.each(looks)('$name', async ({ name, hash = '', ready, ...options }) => {
    const { page, problems, close } = await openPage(browser(), `${hub.url}#token=t`, options);
    if (hash !== '') await page.goto(`${hub.url}${hash}`);
    await ready(page);
    const found = await axeFindings(page);
    await picture(page, name.replaceAll(/[ ,]+/g, '-'), hash.startsWith('#swarm/') === false);
    const wider = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    await close();
    expect(found.join('\n')).toBe('');
    expect(wider, 'wider than the window').toBe(0);
    expect(problems).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('what is not live, %s', async (theme) => {
    const { page, close } = await openPage(browser(), hub.url, { theme });
    await robots(page);
    hub.tell({ broker: { up: false, sinceMs: Date.now() - 8000, reason: 'connection refused' } });
    await page.locator('main[data-live="no"]').waitFor();
    const found = await axeFindings(page);
    await picture(page, `not-live-${theme}`);
    hub.tell({ broker: { up: true, sinceMs: Date.now(), reason: null } });
    await page.locator('main[data-live="yes"]').waitFor();
    await close();
    expect(found.join('\n')).toBe('');
  });
});

test('nothing is found in a large swarm', async () => {
  const large = await openFakeHub({ view: fakeSwarm({ robots: 120, pads: 14, zones: 8 }) });
  const { page, close } = await openPage(browser(), large.url);
  await page.getByText('120 robots').waitFor();
  const found = await axeFindings(page);
  await picture(page, 'swarm-large');
  await close();
  await large.close();
  expect(found.join('\n')).toBe('');
});

test('axe-core would find something', async () => {
  const { page, close } = await openPage(browser(), hub.url);
  await robots(page);
  await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
  expect((await axeFindings(page)).join()).toMatch(/button-name/);
  await close();
});
