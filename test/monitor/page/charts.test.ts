import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SeriesAnswer } from '../../../monitor/view/wire.ts';
import {
  axeFindings,
  chromiumForFile,
  type OpenPageOptions,
  openPage,
  picture,
} from '../../support/browser.ts';
import { type FakeHub, openFakeHub } from '../../support/fake-hub.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';
import { until } from '../../support/until.ts';

const HOUR_MS = 3_600_000;
const POINTS = 120;
const chromium = chromiumForFile();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.useRealTimers();
});

async function open(robots: number, options: OpenPageOptions = {}, answer = seriesOf) {
  const hub = await openFakeHub({
    view: fakeSwarm({ robots }),
    history: (url) => (url.pathname.endsWith('/series') ? answer(url) : undefined),
  });
  closing.push(() => hub.close());
  const opened = await openPage(chromium(), `${hub.url}#charts`, options);
  closing.push(() => opened.close());
  return { hub, ...opened };
}

const askedFor = (hub: FakeHub, name: string) =>
  hub.asked.filter(({ searchParams }) => searchParams.get('name') === name);
const lengthOf = ({ searchParams }: URL) =>
  Number(searchParams.get('to')) - Number(searchParams.get('from'));

describe('the charts', () => {
  test('are drawn, and their tables say the right numbers', async () => {
    const { page, problems } = await open(3);
    await page.locator('.ch-canvas canvas').nth(3).waitFor();
    const batteries = page.getByRole('region', { name: 'Batteries' });
    // Each falls from its first value by one percent a point.
    expect(await rowsOf(batteries)).toEqual([
      ['r1', '20 %', '20 %', '80 %'],
      ['r2', '25 %', '25 %', '85 %'],
      ['r3', '30 %', '30 %', '90 %'],
    ]);
    expect(await rowsOf(page.getByRole('region', { name: 'Waiting times' }))).toEqual([
      ['99 % wait less', '4 min', '4 min', '4 min'],
      ['50 % wait less', '1 min 30 s', '1 min 30 s', '1 min 30 s'],
    ]);
    expect(await rowsOf(page.getByRole('region', { name: 'Frames for each entry' }))).toEqual([
      ['frames', '9.4', '9.4', '9.4'],
    ]);
    expect(await rowsOf(page.getByRole('region', { name: 'Share of the radio' }))).toEqual([
      ['asking', '20 %', '20 %', '20 %'],
      ['token', '30 %', '30 %', '30 %'],
      ['beats', '50 %', '50 %', '50 %'],
    ]);
    // In each canvas there is ink of the colour of its first line.
    for (const [place, colour] of ['series-1', 'series-2', 'series-1', 'kind-asking'].entries()) {
      expect(await page.evaluate<number>(inkOf(place, colour))).toBeGreaterThan(50);
    }
    // And it changes with the theme.
    const light = await page.evaluate<string>(VARIABLE);
    await page.evaluate("document.documentElement.dataset.theme = 'dark'");
    expect(await page.evaluate<string>(VARIABLE)).not.toBe(light);
    await until(
      'ink of the dark theme',
      async () => (await page.evaluate<number>(inkOf(0, 'series-1'))) > 50,
    );
    expect(problems).toEqual([]);
  });

  test('an hour is asked for, then what is new; a drag over one zooms all', async () => {
    const { hub, page } = await open(3);
    await page.locator('.ch-canvas canvas').nth(3).waitFor();
    const first = askedFor(hub, 'battery')[0]!;
    expect(lengthOf(first)).toBe(HOUR_MS);
    expect(first.searchParams.getAll('member')).toEqual(['r1', 'r2', 'r3']);
    // The page goes by the clock of the hub, which here is that of the test.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    await until('a question for what is new', () => askedFor(hub, 'wait').length > 1);
    expect(lengthOf(askedFor(hub, 'wait')[1]!)).toBeLessThan(60_000);
    const canvas = page.locator('.ch-canvas .u-over').first();
    await canvas.waitFor();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await until('a question for half an hour from each chart', () =>
      ['battery', 'wait', 'frames-per-entry', 'radio-share'].every((name) =>
        askedFor(hub, name).some((url) => Math.abs(lengthOf(url) - HOUR_MS / 2) < 60_000),
      ),
    );
    const back = page.getByRole('button', { name: 'Back to live' });
    await back.click();
    expect(await back.isDisabled()).toBe(true);
  });

  test('many robots are a spread, until some are chosen', async () => {
    const { hub, page } = await open(150);
    const batteries = page.getByRole('region', { name: 'Batteries' });
    await batteries.getByText('evenly chosen of 150').waitFor();
    await batteries.locator('canvas').waitFor();
    expect((await rowsOf(batteries)).map(([name]) => name)).toEqual([
      'highest',
      'median',
      'lowest',
    ]);
    expect(askedFor(hub, 'battery').at(-1)!.searchParams.getAll('member')).toHaveLength(100);

    await batteries.getByLabel('Robot', { exact: true }).fill('r42');
    await page.keyboard.press('Enter');
    await until(
      'a question for r42 alone',
      () => askedFor(hub, 'battery').at(-1)!.searchParams.getAll('member').join() === 'r42',
    );
    await batteries.getByRole('rowheader', { name: 'r42' }).waitFor();
    await batteries.getByLabel('Robot', { exact: true }).fill('nobody');
    await page.keyboard.press('Enter');
    await batteries.getByText('there is no robot nobody').waitFor();
    await batteries.getByRole('button', { name: 'The lowest 8' }).click();
    await until(
      'a question for eight',
      () => askedFor(hub, 'battery').at(-1)!.searchParams.getAll('member').length === 8,
    );
    await batteries
      .getByRole('button', { name: /^Take r\d+ away$/ })
      .first()
      .click();
    expect(await batteries.getByRole('button', { name: /^Take/ }).count()).toBe(7);
  });

  test('says plainly when nothing is known, and when the hub does not answer', async () => {
    const { page } = await open(3, {}, (url) => {
      if (url.searchParams.get('name') === 'wait') return undefined;
      return { ...seriesOf(url)!, atMs: [], series: {} };
    });
    const text = (name: string) => page.getByRole('region', { name });
    await text('Batteries').getByText('Nothing is known of this time.').waitFor();
    await text('Waiting times')
      .getByText('The history could not be read: the hub answers 404')
      .waitFor();
  });

  test.each(['light', 'dark'] as const)(
    '%s: nothing for axe-core to find, and nothing beyond the edge of a telephone',
    async (theme) => {
      const { page, problems } = await open(12, { theme });
      await page.locator('.ch-canvas canvas').nth(3).waitFor();
      await page.getByRole('button', { name: 'The lowest 8' }).click();
      await page.getByRole('button', { name: /^Take/ }).nth(7).waitFor();
      await picture(page, `charts-${theme}`);
      expect(await axeFindings(page)).toEqual([]);
      await page.setViewportSize({ width: 375, height: 800 });
      await picture(page, `charts-phone-${theme}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      expect(problems).toEqual([]);
    },
  );
});

/** The text of a chart's table, row by row. */
function rowsOf(region: ReturnType<Awaited<ReturnType<typeof open>>['page']['getByRole']>) {
  return region.locator('tbody tr').evaluateAll((rows) => {
    const text = (cell: { textContent: string | null }) => (cell.textContent ?? '').trim();
    return rows.map((row) => [...row.children].map(text));
  });
}

const VARIABLE = "getComputedStyle(document.documentElement).getPropertyValue('--series-1')";

/** How many points of a canvas have about the colour of a variable. */
function inkOf(place: number, variable: string): string {
  return `(() => {
    const canvas = document.querySelectorAll('.ch-canvas canvas')[${place}];
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--${variable}').trim();
    const want = [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 200 && want.every((part, c) => Math.abs(part - data[i + c]) < 40)) count += 1;
    }
    return count;
  })()`;
}

/** Batteries that fall by half a percent a point; the rest stays as it is. */
function seriesOf(url: URL): SeriesAnswer | undefined {
  const [fromMs, toMs] = ['from', 'to'].map((name) => Number(url.searchParams.get(name)));
  const atMs = Array.from(
    { length: POINTS + 1 },
    (_, i) => fromMs! + ((toMs! - fromMs!) * i) / POINTS,
  );
  const all = (value: number) => atMs.map(() => value);
  const name = url.searchParams.get('name') as SeriesAnswer['name'];
  const base = { schemaVersion: 1, name, atMs } as const;
  switch (name) {
    case 'battery': {
      const members = url.searchParams.getAll('member');
      const falls = (place: number) => atMs.map((_, i) => 80 + 5 * (place % 4) - i / 2);
      return {
        ...base,
        series: Object.fromEntries(members.map((id, place) => [id, falls(place)])),
      };
    }
    case 'wait':
      return { ...base, series: { p50: all(90_000), p99: all(240_000) } };
    case 'frames-per-entry':
      return { ...base, series: { framesPerEntry: all(9.4) } };
    case 'radio-share':
      return {
        ...base,
        series: { request: all(0.2), token: all(0.1), hold: all(0.2), beat: all(0.5) },
      };
    default:
      return undefined;
  }
}
