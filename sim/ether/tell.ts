/** What the ether tells as it goes on: a line of text, or one JSON object a line. */
import type { EtherEvent } from './ether.ts';
import type { Statistics } from './tally.ts';

/** All that may be told. Stations of an EtherEvent are told by their names. */
export type Happening =
  | { readonly event: 'ready'; readonly ports: readonly Port[] }
  | { readonly event: 'open' | 'closed'; readonly port: string }
  | { readonly event: 'trouble'; readonly port: string; readonly reason: string }
  | { readonly event: 'air'; readonly what: EtherEvent }
  | {
      readonly event: 'answer';
      readonly command: string;
      readonly ok: boolean;
      readonly text: string;
      readonly statistics?: Statistics;
    }
  | { readonly event: 'end'; readonly statistics: Statistics };

export interface Port {
  readonly id: string;
  readonly path: string;
}

/** One line of JSON; `atMs` counts from the start of the ether. */
export function jsonLine(happening: Happening, atMs: number, names: readonly string[]): string {
  const body = happening.event === 'air' ? named(happening.what, names) : happening;
  return JSON.stringify({ schemaVersion: 1, atMs: rounded(atMs), ...body });
}

/** One or more lines for a person. */
export function textLine(happening: Happening, atMs: number, names: readonly string[]): string {
  const at = `${(atMs / 1000).toFixed(3).padStart(9)}  `;
  switch (happening.event) {
    case 'ready':
      return happening.ports.map(({ id, path }) => `${id}  ${path}`).join('\n');
    case 'open':
      return `${at}${happening.port} has its port open`;
    case 'closed':
      return `${at}${happening.port} has closed its port`;
    case 'trouble':
      return `${at}${happening.port}: ${happening.reason}`;
    case 'air':
      return `${at}${airText(happening.what, names)}`;
    case 'answer':
      return happening.text;
    case 'end':
      return statisticsText(happening.statistics);
  }
}

export function statisticsText(statistics: Statistics): string {
  const { frames, bytes, collisions, heard, lost, unsent, overrunBytes } = statistics;
  const lines = [
    `${frames} frames with ${bytes} bytes in ${(statistics.elapsedMs / 1000).toFixed(1)} s`,
    `${collisions} collisions`,
    `${heard} copies heard${reasons(', lost: ', lost)}`,
    `air time share ${(100 * statistics.airShare).toFixed(1)} %`,
  ];
  const neverSent = reasons('never sent: ', unsent);
  if (neverSent !== '') lines.push(neverSent);
  if (overrunBytes > 0) lines.push(`${overrunBytes} bytes found no room on a UART`);
  return lines.join('\n');
}

function reasons(head: string, counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return parts.length === 0 ? '' : head + parts.join(', ');
}

function airText(event: EtherEvent, names: readonly string[]): string {
  switch (event.event) {
    case 'frame': {
      const collision = event.collision ? ', collision' : '';
      return `${names[event.from]} sent ${event.bytes} bytes, ${event.airMs.toFixed(1)} ms on air${collision}`;
    }
    case 'lost':
      return `${names[event.to]} missed a frame of ${names[event.from]}: ${event.reason}`;
    case 'unsent':
      return `${names[event.from]} could not send a frame: ${event.reason}`;
    case 'jam':
      return event.on ? 'noise begins' : 'noise ends';
  }
}

function named(event: EtherEvent, names: readonly string[]): Readonly<Record<string, unknown>> {
  switch (event.event) {
    case 'frame':
      return { ...event, from: names[event.from], airMs: rounded(event.airMs) };
    case 'lost':
      return { ...event, from: names[event.from], to: names[event.to] };
    case 'unsent':
      return { ...event, from: names[event.from] };
    case 'jam':
      return event;
  }
}

/** To a thousandth: what a timer does below says nothing. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
