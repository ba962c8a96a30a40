/** The page's own script: its pure parts, its types, and how its modules become one. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../../sim/report/build-model.ts';
import type { ReportModel } from '../../../sim/report/model.ts';
import { bundle } from '../../../sim/report/script.ts';
import type { Span } from '../../../sim/report/span.ts';
import { brokenInput, rhythm } from './sample.ts';

const root = join(import.meta.dirname, '../../..');
const page = join(root, 'sim/report/page');

interface View {
  fitted(wanted: Span, run: Span): Span;
  zoomed(view: Span, factor: number, anchorMs: number): Span;
  showing(view: Span, atMs: number): Span;
  secondsText(ms: number, stepMs?: number): string;
  lengthText(ms: number): string;
  ticksOf(view: Span, widthPx: number, spacingPx: number): { stepMs: number; atMs: number[] };
}

interface PageData {
  lineAt(atMs: number): number;
  framesWithin(view: Span, see: (frame: number) => void): void;
  arrivalsOf(frame: number): Int32Array;
}

interface DataModule {
  Data: new (model: ReportModel) => PageData;
}

interface Sentences {
  sentenceOf(data: PageData, line: number): string;
}

/** The page's modules are plain JavaScript, which the types of the tests know nothing of. */
async function load<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(join(page, name)).href)) as Module;
}

const view = await load<View>('view.js');
const { Data } = await load<DataModule>('data.js');
const { sentenceOf } = await load<Sentences>('sentences.js');

test('the script keeps to its types', () => {
  const check = () =>
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', page], { encoding: 'utf8' });
  expect(check).not.toThrow();
});

describe('the window of time', () => {
  const time = fc.double({ min: -1e6, max: 1e7, noNaN: true });
  const spanOf = (least: number) =>
    fc
      .tuple(time, fc.double({ min: least, max: 1e6, noNaN: true }))
      .map(([fromMs, forMs]) => ({ fromMs, toMs: fromMs + forMs }));

  test('stays at the run, and is never empty', () => {
    fc.assert(
      fc.property(spanOf(0), spanOf(1), (wanted, run) => {
        const { fromMs, toMs } = view.fitted(wanted, run);
        const room = (run.toMs - run.fromMs) * 0.1;
        expect(fromMs).toBeGreaterThanOrEqual(run.fromMs - room);
        expect(toMs).toBeLessThanOrEqual(run.toMs + room);
        expect(toMs - fromMs).toBeGreaterThan(0.1);
      }),
    );
  });

  test('is left alone when it fits', () => {
    const run = { fromMs: 0, toMs: 1000 };
    expect(view.fitted({ fromMs: 100, toMs: 300 }, run)).toEqual({ fromMs: 100, toMs: 300 });
  });

  test('zooms around its anchor, and back again', () => {
    const start = { fromMs: 100, toMs: 300 };
    const near = view.zoomed(start, 0.5, 150);
    expect(near).toEqual({ fromMs: 125, toMs: 225 });
    expect(view.zoomed(near, 2, 150)).toEqual(start);
  });

  test('moves only to what it does not show', () => {
    const start = { fromMs: 100, toMs: 300 };
    expect(view.showing(start, 200)).toBe(start);
    expect(view.showing(start, 900)).toEqual({ fromMs: 800, toMs: 1000 });
  });

  test('has round ticks, neither too many nor too few', () => {
    fc.assert(
      fc.property(spanOf(0.2), (span) => {
        const { atMs, stepMs } = view.ticksOf(span, 1000, 100);
        expect(atMs.length).toBeLessThanOrEqual(11);
        expect(atMs.length).toBeGreaterThanOrEqual(3);
        const leading = Number(stepMs.toExponential(6).split('e')[0]);
        expect([1, 2, 5]).toContain(leading);
      }),
    );
  });

  test('is written in seconds as finely as needed', () => {
    expect(view.secondsText(12_345.678)).toBe('12.346 s');
    expect(view.secondsText(12_345.678, 0.1)).toBe('12.3457 s');
    expect(view.secondsText(12_000, 1000)).toBe('12 s');
    expect(['0.25 ms', '1.5 s', '10 min']).toEqual([0.25, 1500, 600_000].map(view.lengthText));
  });
});

describe('the data of the page', () => {
  const modelOf = (beats: number) =>
    buildModel(brokenInput({ records: rhythm(beats), failure: null })).model;

  test('finds all frames that are on their way in a window', () => {
    const model = modelOf(900);
    const data = new Data(model);
    fc.assert(
      fc.property(
        fc.integer({ min: -100, max: 95_000 }),
        fc.integer({ min: 1, max: 5000 }),
        (fromMs, forMs) => {
          const seen = new Set<number>();
          data.framesWithin({ fromMs, toMs: fromMs + forMs }, (frame) => seen.add(frame));
          model.frames.sentMs.forEach((sentMs, frame) => {
            const lastMs = Math.max(
              sentMs,
              ...[...data.arrivalsOf(frame)].map((arrival) => model.arrivals.atMs[arrival]!),
            );
            if (sentMs < fromMs + forMs && lastMs >= fromMs) expect(seen).toContain(frame);
          });
          // Whole chunks are left out before the window, and all that comes after it.
          expect(seen.size).toBeLessThan(forMs / 100 + 3 * 128);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('knows each arrival by its frame, once', () => {
    const model = modelOf(40);
    const data = new Data(model);
    const all = model.frames.name.flatMap((_, frame) => [...data.arrivalsOf(frame)]);
    expect(all.toSorted((a, b) => a - b)).toEqual(model.arrivals.frame.map((_, place) => place));
    for (const frame of model.frames.name.keys())
      for (const arrival of data.arrivalsOf(frame))
        expect(model.arrivals.frame[arrival]).toBe(frame);
  });

  test('tells the lines of a trace as sentences', () => {
    const data = new Data(buildModel(brokenInput()).model);
    const told = (atMs: number) => sentenceOf(data, data.lineAt(atMs));
    expect(told(1001)).toBe(
      'sends ENTER p1? Fence (1,2), attempt 1 → heard by r2 p1; lost: collision (r3)',
    );
    expect(told(1001.25)).toBe('hears ENTER p1? Fence (1,2), attempt 1, from r1');
    expect(told(3100.25)).toBe(
      'does not get ENTER p1? Fence (1,2), attempt 2, from r1 (cut, the link between the two is down)',
    );
    expect(told(3601)).toBe(
      'makes a new token for p1 with fence (2,1): nothing was heard of the holder',
    );
  });
});

describe('the bundle', () => {
  const modules: Readonly<Record<string, string>> = {
    'main.js':
      "import { two } from './b.js';\nimport { one as first } from './a-x.js';\nlog(first, two());\n",
    'b.js': "import {\n  one,\n} from './a-x.js';\nexport function two() {\n  return one + 1;\n}\n",
    'a-x.js': 'const secret = 1;\nexport const one = secret;\n',
  };

  test('runs each module once, after what it needs', () => {
    const logged: unknown[] = [];
    const log = (...values: unknown[]) => logged.push(values);
    vm.runInNewContext(
      bundle('main.js', (name) => modules[name]!),
      { log },
    );
    expect(logged).toEqual([[1, 2]]);
  });

  test.each([
    ["import x from './a.js';\n", /cannot bundle this: import x/],
    ['export default 1;\n', /cannot bundle this: export default/],
    ["export const a = '</script>';\n", /would end the script/],
  ])('refuses %s', (source, problem) => {
    expect(() => bundle('main.js', () => source)).toThrow(problem);
  });
});
