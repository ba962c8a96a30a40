/** The acceptors' side of the pads: which lease each of them has granted, and whom it has refused. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { fenceOf, isOfWorld, textOf, WORLD } from './fields.ts';
import type { Span } from './span.ts';

export interface Lease extends Span {
  readonly pad: string;
  readonly acceptor: string;
  readonly robot: string;
  readonly fence: string;
  /** Why it ended; null while it stands. */
  readonly end: string | null;
  /** Place of the record that began it. */
  readonly record: number;
}

type Granted = Omit<Lease, 'toMs' | 'end'>;

/** In order of their ends. */
export function leasesOf(records: readonly TraceRecord[], endMs: number): readonly Lease[] {
  const granted = new Map<string, Granted>();
  const leases: Lease[] = [];
  const close = (key: string, toMs: number, end: string | null): void => {
    const lease = granted.get(key);
    granted.delete(key);
    if (lease) leases.push({ ...lease, toMs, end });
  };
  records.forEach((record, index) => {
    const { mono: atMs, from: acceptor, event } = record;
    if (acceptor === WORLD) {
      if (!isOfWorld(record, 'down')) return;
      for (const [key, lease] of [...granted])
        if (lease.acceptor === record.member) close(key, atMs, 'acceptor down');
      return;
    }
    const pad = textOf(record, 'pad') ?? '';
    const key = `${acceptor}\n${pad}`;
    if (event === 'release') close(key, atMs, textOf(record, 'reason') ?? 'released');
    if (event !== 'admit') return;
    const robot = textOf(record, 'robot') ?? '?';
    const fence = fenceOf(record) ?? '';
    const lease = granted.get(key);
    if (lease?.robot === robot && lease.fence === fence) return;
    close(key, atMs, 'another admitted');
    granted.set(key, { pad, acceptor, robot, fence, fromMs: atMs, record: index });
  });
  for (const key of [...granted.keys()]) close(key, endMs, null);
  return leases;
}

/** A stretch in which the same acceptors have granted the pad to a robot. */
export interface Grant extends Span {
  readonly pad: string;
  readonly robot: string;
  readonly fence: string;
  readonly acceptors: number;
  readonly record: number;
}

/** The leases of many acceptors as one: how many of them stand at each time, by robot and fence. */
export function grantsOf(leases: readonly Lease[]): readonly Grant[] {
  const groups = Map.groupBy(leases, ({ pad, robot, fence }) => `${pad}\n${robot}\n${fence}`);
  return [...groups.values()].flatMap((group) => {
    const edges = [...new Set(group.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))];
    edges.sort((a, b) => a - b);
    const { pad, robot, fence, record } = group[0]!;
    return edges.slice(1).flatMap((toMs, index) => {
      const fromMs = edges[index]!;
      const acceptors = group.filter((lease) => lease.fromMs <= fromMs && lease.toMs >= toMs);
      if (acceptors.length === 0) return [];
      return [{ pad, robot, fence, fromMs, toMs, acceptors: acceptors.length, record }];
    });
  });
}
