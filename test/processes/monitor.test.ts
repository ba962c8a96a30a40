/**
 * The page of the monitor before a real swarm: eight processes over Mosquitto, a monitor process, and Chromium. What
 * the page says is held against what the members traced.
 */
import type { Page } from 'playwright-core';
import { expect, type TestContext, test } from 'vitest';
import { chromiumForFile, type OpenedPage, openPage, picture } from '../support/browser.ts';
import { until } from '../support/until.ts';
import type { TraceLine } from './judge.ts';
import { look, startMonitor, TOKEN, watch, wronglyShown } from './monitored.ts';
import { type Swarm, type SwarmOptions, withSwarm } from './swarm.ts';

const browser = chromiumForFile();
/** Changes of the swarm are to be seen within this (issue "Monitoring the swarm"). */
const SHOWN_WITHIN_MS = 2000;
const WATCH_MS = 12_000;

/** Seven robots and a pad. At this speed a stay takes some seconds, and somebody always waits. */
const EIGHT = { robots: 7, speed: 900, telemetry: true } as const;

interface Stage {
  readonly swarm: Swarm;
  readonly page: Page;
}

async function withPage(
  options: SwarmOptions,
  hash: string,
  scenario: (stage: Stage) => Promise<void>,
): Promise<void> {
  await withSwarm(options, async (swarm) => {
    const monitor = await startMonitor(swarm);
    let opened: OpenedPage | null = null;
    try {
      opened = await openPage(browser(), `${monitor.url}/${hash}`);
      swarm.startAll();
      await scenario({ swarm, page: opened.page });
      expect(opened.problems).toEqual([]);
    } finally {
      await opened?.close();
      await monitor.stop();
    }
  });
}

/** Attached to the test in the runner's report. */
async function attach({ annotate }: TestContext, page: Page, name: string): Promise<void> {
  const path = await picture(page, name);
  await annotate(name, { path, contentType: 'image/png' });
}

const alarmOf = (page: Page, id: string) =>
  page.locator('.alarm', { has: page.locator(`.alarm-where a:text-is("${id}")`) });

test('eight processes are shown right, also when one is killed on the pad, and when the broker is gone', async (context) => {
  await withPage({ name: 'page', ...EIGHT }, '', async (stage) => {
    await isShownInTime(stage, context);
    await aKillOnThePad(stage, context);
    await aBrokerThatIsGone(stage, context);
    expect(stage.swarm.judge()).toEqual([]);
  });
});

/** Within two seconds of each change. */
async function isShownInTime({ swarm, page }: Stage, context: TestContext): Promise<void> {
  await swarm.entries(1, [await swarm.someoneInside()]);
  await until('the page shows everybody', async () => {
    const { isLive, leader, phases } = await look(page);
    const known = Object.values(phases).filter((phase) => phase !== 'not known');
    return isLive && leader !== null && known.length === swarm.robots.length;
  });
  await page.waitForTimeout(SHOWN_WITHIN_MS);
  const shown = await watch(page, WATCH_MS);
  await attach(context, page, 'monitor-eight-processes');
  expect(wronglyShown(shown, swarm.lines(), SHOWN_WITHIN_MS)).toEqual([]);
  // It has seen something: several robots came and went.
  expect(new Set(shown.map(({ occupant }) => occupant)).size).toBeGreaterThanOrEqual(3);
  expect(shown.every(({ isLive }) => isLive)).toBe(true);
  // And what is shown is not right for long: the same pages some seconds later are wrong.
  const late = shown.map((one) => ({ ...one, monoMs: one.monoMs + 3 * SHOWN_WITHIN_MS }));
  expect(wronglyShown(late, swarm.lines(), SHOWN_WITHIN_MS)).not.toEqual([]);
}

/** It appears as an alarm, and then as the next entry; when the robot is back the alarm goes. */
async function aKillOnThePad({ swarm, page }: Stage, context: TestContext): Promise<void> {
  const inside = await swarm.someoneInside();
  await until('it is shown on the pad', async () => (await look(page)).occupant === inside);
  const killed = swarm.mark();
  await swarm.kill(inside);
  await alarmOf(page, inside).first().waitFor();
  await attach(context, page, 'monitor-killed-on-the-pad');
  const isNext = ({ event, from }: TraceLine) => event === 'enter' && from !== inside;
  await swarm.line('somebody else enters', isNext, killed);
  await until('it is shown on the pad', async () => {
    const { occupant } = await look(page);
    return occupant !== null && occupant !== inside;
  });
  swarm.start(inside);
  await alarmOf(page, inside).first().waitFor({ state: 'detached', timeout: 30_000 });
}

/** What is shown is marked as old, and is live again. */
async function aBrokerThatIsGone({ swarm, page }: Stage, context: TestContext): Promise<void> {
  await until('the page is live', async () => (await look(page)).isLive);
  await swarm.broker.kill();
  await page.getByText(/^Not live since \d\d:\d\d:\d\d:/).waitFor();
  await until('what is shown is marked', async () => !(await look(page)).isLive);
  await attach(context, page, 'monitor-broker-gone');
  const back = swarm.mark();
  await swarm.broker.restart();
  await until('the page is live again', async () => (await look(page)).isLive, 30_000);
  await swarm.line('somebody enters', ({ event }) => event === 'enter', back);
  await page.waitForTimeout(2 * SHOWN_WITHIN_MS);
  const shown = await watch(page, WATCH_MS / 2);
  await attach(context, page, 'monitor-broker-back');
  expect(wronglyShown(shown, swarm.lines(), SHOWN_WITHIN_MS)).toEqual([]);
}

test('a pad is taken from a robot that hangs on it: by somebody, for a reason, by a new epoch', async (context) => {
  // Each charge takes minutes, and everybody wants one.
  const options = {
    name: 'page-release',
    robots: 3,
    speed: 10,
    telemetry: true,
    battery: () => 30,
  };
  await withPage(options, `#token=${TOKEN.secret}`, async ({ swarm, page }) => {
    const hangs = await swarm.someoneInside();
    await until(
      'it is shown on the pad',
      async () => (await look(page)).occupant === hangs,
      60_000,
    );
    const before = swarm.mark();
    await page.locator('li.pad h3 a').click();
    await page.getByRole('button', { name: /^Release pad/ }).click();
    await page.getByLabel(/^Reason/).fill('it hangs on its dock');
    await attach(context, page, 'monitor-release');
    await page.locator('form.confirm button[type=submit]').click();
    await page.getByText(/^Done: p1 has accepted/).waitFor();
    const mint = await swarm.line('a token is minted', ({ event }) => event === 'mint', before);
    expect(mint.reason).toBe('released');
    const isOut = ({ event, from }: TraceLine) => event === 'exit' && from === hangs;
    const exit = await swarm.line('it leaves', isOut, before);
    const isNext = ({ event, from }: TraceLine) => event === 'enter' && from !== hangs;
    const next = await swarm.line('the next one enters', isNext, before);
    expect(next.mono).toBeGreaterThan(exit.mono);
    expect(next.epoch).toBeGreaterThanOrEqual(mint.epoch!);
    await page.getByRole('button', { name: 'Close' }).click();
    await until('the next one is shown', async () => (await look(page)).occupant === next.from);
    await page.getByRole('link', { name: 'History' }).click();
    const row = page.locator('tr', { hasText: 'it hangs on its dock' });
    await row.waitFor();
    expect(await row.textContent()).toContain(TOKEN.name);
    await attach(context, page, 'monitor-history');
    expect(swarm.judge({ robots: [hangs, next.from] })).toEqual([]);
  });
});
