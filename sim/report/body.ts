/** The frame of the page below its head: the diagram with its controls, the transcript, and the table. */
import type { Built } from './build-model.ts';
import { storyWords, timeButton } from './head.ts';
import { mainHappenings } from './story.ts';

/** More rows than these are no help to anybody; the transcript has the rest. */
const TABLE_ROWS = 400;

const button = (act: string, text: string, label: string, keys: string): string =>
  `<button type="button" data-act="${act}" aria-label="${label}" aria-keyshortcuts="${keys}" title="${label} (${keys})">${text}</button>`;

export function boardHtml(hasFailure: boolean): string {
  return `<main id="board">
<section class="diagram" aria-label="Diagram of the run">
<div class="sticky">
<div class="toolbar">
${hasFailure ? button('failure', 'Go to the failure', 'Go to the failure; again: look closer', 'f') : ''}
${button('all', 'Whole run', 'Show the whole run', '0')}
${button('in', '+', 'Zoom in', '+')}
${button('out', '&minus;', 'Zoom out', '-')}
${button('left', '&larr;', 'Earlier', 'ArrowLeft')}
${button('right', '&rarr;', 'Later', 'ArrowRight')}
<output id="window" aria-label="The time that is shown"></output>
</div>
<div class="wide"><span class="gutter-space"></span><div class="stretch"><canvas id="overview" aria-hidden="true"></canvas></div></div>
<div class="wide"><span class="gutter-space"></span><div class="stretch"><canvas id="axis" aria-hidden="true"></canvas></div></div>
</div>
<details class="filters"><summary>Filters</summary><div id="boxes"></div></details>
<div class="wide lanes">
<div id="gutter"></div>
<div class="stretch" id="stage" tabindex="0" role="application" aria-label="Diagram: lanes and frames over time" aria-describedby="keys">
<canvas id="body"></canvas>
<p id="many" hidden>Too many frames for arrows: blue bars show how many were sent, red ones how many were lost. Zoom in to see each.</p>
<div id="hover" hidden></div>
<div id="tip" role="tooltip" hidden></div>
</div>
</div>
${LEGEND}
<p id="keys" class="keys">Drag to move in time. Click the diagram, then turn the wheel to zoom, or hold Ctrl. Keys: <kbd>+</kbd> <kbd>&minus;</kbd> zoom, <kbd>&larr;</kbd> <kbd>&rarr;</kbd> move, <kbd>n</kbd> <kbd>p</kbd> next and previous line, <kbd>f</kbd> failure, again for a closer look, <kbd>0</kbd> whole run. A click on the name of a lane folds it.</p>
</section>
<aside class="transcript" aria-label="Transcript">
<div class="search">
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="for example: r2 token">
<label class="box"><input id="arrivals" type="checkbox"> Each arrival</label>
<span id="count" role="status"></span>
</div>
<div id="lines" tabindex="0" role="listbox" aria-label="Lines of the transcript"><div id="space"></div></div>
<div id="detail" aria-live="polite" tabindex="0" role="region" aria-label="The selected line"></div>
</aside>
</main>`;
}

const sign = (name: string, text: string): string =>
  `<li><span class="sign ${name}" aria-hidden="true"></span>${text}</li>`;

const LEGEND = `<ul class="legend" aria-label="Signs and colours">
${sign('asking', 'REQUEST')}${sign('token', 'the token')}${sign('admission', 'admission to the pad')}
${sign('election', 'elections')}${sign('beat', 'BEAT')}${sign('joining', 'joining')}
${sign('lost', 'lost on the way')}${sign('refused', 'heard, but refused')}
${sign('inside', 'believes to be on the pad')}${sign('waiting', 'waits')}${sign('down', 'down')}${sign('frozen', 'frozen')}
${sign('epoch', 'a colour for each epoch')}
</ul>`;

/** What the diagram shows, for whoever cannot see it, or would rather read. */
export function tableHtml({ transcript, cast }: Built): string {
  const { lines, leftOut } = mainHappenings(transcript, cast.members, TABLE_ROWS);
  const rows = lines.map(
    (story) =>
      `<tr><td>${timeButton(story.atMs, story.line)}</td><td>${storyWords(story)}</td></tr>`,
  );
  const cut =
    leftOut === 0
      ? ''
      : `<p>The last ${lines.length} of ${lines.length + leftOut}; the transcript has all.</p>`;
  return `<details class="table"><summary>The main happenings as a table (${lines.length})</summary>
${cut}<table><caption>Faults, starts and stops, elections, new tokens, entries and exits</caption>
<thead><tr><th scope="col">Time</th><th scope="col">What happened</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></details>`;
}
