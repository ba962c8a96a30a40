/** What stands around the views: live or not, commands, keyboard, colours, the ways between views. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandsAnswer, TimelineAnswer } from '../../../monitor/view/wire.ts';
import { chromiumForFile, type OpenedPage, openPage } from '../../support/browser.ts';
import { type FakeHub, type FakeHubOptions, openFakeHub } from '../../support/fake-hub.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';
import { until } from '../../support/until.ts';

const browser = chromiumForFile();
let hub: FakeHub;
let opened: OpenedPage;

async function show(options: Partial<FakeHubOptions> = {}, hash = ''): Promise<Page> {
  hub = await openFakeHub({ view: fakeSwarm({ robots: 6 }), ...options });
  opened = await openPage(browser(), hub.url + hash);
  await opened.page.locator('.live[data-up="yes"]').waitFor();
  return opened.page;
}

afterEach(async () => {
  const problems = [...opened.problems];
  await opened.close();
  await hub.close();
  expect(problems).toEqual([]);
});

const isUp = (page: Page, up: 'yes' | 'no') => page.locator(`main[data-live="${up}"]`).waitFor();
const focused = (page: Page) =>
  page.evaluate('(document.activeElement.innerText || document.activeElement.id).trim()');

describe('live or not', () => {
  test('a hub that dies is told at once with the time, and its return too', async () => {
    const page = await show();
    expect(await page.locator('.live-banner').innerText()).toBe('');
    await hub.die();
    await isUp(page, 'no');
    expect(await page.locator('.live-banner').innerText()).toMatch(
      /^Not live since \d\d:\d\d:\d\d: the (connection to the hub broke|hub does not answer)\. What you see is from then\.\s+\d+ s ago$/,
    );
    // What was known is still there, and no longer looks as if it were new.
    await page.getByRole('heading', { name: 'p1' }).waitFor();
    expect(await page.locator('.live').innerText()).toBe('Not live');
    await hub.revive();
    await isUp(page, 'yes');
    expect(await page.locator('.live-banner').innerText()).toBe('Live again.');
  });

  test('a hub that hangs is told after three seconds', async () => {
    const page = await show();
    hub.hang();
    await isUp(page, 'no');
    await page.getByText('the hub has not said anything for more than three seconds').waitFor();
    // What is not known any more does not go on growing as if it were; how old it is does.
    const waits = page.locator('.queue td.numeric').first();
    const heard = page.locator('.robots tbody tr').first().locator('td').last();
    const [waited, age] = [await waits.innerText(), await heard.innerText()];
    await until('an age that grows', async () => (await heard.innerText()) !== age);
    expect(await waits.innerText()).toBe(waited);
    hub.wake();
    await isUp(page, 'yes');
  });

  test('a hub that has lost its broker says since when and why', async () => {
    const page = await show();
    const sinceMs = Date.UTC(2026, 0, 2, 3, 4, 5);
    hub.tell({ broker: { up: false, sinceMs, reason: 'connection refused' } });
    await page
      .getByText(
        'Not live since 03:04:05: the hub has no connection to the broker: connection refused.',
      )
      .waitFor();
    hub.tell({ broker: { up: true, sinceMs: Date.now(), reason: null } });
    await isUp(page, 'yes');
  });

  test('the panel of a member says it as well, since it covers the banner', async () => {
    const page = await show({}, '#swarm/r1');
    await page.getByRole('dialog').waitFor();
    await hub.die();
    await page
      .getByRole('dialog')
      .getByText(/^Not live: what you see is from \d\d:/)
      .waitFor();
    await hub.revive();
    await isUp(page, 'yes');
    expect(
      await page
        .getByRole('dialog')
        .getByText(/Not live/)
        .count(),
    ).toBe(0);
  });
});

describe('commands', () => {
  test('none without a token; with one they are confirmed, and the answer is shown', async () => {
    const page = await show({ token: 'open sesame' }, '#swarm/r2');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This page is read-only; enter a token to command').click();
    expect(await dialog.getByRole('button', { name: 'Charge' }).count()).toBe(0);
    await dialog.getByLabel('Token').fill('open sesame');
    await dialog.getByRole('button', { name: 'Use this token' }).click();

    await dialog.getByRole('button', { name: 'Hold', exact: true }).click();
    await dialog.getByText('r2 gives up its wait and asks for no pad').waitFor();
    expect(hub.commands).toEqual([]);
    await dialog.getByRole('button', { name: 'Hold r2' }).click();
    await dialog.getByText('Done: r2 has accepted "hold".').waitFor();
    expect(hub.commands).toEqual([{ verb: 'hold', member: 'r2', reason: null }]);
    expect(await focused(page)).toBe('Hold');
  });

  test('the token of an address is taken out of it, and outlives a reload', async () => {
    const page = await show({ token: 'a/b c' }, '#token=a%2Fb%20c');
    await page.getByRole('button', { name: 'Commands on' }).waitFor();
    expect(page.url()).toBe(`${hub.url}#swarm`);
    await page.reload();
    await page.getByRole('button', { name: 'Commands on' }).click();
    await page.getByRole('button', { name: 'Forget the token' }).click();
    await page.getByRole('button', { name: 'Read-only' }).waitFor();
  });

  test('a pad is released only with a reason, which goes with the command', async () => {
    const page = await show({ token: 't' }, '#token=t');
    await page.getByRole('heading', { name: 'p1' }).getByRole('link').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Release pad...' }).click();
    await dialog
      .getByText("Takes p1 from r1, who need not agree: the pad's power goes off")
      .waitFor();
    const confirm = dialog.getByRole('button', { name: 'Take p1 from r1' });
    await confirm.click();
    await dialog.getByLabel('Reason (needed)').fill('    ');
    await confirm.click();
    expect(hub.commands).toEqual([]);
    await dialog.getByLabel('Reason (needed)').fill('r1 hangs on the contacts');
    await confirm.click();
    await dialog.getByText('Done: p1 has accepted "release pad".').waitFor();
    expect(hub.commands).toEqual([
      { verb: 'release', member: 'p1', reason: 'r1 hangs on the contacts' },
    ]);
  });

  test('a refusal is shown in the words of whoever refused', async () => {
    const answer = () => ({ schemaVersion: 1, ok: false, error: 'r1 is full' }) as const;
    const page = await show({ token: 't', answer }, '#token=t');
    await page.goto(`${hub.url}#swarm/r1`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Charge', exact: true }).click();
    await dialog.getByRole('button', { name: 'Send r1 to charge' }).click();
    await dialog.getByText('Not done: r1 is full').waitFor();
  });

  test('a wrong token is said', async () => {
    const page = await show({ token: 't' }, '#token=other');
    await page.goto(`${hub.url}#swarm/r1`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Resume', exact: true }).click();
    await dialog.getByRole('button', { name: 'Let r1 resume' }).click();
    await dialog.getByText('Not done: The hub does not know this token.').waitFor();
    // The refusal of a request is no fault of the page, but the browser logs it.
    (opened.problems as string[]).length = 0;
  });

  test('a hub without tokens takes none, and says so', async () => {
    const page = await show({}, '#swarm/r1');
    await page.getByText('This hub takes no commands: it was started without tokens.').waitFor();
    expect(await page.getByRole('button', { name: 'Charge', exact: true }).count()).toBe(0);
  });
});

test('keyboard alone: skip, open, close, and the focus is where it was', async () => {
  const page = await show();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');

  await page.getByRole('heading', { name: 'p1' }).getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(await focused(page)).toBe('Close');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('p1');
  expect(page.url()).toBe(`${hub.url}#swarm`);
});

test('colours follow the system until somebody chooses, and the choice is kept', async () => {
  const page = await show();
  const theme = () => page.locator('html').getAttribute('data-theme');
  expect(await theme()).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await until('dark', async () => (await theme()) === 'dark');
  await page.getByRole('button', { name: 'Colours: auto' }).click();
  expect(await theme()).toBe('light');
  await page.reload();
  await page.getByRole('button', { name: 'Colours: light' }).click();
  expect(await theme()).toBe('dark');
});

describe('the past day', () => {
  const nowMs = Date.now();
  const commands: CommandsAnswer = {
    schemaVersion: 1,
    commands: [
      {
        atMs: nowMs - 60_000,
        verb: 'release',
        member: 'p1',
        reason: 'r1 hangs <b>there</b>',
        by: 'alice',
        outcome: 'refused',
        error: 'p1 is free',
      },
    ],
  };
  const timeline: TimelineAnswer = {
    schemaVersion: 1,
    fromMs: nowMs - 86_400_000,
    toMs: nowMs,
    stays: [],
    marks: [],
    alarms: [
      {
        id: 'no-leader:east',
        kind: 'no-leader',
        severity: 'critical',
        sinceMs: nowMs - 3_600_000,
        untilMs: nowMs - 3_480_000,
        zone: 'east',
        member: null,
        pad: null,
        text: 'nobody leads zone east',
        mend: '',
      },
    ],
    truncated: false,
  };
  const history = (url: URL) =>
    url.pathname.endsWith('/commands')
      ? commands
      : url.pathname.endsWith('/timeline')
        ? timeline
        : undefined;

  test('says who wanted what, why, and what became of it; and which alarms there were', async () => {
    const page = await show({ history }, '#history');
    const rows = page.locator('.history-table tbody tr');
    await rows.first().waitFor();
    const told = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(told[0]).toMatch(/alice release p1 r1 hangs <b>there<\/b> refused: p1 is free$/);
    expect(told[1]).toMatch(/2:00 critical nobody leads zone east east look at it/);
    const link = await page.getByRole('link', { name: 'look at it' }).getAttribute('href');
    const at = nowMs - 3_600_000;
    expect(link).toBe(`#timeline?from=${at - 300_000}&to=${at + 300_000}&at=${at}`);
    const from = Number(hub.asked[0]!.searchParams.get('from'));
    const to = Number(hub.asked[0]!.searchParams.get('to'));
    expect(to - from).toBe(86_400_000);
    expect(Math.abs(to - Date.now())).toBeLessThan(60_000);
  });

  test('says that there is none, and asks again', async () => {
    let there = false;
    const page = await show({ history: (url) => (there ? history(url) : undefined) }, '#history');
    await page
      .getByText('The history is not to be had: the hub answers 404: there is no such history.')
      .waitFor();
    there = true;
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('alice').waitFor();
    (opened.problems as string[]).length = 0; // The browser logs the 404.
  });
});
