/** The swarm view in Chromium: shows what the hub tells, and changes with it. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { AlarmView, PadView, SwarmView } from '../../../monitor/view/view.ts';
import {
  chromiumForFile,
  type OpenedPage,
  type OpenPageOptions,
  openPage,
} from '../../support/browser.ts';
import { type FakeHub, type FakeHubOptions, openFakeHub } from '../../support/fake-hub.ts';
import { fakeRobot, fakeSwarm } from '../../support/fake-swarm.ts';

const browser = chromiumForFile();
let hub: FakeHub;
let opened: OpenedPage;

async function show(options: FakeHubOptions, page: OpenPageOptions = {}): Promise<Page> {
  hub = await openFakeHub(options);
  opened = await openPage(browser(), hub.url, page);
  return opened.page;
}

afterEach(async () => {
  // Nothing may have gone wrong unnoticed: no exception, nothing that the Content-Security-Policy refused.
  const problems = [...opened.problems];
  await opened.close();
  await hub.close();
  expect(problems).toEqual([]);
});

const card = (page: Page, id: string) =>
  page.locator('.pad').filter({ has: page.getByRole('heading', { name: id, exact: true }) });
const row = (page: Page, id: string) =>
  page
    .locator('.robots tbody tr')
    .filter({ has: page.getByRole('link', { name: id, exact: true }) })
    .first();
const texts = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

function alarmOf(change: Partial<AlarmView>): AlarmView {
  return {
    id: 'member-silent:r1',
    kind: 'member-silent',
    severity: 'critical',
    sinceMs: Date.now() - 65_000,
    zone: 'east',
    member: 'r1',
    pad: 'p1',
    text: 'r1 went silent on p1',
    mend: 'Look where it stands.',
    ...change,
  };
}

describe('shows', () => {
  test('who is on a pad, who waits in which order, and how the pad is', async () => {
    const page = await show({ view: fakeSwarm({ robots: 6 }) });
    const pad = card(page, 'p1');
    await pad.waitFor();
    expect(await pad.locator('.occupant').innerText()).toMatch(
      /^r1\s+charging\s+61 %\s+2:2\d since \d\d:\d\d:\d\d$/,
    );
    expect((await pad.locator('.pad-state').innerText()).replace(/\s+/g, ' ')).toBe(
      'Power on Contact closed Fence 7.12 Leader r6 Entries 120',
    );
    const queue = await texts(page, '.queue tbody tr');
    expect(queue.map((text) => text.replace(/\d:\d\d (\d+:\d\d)$/, '... $1'))).toEqual([
      '1 r2 high ... 3:00',
      '2 r3 low ... 6:00',
      '3 r4 calm ... 9:00',
      '4 r5 calm ... 12:00',
    ]);
  });

  test('every robot with its phase, battery, place and expectation; leader and epoch', async () => {
    const page = await show({ view: fakeSwarm({ robots: 6 }) });
    await row(page, 'r3').waitFor();
    expect((await row(page, 'r3').innerText()).replace(/\s+/g, ' ')).toMatch(
      /^r3 waiting 18 % 2nd at p1 2:\d\d 6:00 \d+ s ago$/,
    );
    expect((await row(page, 'r1').innerText()).replace(/\s+/g, ' ')).toMatch(
      /^r1 charging on p1 61 % \d+ s ago$/,
    );
    expect(await texts(page, '.zones tbody tr')).toEqual(['east r6 1 h 00 7 7 of 7']);
    expect(await page.title()).toBe('Swarm, orchard: Roost');
  });

  test('no alarms as a plain sentence, and alarms on top with since and mend', async () => {
    const page = await show({ view: fakeSwarm({ robots: 2 }) });
    await page.getByText('None. The hub sees nothing that a person should look at.').waitFor();
    const warning = alarmOf({ id: 'b', severity: 'warning', text: 'its clock drifts', pad: null });
    hub.tell({ alarms: [alarmOf({}), warning] });
    await page.getByText('2 in all, 1 critical').waitFor();
    const [first, second] = await texts(page, '.alarm');
    expect(first).toMatch(
      /^Critical: r1 went silent on p1 Look where it stands\. 1:\d\d since \d\d:\d\d:\d\d r1 ?p1$/,
    );
    expect(second).toMatch(/^Warning: its clock drifts/);
    const top = await page.locator('.alarms').boundingBox();
    const pads = await page.locator('.pads').boundingBox();
    expect(top!.y).toBeLessThan(pads!.y);
  });

  test('many alarms folded, and all of them when asked', async () => {
    const view = fakeSwarm({ robots: 2 });
    const alarms = Array.from({ length: 12 }, (_, i) =>
      alarmOf({ id: `a${i}`, text: `alarm ${i}` }),
    );
    const page = await show({ view: { ...view, alarms } });
    await page.getByRole('button', { name: 'Show all 12 alarms' }).click();
    expect(await page.locator('.alarm').count()).toBe(12);
    await page.getByRole('button', { name: 'Show the first 5' }).click();
    expect(await page.locator('.alarm').count()).toBe(5);
  });

  test('what is not known as such, and never as a number', async () => {
    const view = fakeSwarm({ robots: 1 });
    const robot = {
      ...fakeRobot('r1', 'east', 0, Date.now()),
      phase: null,
      battery: null,
      heardAtMs: null,
      online: null,
    };
    const page = await show({ view: { ...view, robots: { r1: robot } } });
    await row(page, 'r1').waitFor();
    expect((await row(page, 'r1').innerText()).replace(/\s+/g, ' ')).toBe(
      'r1 never heard not known not known not yet',
    );
  });

  test('a member that is silent, since when; and one of which there is only old news', async () => {
    const view = fakeSwarm({ robots: 2 });
    const page = await show({
      view: {
        ...view,
        robots: {
          r1: { ...view.robots.r1!, online: false, onlineSinceMs: Date.now() - 130_000 },
          r2: { ...view.robots.r2!, stale: true },
        },
      },
    });
    await row(page, 'r1')
      .getByText(/^silent for 2:1\d$/)
      .waitFor();
    await row(page, 'r2').getByText('old news, kept by the broker').waitFor();
    expect(await row(page, 'r2').getAttribute('data-silent')).toBe('yes');
  });
});

describe('changes', () => {
  test('a battery, the robot on the pad and its queue', async () => {
    const page = await show({ view: fakeSwarm({ robots: 6 }) });
    await row(page, 'r6').waitFor();
    const { r1, r2 } = hub.view.robots;
    const p1 = hub.view.pads.p1!;
    const nowMs = Date.now();
    const next: PadView = {
      ...p1,
      occupant: { robot: 'r2', sinceMs: nowMs, fence: [7, 13] },
      fence: [7, 13],
      queue: p1.queue.slice(1).map((wait, at) => ({ ...wait, place: at + 1 })),
    };
    hub.tell({
      pads: { p1: next },
      robots: {
        r1: { ...r1!, phase: 'leaving', pad: null, battery: 90 },
        r2: { ...r2!, phase: 'approaching', pad: 'p1', wait: null },
      },
    });
    await card(page, 'p1').locator('.occupant-name', { hasText: 'r2' }).waitFor();
    await card(page, 'p1').getByText('7.13').waitFor();
    expect(await texts(page, '.queue tbody th')).toEqual(['r3', 'r4', 'r5']);
    expect(await card(page, 'p1').locator('.occupant .phase').innerText()).toBe('approaching');
    expect((await row(page, 'r1').innerText()).replace(/\s+/g, ' ')).toMatch(/^r1 leaving 90 %/);
  });

  test('robots and pads that come and go', async () => {
    const page = await show({ view: fakeSwarm({ robots: 3 }) });
    await row(page, 'r3').waitFor();
    hub.tell({ robots: { r2: null, r10: fakeRobot('r10', 'east', 4, Date.now()) } });
    await row(page, 'r10').waitFor();
    await row(page, 'r2').waitFor({ state: 'detached' });
    await page.getByText('3 robots').waitFor();
    hub.tell({ pads: { p1: null } });
    await page.getByText('No pad fits.').waitFor();
  });

  test('after a delta that got lost the page asks anew and shows what is so', async () => {
    const page = await show({ view: fakeSwarm({ robots: 3 }) });
    await row(page, 'r3').waitFor();
    hub.loseOne();
    hub.tell({ robots: { r3: { ...hub.view.robots.r3!, battery: 3 } } });
    hub.tell({ robots: { r2: { ...hub.view.robots.r2!, battery: 4 } } });
    await row(page, 'r3').getByText('3 %', { exact: true }).waitFor();
    await row(page, 'r2').getByText('4 %', { exact: true }).waitFor();
    await page.locator('.live[data-up="yes"]').waitFor();
  });
});

describe('a large swarm', () => {
  const large = (): SwarmView => fakeSwarm({ robots: 2000, pads: 120, zones: 40 });

  test('is turned page by page, sorted and searched', async () => {
    const page = await show({ view: large() });
    const ids = () => texts(page, '.robots tbody th a');
    await page.getByText('2000 robots').waitFor();
    expect((await ids()).length).toBe(50);
    expect((await ids())[1]).toBe('r2');

    const pages = page.getByRole('navigation', { name: 'Pages of robots' }).first();
    await pages.getByRole('button', { name: 'Next' }).click();
    await pages.getByText('51 to 100 of 2000').waitFor();
    expect((await ids())[0]).toBe('r51');

    const battery = page.getByRole('columnheader', { name: 'Battery' });
    await battery.getByRole('button').click();
    expect(await battery.getAttribute('aria-sort')).toBe('ascending');
    await pages.getByText('1 to 50 of 2000').waitFor();
    const levels = async () =>
      (await texts(page, '.robots tbody .battery')).map((text) => Number.parseInt(text, 10));
    expect(await levels()).toEqual([...(await levels())].sort((a, b) => a - b));
    await battery.getByRole('button').click();
    expect(await battery.getAttribute('aria-sort')).toBe('descending');
    expect(await page.locator('th[aria-sort]').count()).toBe(1);
    expect((await levels())[0]).toBe(95);

    await page.getByLabel('Find').fill('r1999');
    await page.getByText('1 robot', { exact: true }).waitFor();
    expect(await ids()).toEqual(['r1999']);
    await page.getByLabel('Find').fill('nobody');
    await page.getByText('No robot fits.').waitFor();
  });

  test('is cut by zone and by phase', async () => {
    const page = await show({ view: large() });
    await page.getByLabel('Zone', { exact: true }).selectOption('west');
    await page.getByText('50 robots').waitFor();
    expect(await texts(page, '.zones tbody th')).toEqual(['west']);
    expect(await page.locator('.pad').count()).toBe(3);
    const charging = page.getByRole('button', { name: /^charging 3$/ });
    await charging.click();
    await page.getByText('3 robots').waitFor();
    expect(await charging.getAttribute('aria-pressed')).toBe('true');
    await charging.click();
    await page.getByText('50 robots').waitFor();
  });

  test('touches nothing on the page for robots that are not shown', async () => {
    const page = await show({ view: large() });
    await page.getByText('2000 robots').waitFor();
    await page.evaluate(`
      window.seen = 0;
      new MutationObserver((all) => { window.seen += all.filter(({ target }) =>
        !(target.parentElement ?? target).closest('.number, .hub-line')).length; })
        .observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true, attributes: true });
    `);
    for (let i = 1500; i < 1600; i += 1) {
      const id = `r${i}`;
      hub.tell({ robots: { [id]: { ...hub.view.robots[id]!, fault: 'a fault', battery: 7 } } });
    }
    // The one that is shown comes last: when it is there, all others have been taken.
    hub.tell({ robots: { r2: { ...hub.view.robots.r2!, fault: 'seen' } } });
    await row(page, 'r2').getByText('fault: seen').waitFor();
    const seen = Number(await page.evaluate('window.seen'));
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(20);
  });
});

describe('hostile names', () => {
  test('are text and no markup', async () => {
    const name = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
    const view = fakeSwarm({ robots: 1, swarm: name });
    const nowMs = Date.now();
    const robots = {
      [name]: { ...fakeRobot(name, name, 0, nowMs), fault: name, phase: name },
      // In brackets it is a name like others.
      ['__proto__']: fakeRobot('__proto__', 'east', 1, nowMs),
    };
    const pads = { [name]: { ...view.pads.p1!, id: name, zone: name, leader: name } };
    const zones = { [name]: { ...view.zones.east!, id: name, leader: name } };
    const alarms = [alarmOf({ text: name, mend: name, member: name, pad: name })];
    const page = await show({ view: { ...view, robots, pads, zones, alarms } });
    await page.getByText('1 in all, 1 critical').waitFor();
    expect(await page.locator('img, script:not([src]), main script').count()).toBe(0);
    expect(await page.evaluate('window.broken')).toBeUndefined();

    await page.locator('.robots tbody th a', { hasText: '<img src=x' }).click();
    await page
      .getByRole('dialog')
      .getByRole('heading', { name: `Robot ${name}` })
      .waitFor();
    expect(await page.evaluate('window.broken')).toBeUndefined();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '__proto__' }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Robot __proto__' }).waitFor();
  });

  test('that nobody has show a panel that says so', async () => {
    const page = await show({ view: fakeSwarm({ robots: 1 }) });
    await row(page, 'r1').waitFor();
    await page.goto(`${hub.url}#swarm/constructor`);
    await page.getByText('Nothing is known of constructor.').waitFor();
  });
});
