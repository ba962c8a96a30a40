/** The file as a whole: it is one document, needs nothing else, and nothing that a trace says can break out. */
import { createHash } from 'node:crypto';
import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../../sim/report/build-model.ts';
import { renderReport } from '../../../sim/report/report.ts';
import { brokenInput, TraceWriter } from './sample.ts';

const HOSTILE = `</script><img src=x onerror="alert(1)"><!--<script>'&`;

function modelIn(html: string): unknown {
  const match = /<script type="application\/json" id="model">([^<]*)<\/script>/.exec(html);
  return JSON.parse(match![1]!);
}

function contentOf(html: string, open: string, close: string): string {
  const from = html.indexOf(open) + open.length;
  return html.slice(from, html.indexOf(close, from));
}

describe('a report', () => {
  const html = renderReport(brokenInput());

  test('is one document', () => {
    expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(html.endsWith('</html>\n')).toBe(true);
    for (const tag of ['html', 'head', 'body', 'main', 'header'])
      expect(html.match(new RegExp(`</${tag}>`, 'g')), tag).toHaveLength(1);
  });

  test('refers to nothing outside itself', () => {
    expect(html.match(/https?:\/\//)).toBeNull();
    expect(html.match(/\bsrc=|url\(|@import ["']/)).toBeNull();
    expect(html.match(/\bfetch\(|\bimport\(|XMLHttpRequest|WebSocket|^import /m)).toBeNull();
    const links = [...html.matchAll(/\bhref="([^"]*)"/g)].map(([, target]) => target);
    expect(links).toEqual(['#lines']);
  });

  test('allows its own script and style and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      `script-src ${hash(contentOf(html, '<script type="module">', '</script>'))};`,
    );
    expect(policy).toContain(`style-src ${hash(contentOf(html, '<style>', '</style>'))};`);
    expect(policy).not.toContain('unsafe');
  });

  test('has no handlers and no styles in its elements', () => {
    const markup = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(markup.match(/\son[a-z]+=/i)).toBeNull();
    expect(markup.match(/\sstyle=/i)).toBeNull();
  });

  test('has a script that can be read', () => {
    const script = contentOf(html, '<script type="module">', '</script>');
    expect(() => new vm.Script(script)).not.toThrow();
  });

  test('gives every part of the page that the script asks for', () => {
    const script = contentOf(html, '<script type="module">', '</script>');
    const asked = [...script.matchAll(/\b(?:part|byId)\('([\w-]+)'\)/g)].map(([, id]) => id!);
    expect(asked.length).toBeGreaterThan(10);
    for (const id of asked) expect(html, id).toContain(`id="${id}"`);
  });

  test('carries the data that was worked out', () => {
    expect(modelIn(html)).toEqual(JSON.parse(JSON.stringify(buildModel(brokenInput()).model)));
  });

  test('says in words what was broken, when, and how to see it again', () => {
    expect(html).toContain('<title>seed 7: S1 broken at 5.000 s</title>');
    expect(html).toContain('At no instant may two robots believe');
    expect(html).toContain('<code id="command">roost sim --seed 7 --faults all</code>');
    expect(html).toContain('r2 may be on the pad beside r1');
    expect(html).toContain('abc1234');
    expect(html).toContain('seed: 7\nrobots: 3\n');
    expect(html).toContain('Faults that were injected (2)');
  });

  test('has the main happenings as a table', () => {
    const table = contentOf(html, '<table>', '</table>');
    for (const words of ['makes a new token for p1', 'goes down', 'calls an election', 'fault: p1'])
      expect(table).toContain(words);
    expect(table).not.toContain('BEAT');
  });

  test('says when it has not got the whole run', () => {
    expect(html).not.toContain('Not the whole run');
    const cut = renderReport(brokenInput({ summary: { cutBefore: 2000 } }));
    expect(cut).toContain('Not the whole run');
    expect(cut).toContain('the records before 2.000 s were left out');
    expect(cut).not.toContain('<dt>cutBefore</dt>');
    const bare = { failure: null, records: [], summary: { cutBefore: 2000 } };
    expect(renderReport(brokenInput(bare))).toContain('None in the part of the run that is shown');
  });
});

describe('a run without a failure', () => {
  const html = renderReport(brokenInput({ failure: null, title: 'seed 8: all promises kept' }));

  test('is told of as one', () => {
    expect(html).toContain('All promises kept');
    expect(html).not.toContain('data-act="failure"');
    expect(html).not.toContain('class="verdict broken"');
  });

  test('may have no records at all', () => {
    const empty = renderReport(brokenInput({ failure: null, records: [] }));
    expect(modelIn(empty)).toMatchObject({ fromMs: 0, toMs: 1, lines: [] });
  });
});

test.each(['S1', 'S2', 'S3', 'S4', 'S5', 'L1', 'L2', 'L3', 'crash'])(
  'what %s means is explained',
  (promise) => {
    const failure = { promise, atMs: 5000, what: 'something' };
    const html = renderReport(brokenInput({ failure }));
    expect(html).not.toContain(`keep the promise ${promise}`);
    expect(html).toContain('Where to look');
  },
);

describe('hostile text', () => {
  const trace = new TraceWriter();
  trace.world(1, 'start', { member: HOSTILE });
  trace.world(2, 'fault', { fault: HOSTILE, members: [HOSTILE], forMs: 5, what: HOSTILE });
  trace.at(3, HOSTILE, 'alarm', { reason: HOSTILE });
  trace.at(4, HOSTILE, 'enter', { pad: HOSTILE, epoch: 1, fence: [1, HOSTILE], until: 9 });
  trace.send(5, HOSTILE, { kind: 'election', epoch: 1 }, { r1: { lost: HOSTILE } });
  trace.at(6, 'r1', 'drop', { reason: HOSTILE, bytes: 3 });
  trace.world(7, 'broken', { promise: HOSTILE, what: HOSTILE });
  const input = brokenInput({
    title: HOSTILE,
    commit: HOSTILE,
    command: HOSTILE,
    scenario: HOSTILE,
    robots: [HOSTILE, 'r1'],
    pads: [HOSTILE],
    records: trace.records(),
    failure: { promise: HOSTILE, atMs: 7, what: HOSTILE },
    summary: { [HOSTILE]: HOSTILE },
  });
  const html = renderReport(input);

  test('stays text', () => {
    expect(html.match(/<img/i)).toBeNull();
    expect(html).not.toContain('<!--');
    expect(html.match(/<script/gi)).toHaveLength(2);
    expect(html.match(/<\/script>/gi)).toHaveLength(2);
  });

  test('comes through whole', () => {
    expect(JSON.stringify(modelIn(html))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    expect(modelIn(html)).toEqual(JSON.parse(JSON.stringify(buildModel(input).model)));
    expect(html).toContain('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
  });
});
