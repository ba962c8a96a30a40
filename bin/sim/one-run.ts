/** One run with everything that a person may want to see of it: its trace, its report, and a small script. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { renderReport } from '../../sim/report/report.ts';
import { Recording } from '../../sim/run/recording.ts';
import { Run } from '../../sim/run/run.ts';
import { memberIds, type Scenario } from '../../sim/scenario/scenario.ts';
import { failureComment, scenarioText } from '../../sim/scenario/write.ts';
import { shrink } from '../../sim/shrink/shrink.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { version } from '../manifest.ts';
import { seconds } from './tell.ts';

export interface Outputs {
  readonly trace?: string;
  readonly report?: string;
  readonly shrink?: string;
}

export interface About {
  readonly commit: string | null;
  /** Repeats the run. */
  readonly command: string;
}

/** A report shows the end of a run that is longer than this: more would make no page. */
const MAX_REPORT_RECORDS = 120_000;

/** Runs it again, and writes what is asked for. Returns lines for the user. */
export function showRun(scenario: Scenario, outputs: Outputs, about: About): string[] {
  const told: string[] = [];
  const { failure, records, cutBeforeMs, summary } = record(scenario, outputs);
  if (outputs.trace !== undefined) told.push(`the trace is in ${outputs.trace}`);
  if (outputs.report !== undefined) {
    const verdict = failure
      ? `${failure.promise} broken at ${seconds(failure.atMs)}`
      : 'all promises kept';
    const html = renderReport({
      title: `seed ${scenario.seed}: ${verdict}`,
      ...about,
      scenario: scenarioText(scenario),
      robots: memberIds({ ...scenario, guard: 'robots' }),
      pads: Array.from({ length: scenario.pads }, (_, pad) => `p${pad + 1}`),
      records,
      failure,
      summary: cutBeforeMs === null ? summary : { ...summary, cutBefore: cutBeforeMs },
    });
    writeFileSync(outputs.report, html);
    told.push(`the report is in ${outputs.report}; open it in a browser`);
  }
  if (outputs.shrink !== undefined) told.push(writeShrunk(scenario, outputs.shrink, about));
  return told;
}

function writeShrunk(scenario: Scenario, path: string, { commit, command }: About): string {
  const shrunk = shrink(scenario, nodeCrypto);
  if (!shrunk) return `nothing was broken, so there is nothing to shrink: ${path} is not written`;
  const { failure, decisions, tried } = shrunk;
  const comment = failureComment({ ...failure, seed: scenario.seed, commit, command });
  writeFileSync(path, scenarioText(shrunk.scenario, comment));
  if (shrunk.scenario === scenario)
    return `the decisions of the run alone do not break it again: ${path} has its seed, and nothing is left out`;
  return (
    `decisions of chance: ${decisions}, shrunk to ${shrunk.scenario.script.length} in ${tried} runs: ` +
    `${path}; repeat: roost sim ${path}`
  );
}

function record(scenario: Scenario, outputs: Outputs) {
  const records: TraceRecord[] = [];
  const file = outputs.trace === undefined ? null : openLines(outputs.trace);
  let cutBeforeMs: number | null = null;
  let recording: Recording | null = null;
  const cut = (): void => {
    records.splice(0, records.length - MAX_REPORT_RECORDS);
    cutBeforeMs = records[0]!.mono;
  };
  const sink = (made: TraceRecord): void => {
    file?.write(made);
    if (outputs.report === undefined) return;
    records.push(made);
    if (records.length >= 2 * MAX_REPORT_RECORDS) cut();
  };
  const run = new Run(scenario, {
    crypto: nodeCrypto,
    traceFrames: true,
    version,
    observe: (swarm) => {
      // Of several zones the first is shown: their members bear the same names.
      if (recording) return [];
      recording = new Recording(swarm, sink);
      return [recording];
    },
  });
  run.advance();
  const { failure, entries, deliveries, traceHash } = run.result();
  if (failure) (recording as Recording | null)?.onBroken(failure.promise, failure.what);
  file?.end();
  if (records.length > MAX_REPORT_RECORDS) cut();
  const summary = { entries, 'frames heard': deliveries, 'trace hash': traceHash };
  return { failure, records, cutBeforeMs, summary };
}

/** Lines are gathered, since a run makes many thousands of them in a second. */
function openLines(path: string): { write(record: TraceRecord): void; end(): void } {
  const file = openSync(path, 'w');
  let text = '';
  const flush = (): void => {
    writeSync(file, text);
    text = '';
  };
  return {
    write(record) {
      text += `${JSON.stringify(record)}\n`;
      if (text.length > 1_000_000) flush();
    },
    end() {
      flush();
      closeSync(file);
    },
  };
}
