/** The words above the diagram: the verdict, what it means, how to repeat it, and what was done to the swarm. */
import type { Built } from './build-model.ts';
import { escaped } from './html.ts';
import type { ReportInput } from './input.ts';
import { promiseWords } from './promises.ts';
import { lastBefore, type StoryLine } from './story.ts';

const STORY_LINES = 9;

/** Figures that have a place of their own. */
const CUT_BEFORE = 'cutBefore';

export function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

export function headHtml(input: ReportInput, built: Built): string {
  const { title, failure, summary } = input;
  const verdict = failure
    ? `<span class="verdict broken">${failure.promise === 'crash' ? 'The code failed' : `Broken: ${escaped(failure.promise)}`}</span>`
    : '<span class="verdict kept">All promises kept</span>';
  return `<header>
<p class="eyebrow">Roost simulator: report of a run</p>
<h1>${verdict} <span class="title">${escaped(title)}</span></h1>
${failure ? failureHtml(failure) : '<p class="broke">Nothing that the protocol promises was broken in this run.</p>'}
${cutHtml(summary[CUT_BEFORE])}
<div class="cards">
<section class="card" aria-labelledby="repeat">
<h2 id="repeat">Repeat this run</h2>
<div class="command"><code id="command">${escaped(input.command)}</code>
<button type="button" data-copy="command">Copy</button></div>
${figuresHtml(input)}
</section>
${failure ? storyHtml(built, failure.atMs) : ''}
${faultsHtml(built, summary[CUT_BEFORE] !== undefined)}
</div>
</header>`;
}

function failureHtml({ promise, atMs, what }: NonNullable<ReportInput['failure']>): string {
  const { name, meaning, look } = promiseWords(promise);
  return `<p class="broke"><strong>At ${secondsOf(atMs)}:</strong> <span>${escaped(what)}</span></p>
<dl class="meaning">
<div><dt>${escaped(promise === 'crash' ? 'What this means' : `${promise}, ${name}`)}</dt><dd>${escaped(meaning)}</dd></div>
<div><dt>Where to look</dt><dd>${escaped(look)}</dd></div>
</dl>`;
}

function cutHtml(cutBefore: string | number | undefined): string {
  if (cutBefore === undefined) return '';
  const from = typeof cutBefore === 'number' ? secondsOf(cutBefore) : escaped(cutBefore);
  return `<p class="note"><strong>Not the whole run:</strong> the records before ${from} were left out to keep this page small. What began earlier may look as if it began there.</p>`;
}

function figuresHtml({ commit, robots, pads, records, summary, scenario }: ReportInput): string {
  const figures: [string, string | number][] = [
    ['Commit', commit ?? 'unknown'],
    ['Members', `${robots.length} robots, ${pads.length} ${pads.length === 1 ? 'pad' : 'pads'}`],
    ['Records', records.length],
    ...Object.entries(summary).filter(([name]) => name !== CUT_BEFORE),
  ];
  const rows = figures.map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(String(value))}</dd></div>`,
  );
  return `<dl class="figures">${rows.join('')}</dl>
<details><summary>The scenario</summary>
<pre id="scenario" tabindex="0">${escaped(scenario)}</pre>
<button type="button" data-copy="scenario">Copy the scenario</button></details>`;
}

function storyHtml({ transcript, cast }: Built, atMs: number): string {
  const lines = lastBefore(transcript, cast.members, atMs, STORY_LINES);
  return `<section class="card" aria-labelledby="story">
<h2 id="story">What happened last</h2>
<ol class="story">${lines.map(storyLineHtml).join('')}</ol>
</section>`;
}

function storyLineHtml(story: StoryLine): string {
  return `<li>${timeButton(story.atMs, story.line)} <span>${storyWords(story)}</span></li>`;
}

export function storyWords({ who, words, times }: StoryLine): string {
  const name = who === '' ? '' : `<b>${escaped(who)}</b> `;
  return `${name}${escaped(words)}${times > 1 ? ` (${times} times)` : ''}`;
}

/** A time that takes the reader to its line; plain where there is none. */
export function timeButton(atMs: number, line: number): string {
  const text = secondsOf(atMs);
  if (line < 0) return text;
  return `<button type="button" class="time" data-line="${line}">${text}</button>`;
}

function faultsHtml({ stretches, transcript }: Built, isCut: boolean): string {
  const { faults } = stretches;
  const rows = faults.map(({ fromMs, what, record }) => {
    const line = transcript.lineOf[record] ?? -1;
    return `<li>${timeButton(fromMs, line)} <span>${escaped(what)}</span></li>`;
  });
  const list =
    faults.length === 0
      ? `<p>${isCut ? 'None in the part of the run that is shown.' : 'None.'}</p>`
      : `<ol class="story long" tabindex="0" aria-labelledby="done">${rows.join('')}</ol>`;
  return `<section class="card" aria-labelledby="done">
<h2 id="done">Faults that were injected (${faults.length})</h2>
${list}
</section>`;
}
