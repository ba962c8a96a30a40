/**
 * The report of a simulated run: one HTML file that needs nothing else, neither a network nor a server. It
 * shows a person who meets a failure for the first time what happened, when, and between whom.
 *
 * The page may run its own script and use its own style, and load nothing: a policy with their hashes
 * stands in it, so that even a text that was not escaped could do nothing.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { boardHtml, tableHtml } from './body.ts';
import { buildModel } from './build-model.ts';
import { headHtml } from './head.ts';
import { embeddedJson, escaped } from './html.ts';
import type { ReportInput } from './input.ts';
import { bundle } from './script.ts';

export type { ReportInput } from './input.ts';

/**
 * @param input The records in order of time; a long run may be cut to its last minutes, which
 *   `summary.cutBefore` then tells of.
 * @returns The whole document.
 */
export function renderReport(input: ReportInput): string {
  const built = buildModel(input);
  const style = pageFile('page.css');
  const script = bundle('main.js', pageFile);
  const { leftOut } = built.transcript;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(input.title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#lines">To the transcript</a>
${headHtml(input, built)}
<noscript><p class="note">The diagram and the transcript need JavaScript, which is switched off. The table below has the main happenings.</p></noscript>
${boardHtml(input.failure !== null)}
${tableHtml(built)}
<footer><p>Times are virtual: seconds since the start of the run.${
    leftOut === 0 ? '' : ` ${leftOut} records that only a replay needs are not shown.`
  }</p></footer>
<script type="application/json" id="model">${embeddedJson(built.model)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

function pageFile(name: string): string {
  return readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');
}

function policy(script: string, style: string): string {
  return `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
