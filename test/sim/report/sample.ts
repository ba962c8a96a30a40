/**
 * Traces for the report: a short run that breaks S1, written out by hand, and runs of any length whose
 * frames follow a simple rhythm.
 */

import type { ReportInput } from '../../../sim/report/report.ts';
import type { Message } from '../../../src/protocol/message.ts';
import type { TraceRecord } from '../../../src/runtime/trace.ts';

export const ROBOTS = ['r1', 'r2', 'r3'];
export const PADS = ['p1'];

/** What becomes of a copy of a frame: heard after so long, or lost, or refused, for a reason. */
export type Fate = number | { readonly lost: string } | { readonly refused: string };

const LATENCY_MS = 0.25;

/** Writes records as a simulator does; they are put into the order of time at the end. */
export class TraceWriter {
  private readonly written: TraceRecord[] = [];
  private readonly sequence = new Map<string, number>();

  at(mono: number, from: string, event: string, fields: object = {}): void {
    const seq = this.written.length;
    const boot = from === 'world' ? 0 : 1;
    this.written.push({ v: 1, t: mono, mono, from, boot, seq, event, ...fields });
  }

  world(mono: number, event: string, fields: object = {}): void {
    this.at(mono, 'world', event, fields);
  }

  /** A frame and its copies; returns its name. */
  send(
    mono: number,
    from: string,
    message: Message,
    fates: Readonly<Record<string, Fate>>,
  ): string {
    const sequence = (this.sequence.get(from) ?? 0) + 1;
    this.sequence.set(from, sequence);
    const frame = `${from}/1/${sequence}`;
    const { kind } = message;
    this.at(mono, from, 'tx', { kind, bytes: 24, frame, message });
    for (const [to, fate] of Object.entries(fates)) {
      if (typeof fate === 'number')
        this.at(mono + fate, to, 'rx', { kind, bytes: 24, frame, sender: from, message });
      else if ('lost' in fate)
        this.world(mono + LATENCY_MS, 'lost', { frame, to, reason: fate.lost });
      else this.at(mono + LATENCY_MS, to, 'drop', { reason: fate.refused, bytes: 24, frame });
    }
    return frame;
  }

  records(): TraceRecord[] {
    return this.written.toSorted((a, b) => a.mono - b.mono || a.seq - b.seq);
  }
}

export const fence = (epoch: number, counter: number) => ({ epoch, counter });

/** Fence fields as a trace has them. */
export const fenced = (epoch: number, counter: number) => ({
  pad: 'p1',
  epoch,
  fence: [epoch, counter],
});

/**
 * r1 charges and is cut off; r3 becomes leader of epoch 2 and mints; the pad starts anew, forgets its
 * lease, and admits r2 beside r1: S1 is broken at 5000 ms.
 */
export function brokenRecords(): TraceRecord[] {
  const trace = new TraceWriter();
  for (const member of [...ROBOTS, ...PADS]) trace.world(1, 'start', { member });
  trace.at(10, 'r1', 'leader', { leader: 'r1', epoch: 1 });
  for (const follower of ['r2', 'r3', 'p1'])
    trace.at(11, follower, 'leader', { leader: 'r1', epoch: 1 });
  trace.at(12, 'r1', 'mint', { ...fenced(1, 1), reason: 'first-token' });
  trace.at(1000, 'r1', 'request', { pad: 'p1', epoch: 1, number: [1, 1], urgency: 0 });
  const enter = (attempt: number): Message => ({
    kind: 'enter',
    pad: 0,
    fence: fence(1, 2),
    attempt,
    released: null,
  });
  trace.send(1001, 'r1', enter(1), { p1: 0.3, r2: 0.25, r3: { lost: 'collision' } });
  trace.at(1001.3, 'p1', 'admit', { ...fenced(1, 2), robot: 'r1' });
  const admit: Message = {
    kind: 'admit',
    pad: 0,
    robot: 0,
    fence: fence(1, 2),
    attempt: 1,
    leaseMs: 3000,
  };
  trace.send(1001.4, 'p1', admit, { r1: 0.25, r2: 0.25, r3: 0.25 });
  trace.at(1001.65, 'r1', 'enter', { ...fenced(1, 2), until: 4000 });
  trace.at(2500, 'r1', 'renew', { ...fenced(1, 2), until: 5500 });
  trace.world(3000, 'fault', {
    fault: 'partition',
    members: ['r1'],
    forMs: 4000,
    what: 'r1 and the others do not hear each other for 4.0 s',
  });
  trace.send(3100, 'r1', enter(2), { p1: { lost: 'cut' }, r2: { lost: 'cut' } });
  trace.at(3200, 'r2', 'request', { pad: 'p1', epoch: 1, number: [1, 1], urgency: 2 });
  trace.at(3500, 'r3', 'election', { epoch: 1 });
  for (const member of ['r3', 'r2', 'p1'])
    trace.at(3600, member, 'leader', { leader: 'r3', epoch: 2 });
  trace.at(3601, 'r3', 'mint', { ...fenced(2, 1), reason: 'holder-silent' });
  trace.world(3700, 'fault', { fault: 'crash', members: ['p1'], forMs: 300, what: 'p1 stops' });
  trace.world(3700, 'down', { member: 'p1', reason: 'fault' });
  trace.world(4000, 'start', { member: 'p1' });
  trace.at(4100, 'r3', 'token', { ...fenced(2, 2), to: 'r2', queue: [] });
  const second: Message = { ...(enter(1) as object), fence: fence(2, 3) } as Message;
  trace.send(4990, 'r2', second, { p1: 0.25, r3: { refused: 'unproven' } });
  trace.at(4991, 'p1', 'admit', { ...fenced(2, 3), robot: 'r2' });
  trace.at(5000, 'r2', 'enter', { ...fenced(2, 3), until: 8000 });
  trace.world(5000, 'battery', { robot: 'r1', percent: 71 });
  trace.world(5000, 'broken', { promise: 'S1', what: 'r2 may be on the pad beside r1' });
  return trace.records();
}

export function brokenInput(parts: Partial<ReportInput> = {}): ReportInput {
  return {
    title: 'seed 7: S1 broken at 5.000 s',
    commit: 'abc1234',
    command: 'roost sim --seed 7 --faults all',
    scenario: 'seed: 7\nrobots: 3\n',
    robots: ROBOTS,
    pads: PADS,
    records: brokenRecords(),
    failure: { promise: 'S1', atMs: 5000, what: 'r2 may be on the pad beside r1' },
    summary: { Entries: 2, 'Frames per entry': 4.5 },
    ...parts,
  };
}

/** `beats` BEATs, 100 ms apart: every third copy to r3 is lost, every seventh to r2 comes 500 ms late. */
export function rhythm(beats: number): TraceRecord[] {
  const trace = new TraceWriter();
  for (let count = 0; count < beats; count += 1) {
    const beat: Message = { kind: 'beat', epoch: 1, idle: false, pads: [] };
    trace.send(count * 100, 'r1', beat, {
      r2: count % 7 === 0 ? 500 : 0.25,
      r3: count % 3 === 0 ? { lost: 'struck' } : 0.25,
    });
  }
  return trace.records();
}
