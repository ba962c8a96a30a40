import { afterEach, describe, expect, test } from 'vitest';
import type { AroundAnswer } from '../../../monitor/view/wire.ts';
import { chromiumForFile, openPage } from '../../support/browser.ts';
import { fakeHistory } from '../../support/fake-history.ts';
import { openFakeHub } from '../../support/fake-hub.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';
import { until } from '../../support/until.ts';

const MINUTE_MS = 60_000;
const chromium = chromiumForFile();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** @param around what the hub answers instead of r1's way onto p1 */
async function open(around?: (url: URL) => AroundAnswer, hash = '') {
  const nowMs = Date.now();
  const history = fakeHistory(nowMs);
  const hub = await openFakeHub({
    view: fakeSwarm({ robots: 6, pads: 2, zones: 2, nowMs }),
    history: (url) => {
      if (url.pathname.endsWith('/timeline')) return history.timeline(url);
      return (around ?? history.around)(url);
    },
  });
  closing.push(() => hub.close());
  const [fromMs, toMs] = [nowMs - 10 * MINUTE_MS, nowMs];
  const opened = await openPage(chromium(), `${hub.url}#timeline?from=${fromMs}&to=${toMs}${hash}`);
  closing.push(() => opened.close());
  const asked = () => hub.asked.filter(({ pathname }) => pathname.endsWith('/around'));
  return { ...opened, hub, nowMs, fromMs, toMs, asked };
}

const AT_MS = Date.UTC(2026, 10, 21, 12);
const AT = `&at=${AT_MS}&window=5000`;

