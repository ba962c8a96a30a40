/** The charts: what each of them draws, in which colours and units, from the hub's columns. */

import { compareIds } from '../../view/order.ts';
import { GROUPS, groupOf } from '../diagram/kinds.ts';
import { duration } from '../timeline/clock-words.ts';
import { type Columns, groupedBy, spreadOf, stacked, type Values } from './columns.ts';

export interface Line {
  readonly id: string;
  readonly name: string;
  /** A variable of the style sheet, without the dashes: `series-1`. */
  readonly colour: string;
  readonly dash: readonly number[];
  /** What the table says. */
  readonly values: Values;
  /** What is drawn: the same, or stacked on others. */
  readonly drawn: Values;
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** A sentence about what it shows. */
  readonly note: string;
  readonly atMs: readonly number[];
  readonly lines: readonly Line[];
  /** Areas between a line and the one below it; places in `lines`, -1 is the ground. */
  readonly areas: readonly (readonly [upper: number, lower: number])[];
  /** The end of the scale; null: as the values are. */
  readonly most: number | null;
  /** Steps that the scale may take; null: whatever is round. */
  readonly steps: readonly number[] | null;
  /** With its unit. */
  format(value: number): string;
}

const DASHES: readonly (readonly number[])[] = [[], [7, 3]];
const COLOURS = 8;
/** Steps of a scale of time that read as round ones. */
const TIME_STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 20, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000),
];

export function batteryPlot(columns: Columns, spread: boolean, note: string): Plot {
  const shown = spread ? spreadOf(columns) : columns;
  const ids = spread ? ['highest', 'median', 'lowest'] : Object.keys(shown.series).sort(compareIds);
  const colours = spread ? [3, 1, 2] : ids.map((_, place) => 1 + (place % COLOURS));
  return {
    ...basis('battery', 'Batteries', note, shown.atMs),
    lines: ids.map((id, place) =>
      lineOf(id, id, `series-${colours[place]}`, shown.series[id] ?? [], place),
    ),
    areas: spread ? [[0, 2]] : [],
    most: 100,
    format: (percent) => `${Math.round(percent)} %`,
  };
}

export function waitPlot(columns: Columns): Plot {
  return {
    ...basis(
      'wait',
      'Waiting times',
      'From the first request to the entry, over the ten minutes before.',
      columns.atMs,
    ),
    lines: [
      lineOf('p99', '99 % wait less', 'series-2', columns.series.p99 ?? [], 1),
      lineOf('p50', '50 % wait less', 'series-1', columns.series.p50 ?? [], 0),
    ],
    steps: TIME_STEPS_MS,
    format: duration,
  };
}

export function framesPlot(columns: Columns): Plot {
  const values = columns.series.framesPerEntry ?? [];
  return {
    ...basis(
      'frames-per-entry',
      'Frames for each entry',
      'All frames of the protocol, beats and renewals included, over the ten minutes before.',
      columns.atMs,
    ),
    lines: [lineOf('framesPerEntry', 'frames', 'series-1', values, 0)],
    format: (frames) => (frames >= 100 ? String(Math.round(frames)) : String(tenths(frames))),
  };
}

export function radioPlot(columns: Columns): Plot {
  const percents = {
    atMs: columns.atMs,
    series: Object.fromEntries(
      Object.entries(columns.series).map(([kind, values]) => [
        kind,
        values.map((share) => (share === null ? null : share * 100)),
      ]),
    ),
  };
  const { series } = groupedBy(percents, groupOf);
  // The order of the groups, so that a colour has its place whatever comes and goes.
  const groups = GROUPS.filter(({ id }) => series[id] !== undefined);
  const drawn = stacked(groups.map(({ id }) => series[id]!));
  return {
    ...basis(
      'radio-share',
      'Share of the radio',
      'Of the bytes that were sent, by what they were for.',
      columns.atMs,
    ),
    lines: groups.map(({ id, name }, place) => ({
      ...lineOf(id, name, `kind-${id}`, series[id]!, 0),
      drawn: drawn[place]!,
    })),
    areas: groups.map((_, place) => [place, place - 1]),
    most: 100,
    format: (percent) => `${tenths(percent)} %`,
  };
}

function basis(id: string, title: string, note: string, atMs: readonly number[]): Plot {
  const format = (value: number) => String(value);
  return { id, title, note, atMs, lines: [], areas: [], most: null, steps: null, format };
}

function lineOf(id: string, name: string, colour: string, values: Values, place: number): Line {
  // Every second line is dashed: they tell apart without colour too.
  const dash = DASHES[place % DASHES.length]!;
  return { id, name, colour, dash, values, drawn: values };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
