/**
 * Debian's Chromium for tests of the page, with what every such test wants to know: what went wrong in the page, what
 * axe-core finds, and a picture to look at afterwards.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

export const CHROMIUM = '/usr/bin/chromium';
/** Without a network but the loopback, and without what a browser does for a person at first. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where pictures go; ROOST_SCREENSHOTS names another folder. */
export const SCREENSHOTS = process.env.ROOST_SCREENSHOTS ?? join(tmpdir(), 'roost-screenshots');

export function launchChromium(): Promise<Browser> {
  // Playwright gives it a fresh folder for its profile, and removes it at the end.
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** One browser for a test file. Call it where tests are described. */
export function chromiumForFile(): () => Browser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });
  return () => {
    if (browser === null) throw new Error('the browser has not started yet');
    return browser;
  };
}

export interface OpenPageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
}

export interface OpenedPage {
  readonly page: Page;
  /** Exceptions, errors on the console (refusals by the Content-Security-Policy among them), pages that are missing. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** In a profile of its own, so that nothing of one test is kept for the next. */
export async function openPage(
  browser: Browser,
  url: string,
  options: OpenPageOptions = {},
): Promise<OpenedPage> {
  const settings: BrowserContextOptions = {
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    forcedColors: options.forcedColors === true ? 'active' : 'none',
    locale: 'en-GB',
    timezoneId: 'UTC',
  };
  const context = await browser.newContext(settings);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // A hub that is gone on purpose is no fault of the page; the banner says it.
    if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket/.test(message.text())) {
      problems.push(message.text());
    }
  });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

const axeSource = () =>
  readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What breaks WCAG 2.2 AA or good practice, each as one line; nothing, if all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the Content-Security-Policy stays as it is.
  await page.evaluate(axeSource());
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const result = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] })`,
  )) as {
    violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}: ${node.failureSummary}`),
  );
}

export async function picture(page: Page, name: string, fullPage = true): Promise<string> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage });
  return path;
}
