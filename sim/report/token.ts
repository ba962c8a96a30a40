/**
 * Where the token of each pad is, and who waits for it: TOKEN names its queue, and in between the holder's
 * HOLD names whom it has heard asking. Only the newest epoch's token counts.
 */
import type { Hold } from '../../src/protocol/message.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import type { Cast } from './cast.ts';
import { fenceOf, isOfWorld, numberOf, textOf, textsOf, WORLD } from './fields.ts';
import type { Span } from './span.ts';

export interface TokenStep extends Span {
  readonly pad: string;
  readonly holder: string;
  readonly fence: string;
  /** In the order in which they will be served. */
  readonly queue: readonly string[];
  readonly record: number;
}

/** A place of the line at one pad: the holder's is 0, the queue follows. */
export interface Place extends Span {
  readonly pad: string;
  readonly robot: string;
  readonly place: number;
  readonly fence: string;
  readonly record: number;
}

/** A robot has asked, and is not inside yet. */
export interface Wait extends Span {
  readonly pad: string;
  readonly robot: string;
  readonly served: boolean;
  readonly record: number;
}

interface Told extends Omit<TokenStep, 'toMs'> {
  readonly epoch: number;
}

/** For each pad one step after the other, each until the next; in order of time. */
export function tokenStepsOf(
  records: readonly TraceRecord[],
  cast: Cast,
  endMs: number,
): readonly TokenStep[] {
  const newest = new Map<string, Told>();
  const steps: TokenStep[] = [];
  records.forEach((record, index) => {
    const told = record.from === WORLD ? null : toldBy(record, index, cast, newest);
    if (!told) return;
    const before = newest.get(told.pad);
    if (before && before.epoch > told.epoch) return;
    if (before && told.fromMs > before.fromMs) steps.push({ ...before, toMs: told.fromMs });
    newest.set(told.pad, told);
  });
  for (const told of newest.values()) steps.push({ ...told, toMs: Math.max(endMs, told.fromMs) });
  return steps;
}

function toldBy(
  record: TraceRecord,
  index: number,
  cast: Cast,
  newest: ReadonlyMap<string, Told>,
): Told | null {
  const { mono: fromMs, from, event } = record;
  const pad = textOf(record, 'pad') ?? '';
  const epoch = numberOf(record, 'epoch') ?? 0;
  const fence = fenceOf(record) ?? '';
  const told = { pad, epoch, fence, fromMs, record: index };
  if (event === 'mint') return { ...told, holder: from, queue: [] };
  if (event === 'token')
    return {
      ...told,
      holder: textOf(record, 'to') ?? '?',
      queue: textsOf(record, 'queue'),
    };
  if (event !== 'tx' || record.kind !== 'hold') return null;
  const hold = record.message as Hold | undefined;
  const before = hold && newest.get(cast.pads[hold.pad] ?? '');
  if (!before || before.holder !== from) return null;
  const asking = hold.asking.map((member) => cast.nameOf(member));
  const added = asking.filter((robot) => !before.queue.includes(robot));
  if (added.length === 0) return null;
  return { ...before, queue: [...before.queue, ...added], fromMs, record: index };
}

/** Neighbouring steps in which a robot keeps its place are one. */
export function placesOf(steps: readonly TokenStep[]): readonly Place[] {
  return [...Map.groupBy(steps, (step) => step.pad).values()].flatMap((ofPad) => {
    const places: (Omit<Place, 'toMs'> & { toMs: number })[] = [];
    let line: typeof places = [];
    for (const { pad, holder, queue, fence, fromMs, toMs, record } of ofPad) {
      line = [holder, ...queue].map((robot, place) => {
        const kept = line[place];
        if (kept?.robot === robot) {
          kept.toMs = toMs;
          return kept;
        }
        const taken = { pad, robot, place, fence, fromMs, toMs, record };
        places.push(taken);
        return taken;
      });
    }
    return places;
  });
}

/** In order of their ends; a wait also ends when its robot goes down. */
export function waitsOf(records: readonly TraceRecord[], endMs: number): readonly Wait[] {
  const waiting = new Map<string, Omit<Wait, 'toMs' | 'served'>>();
  const waits: Wait[] = [];
  const close = (key: string, toMs: number, served: boolean): void => {
    const wait = waiting.get(key);
    waiting.delete(key);
    if (wait) waits.push({ ...wait, toMs, served });
  };
  records.forEach((record, index) => {
    const { mono: atMs, from: robot, event } = record;
    if (isOfWorld(record, 'down'))
      for (const [key, wait] of [...waiting])
        if (wait.robot === record.member) close(key, atMs, false);
    const pad = textOf(record, 'pad') ?? '';
    const key = `${robot}\n${pad}`;
    if (event === 'enter') close(key, atMs, true);
    else if (event === 'request' && !waiting.has(key))
      waiting.set(key, { pad, robot, fromMs: atMs, record: index });
  });
  for (const key of [...waiting.keys()]) close(key, endMs, false);
  return waits;
}
