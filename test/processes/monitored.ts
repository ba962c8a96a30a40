/** A monitor process beside a swarm of real processes, and its page in Chromium: what the page shows, and the truth. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { byTime, stays, type TraceLine } from './judge.ts';
import { type Life, run } from './run.ts';
import { monoMs, type Swarm } from './swarm.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');
/** Who may command, in tests. */
export const TOKEN = {
  name: 'alice',
  secret: 'a-token-that-is-long-enough-for-everybody',
} as const;

export interface Monitor {
  readonly life: Life;
  /** http://127.0.0.1:PORT */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startMonitor(swarm: Swarm): Promise<Monitor> {
  const tokens = join(swarm.folder, 'monitor.tokens');
  writeFileSync(tokens, `${TOKEN.name} ${TOKEN.secret}\n`, { mode: 0o600 });
  const life = run('monitor', [
    ...[ROOST, 'monitor', '-c', swarm.file, '--http', '0'],
    ...['--history', join(swarm.folder, 'history.sqlite'), '--tokens', tokens],
  ]);
  const found = () => /http:\/\/127\.0\.0\.1:\d+/.exec(life.log())?.[0];
  await until(
    'the monitor says where its page is',
    () => {
      if (!life.isAlive()) throw new Error(`the monitor has ended: ${life.log()}`);
      return found() !== undefined;
    },
    60_000,
  );
  return {
    life,
    url: found()!,
    async stop() {
      life.signal('SIGTERM');
      await life.ended;
    },
  };
}

/** What a person reads on the page at one moment. */
export interface Shown {
  readonly monoMs: number;
  readonly isLive: boolean;
  readonly occupant: string | null;
  readonly leader: string | null;
  readonly phases: Readonly<Record<string, string>>;
  readonly alarms: readonly string[];
}

/** Read inside the page, where there are no types of this file. */
const READ = `(() => {
  const text = (root, selector) => root?.querySelector(selector)?.textContent.trim() ?? null;
  const rows = [...document.querySelectorAll('table.robots tbody tr')];
  return {
    isLive: document.querySelector('main')?.dataset.live === 'yes',
    occupant: text(document, 'li.pad .occupant-name a'),
    leader: text(document, 'table.zones tbody a'),
    phases: Object.fromEntries(rows.map((row) => [text(row, 'th a'), text(row, '.phase')])),
    alarms: [...document.querySelectorAll('.alarm-text')].map((one) => one.textContent),
  };
})()`;

export async function look(page: Page): Promise<Shown> {
  const seen = (await page.evaluate(READ)) as Omit<Shown, 'monoMs'>;
  return { ...seen, monoMs: monoMs() };
}

/** Looks again and again for a while. */
export async function watch(page: Page, forMs: number): Promise<Shown[]> {
  const seen: Shown[] = [];
  const endMs = monoMs() + forMs;
  while (monoMs() < endMs) {
    seen.push(await look(page));
    await page.waitForTimeout(100);
  }
  return seen;
}

/**
 * What was shown and had not been true at any moment of the `withinMs` before: who is on the pad, who leads, and
 * each robot's phase. Nothing, if every change is shown in time.
 */
export function wronglyShown(
  shown: readonly Shown[],
  lines: readonly TraceLine[],
  withinMs: number,
): string[] {
  const ordered = byTime(lines);
  const truths = new Map<string, Truth>([
    ['occupant', occupants(ordered)],
    ['leader', leaders(ordered)],
  ]);
  for (const id of Object.keys(shown.at(-1)?.phases ?? {})) truths.set(id, phases(ordered, id));
  const wrong: string[] = [];
  for (const one of shown) {
    const values: Record<string, string | null> = {
      occupant: one.occupant,
      leader: one.leader,
      ...one.phases,
    };
    for (const [what, truth] of truths) {
      const true_ = truth.within(one.monoMs - withinMs, one.monoMs);
      const value = values[what] ?? null;
      if (!true_.includes(value))
        wrong.push(
          `${one.monoMs.toFixed(0)}: ${what} is shown as ${value}; true was ${true_.join()}`,
        );
    }
  }
  return wrong;
}

/** A value that changes at moments. */
class Truth {
  private readonly changes: { readonly atMs: number; readonly value: string | null }[] = [];

  set(atMs: number, value: string | null): void {
    if (this.changes.at(-1)?.value !== value) this.changes.push({ atMs, value });
  }

  /** All values that it had from one moment to another. */
  within(fromMs: number, toMs: number): (string | null)[] {
    const before = this.changes.findLast(({ atMs }) => atMs <= fromMs);
    const later = this.changes.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
    return [before ?? { value: null }, ...later].map(({ value }) => value);
  }
}

function occupants(lines: readonly TraceLine[]): Truth {
  const truth = new Truth();
  const all = stays(lines);
  all.forEach(({ robot, fromMs, untilMs }, index) => {
    truth.set(fromMs, robot);
    if ((all[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) > untilMs) truth.set(untilMs, null);
  });
  return truth;
}

function leaders(lines: readonly TraceLine[]): Truth {
  const truth = new Truth();
  let epoch = 0;
  for (const line of lines) {
    if (line.event !== 'leader' || line.epoch! < epoch) continue;
    epoch = line.epoch!;
    truth.set(line.mono, line.leader!);
  }
  return truth;
}

function phases(lines: readonly TraceLine[], id: string): Truth {
  const truth = new Truth();
  for (const { event, from, mono, phase } of lines)
    if (event === 'body' && from === id) truth.set(mono, phase!);
  return truth;
}