describe('the space-time diagram', () => {
  test('opens at the instant that is pressed, and closes again', async () => {
    const { page, asked, fromMs, toMs, nowMs } = await open();
    const plot = page.locator('.tl-plot');
    await page.locator('[data-item]').first().waitFor();
    const box = (await plot.boundingBox())!;
    // Free ground: the lane of alarms, in the middle of the time.
    await page.mouse.click(box.x + 104 + (box.width - 106) / 2, box.y + 55);
    await until('a question for the instant', () => asked().length === 1);
    const { searchParams } = asked()[0]!;
    expect(Math.abs(Number(searchParams.get('at')) - (fromMs + toMs) / 2)).toBeLessThan(2000);
    // Before and after it: five seconds in all.
    expect(searchParams.get('window')).toBe('2500');
    await page.getByRole('heading', { name: /^Around / }).waitFor();

    // A bar opens its beginning, whatever point of it is pressed.
    await page.locator('[data-item][aria-label^="r1 on p1"]').click();
    await until('a question for the bar', () => asked().length === 2);
    expect(asked()[1]!.searchParams.get('at')).toBe(String(nowMs - 8 * MINUTE_MS));
    await page.getByRole('button', { name: 'Close' }).click();
    await until('no diagram', async () => (await page.locator('.dg').count()) === 0);
    expect(page.url()).not.toContain('at=');
  });

  test('draws each frame from its sender to whom it names', async () => {
    const { page, problems } = await open(undefined, AT);
    await page.locator('.dg-plot').waitFor();
    const names = await page.locator('.dg-name').allTextContents();
    expect(names.map((name) => name.slice(0, 2))).toEqual(['r1', 'r3', 'r4', 'r5', 'p1']);
    const kinds = await page.locator('.dg-arrow > text').allTextContents();
    expect(kinds.sort()).toEqual(['admit', 'beat', 'beat', 'enter', 'hold', 'request', 'token']);
    const yOf = async (name: string) => {
      const y = await page.locator('.dg-name', { hasText: name }).first().getAttribute('y');
      return Number(y) - 4;
    };
    const token = page.locator('.dg-arrow', { hasText: 'token' });
    const shaft = await token.locator('path').nth(1).getAttribute('d');
    const [, fromY, toY] = /^M[\d.]+,(\d+) V(\d+)/.exec(shaft!)!;
    expect(Number(fromY)).toBe(await yOf('r3'));
    expect(Math.abs(Number(toY) - (await yOf('r1')))).toBeLessThan(4);
    expect(await page.locator('.dg-stay').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  test('steps by buttons and keys, and the list goes along', async () => {
    const { page } = await open(undefined, AT);
    const details = page.locator('.dg-details');
    const current = page.locator('.dg tr[aria-current]');
    await details.getByText('p1: admit').waitFor();
    expect(await details.innerText()).toMatch(/12:00:00\.000[\s\S]*robot\s+r1[\s\S]*fence\s+7\.2/);
    expect(await current.innerText()).toContain('p1: event admit, robot r1, fence 7.2');

    await page.getByRole('button', { name: 'Next' }).click();
    await details.getByText('frame admit from p1 to r1').waitFor();
    expect(await details.innerText()).toMatch(/bytes\s+45/);
    await page.locator('.dg-plot').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await details.getByText('frame enter from r1 to p1').waitFor();
    expect(await current.innerText()).toContain('r1 to p1: frame enter');
    await page.keyboard.press('End');
    await details.getByText('frame beat from r5 to all').waitFor();
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });

  test('what is pointed at is told, what is pressed is chosen, and what members write is text', async () => {
    const { page, problems } = await open(undefined, AT);
    const details = page.locator('.dg-details');
    await details.getByText('p1: admit').waitFor();
    const token = page.locator('.dg-arrow', { hasText: 'token' });
    await token.locator('circle').hover();
    await details.getByText('frame token from r3 to r1').waitFor();
    await page.mouse.move(0, 0);
    await details.getByText('p1: admit').waitFor();
    await token.locator('circle').click();
    await page.mouse.move(0, 0);
    await details.getByText('frame token from r3 to r1').waitFor();

    const row = page.getByRole('row', { name: /event alarm/ });
    await row.getByRole('button').click();
    await page.locator('.dg-details dd', { hasText: '<img src=x onerror=alert(1)>' }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('kinds and events can be left out', async () => {
    const { page } = await open(undefined, AT);
    await page.locator('.dg-plot').waitFor();
    await page.getByRole('checkbox', { name: 'beats' }).uncheck();
    await until('fewer frames', async () => (await page.locator('.dg-arrow').count()) === 5);
    await page.getByRole('checkbox', { name: 'show' }).uncheck();
    await until('no events', async () => (await page.locator('.dg-plot .sign').count()) === 0);
    for (const name of ['asking', 'token', 'admission', 'election', 'joining and other']) {
      await page.getByRole('checkbox', { name }).uncheck();
    }
    await page.getByText('All of it is filtered out.').waitFor();
  });

  test('another window or a step aside is another question, and stands in the address', async () => {
    const { page, asked } = await open(undefined, AT);
    await page.locator('.dg-plot').waitFor();
    await page.getByRole('combobox', { name: 'Window' }).selectOption('60000');
    await until('a minute', () => asked().at(-1)!.searchParams.get('window') === '30000');
    const tools = page.getByRole('toolbar', { name: 'Space-time diagram' });
    await tools.getByRole('button', { name: 'Later' }).click();
    const laterMs = AT_MS + 30_000;
    await until(
      'half a minute on',
      () => asked().at(-1)!.searchParams.get('at') === String(laterMs),
    );
    expect(page.url()).toContain(`at=${laterMs}&window=60000`);
    await until('the trace of the window', async () => {
      const href = await tools.getByRole('link', { name: 'Export as trace' }).getAttribute('href');
      return href === `api/history/trace?from=${AT_MS}&to=${AT_MS + MINUTE_MS}`;
    });

    // The link of it, on the clipboard; where a browser has none, to copy by hand.
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tools.getByRole('button', { name: 'Copy link' }).click();
    await tools.getByText('copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(new RegExp(`#timeline\\?from=\\d+&to=\\d+&at=${laterMs}&window=60000$`));
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await tools.getByRole('button', { name: 'Copy link' }).click();
    expect(await tools.getByRole('textbox').inputValue()).toBe(copied);
  });

  test('5,000 frames and 5,000 events stay quick; what is missing, and that nothing was heard, is said', async () => {
    let silent = false;
    const { page, problems } = await open((url) => {
      const answer = muchAround(url);
      return silent ? { ...answer, frames: [], events: [], truncated: false } : answer;
    }, AT);
    await page.getByText('Too many frames for arrows').waitFor();
    await page.getByText('There is more than can be shown').waitFor();
    await page.getByText(/ of 10000$/).waitFor();
    expect(await page.locator('.dg-arrow').count()).toBe(0);
    const tookMs = await page.evaluate<number>(`(async () => {
      const plot = document.querySelector('.dg-plot');
      const began = performance.now();
      for (let step = 0; step < 10; step += 1) {
        plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return performance.now() - began;
    })()`);
    // Ten steps; a machine that is busy with other things gets ten times what they need.
    expect(tookMs).toBeLessThan(3000);
    expect(problems).toEqual([]);

    silent = true;
    await page.getByRole('combobox', { name: 'Window' }).selectOption('1000');
    await page.getByText('The hub heard nothing in this time.').waitFor();
  });
});

function muchAround(url: URL): AroundAnswer {
  const atMs = Number(url.searchParams.get('at'));
  const windowMs = Number(url.searchParams.get('window'));
  const at = (i: number) => atMs - windowMs + (i / 5000) * 2 * windowMs;
  const range = Array.from({ length: 5000 }, (_, i) => i);
  return {
    schemaVersion: 1,
    fromMs: atMs - windowMs,
    toMs: atMs + windowMs,
    frames: range.map((i) => ({
      atMs: at(i),
      zone: 'east',
      from: `r${1 + (i % 40)}`,
      kind: 'beat',
      to: null,
      pad: null,
      bytes: 40,
    })),
    events: range.map((i) => ({
      id: i,
      atMs: at(i),
      from: `r${1 + (i % 40)}`,
      event: i % 3 === 0 ? 'request' : 'body',
      pad: null,
      what: { phase: 'working' },
    })),
    truncated: true,
  };
}
