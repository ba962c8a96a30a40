/**
 * Judges a run of real processes by their traces alone (protocol.md section 2).
 *
 * All processes of a run share one host, so the `mono` of their lines lies on one time line. Each
 * check is a pure function over trace lines and returns what is wrong, in words; nothing is fine.
 */

/** A line of a trace, as docs have it; further fields depend on the event. */
export interface TraceLine {
  readonly t: number;
  readonly mono: number;
  readonly from: string;
  readonly boot: number;
  readonly seq: number;
  readonly event: string;
  readonly pad?: string;
  readonly epoch?: number;
  readonly fence?: readonly [epoch: number, counter: number];
  readonly until?: number;
  readonly reason?: string;
  readonly robot?: string;
  readonly leader?: string;
  readonly member?: string;
  readonly to?: string;
  readonly kind?: string;
  readonly phase?: string;
}

/** While it lasts, a robot believes that it may occupy the pad. */
export interface Stay {
  readonly robot: string;
  readonly pad: string;
  readonly fence: readonly [number, number];
  readonly fromMs: number;
  readonly untilMs: number;
}

export function byTime(lines: readonly TraceLine[]): TraceLine[] {
  return [...lines].sort((a, b) => a.mono - b.mono);
}

/**
 * The stays of all robots, by their begin. A stay ends with its `exit`; with its lease, whatever the
 * trace says later; or with the next life of its robot, which knows nothing of it.
 */
export function stays(lines: readonly TraceLine[]): Stay[] {
  const found: Stay[] = [];
  const open = new Map<string, Stay>();
  const close = (key: string, atMs: number) => {
    const stay = open.get(key);
    if (!stay) return;
    open.delete(key);
    found.push({ ...stay, untilMs: Math.min(stay.untilMs, atMs) });
  };
  for (const line of byTime(lines)) {
    const { event, from, mono, pad } = line;
    const key = `${from}/${pad}`;
    if (event === 'enter') {
      close(key, mono);
      const { fence, until } = line;
      open.set(key, {
        robot: from,
        pad: pad!,
        fence: fence!,
        fromMs: mono,
        untilMs: until!,
      });
    } else if (event === 'renew') {
      const stay = open.get(key);
      if (stay) open.set(key, { ...stay, untilMs: Math.max(stay.untilMs, line.until!) });
    } else if (event === 'exit') close(key, mono);
    else if (event === 'boot')
      for (const other of [...open.keys()]) if (other.startsWith(`${from}/`)) close(other, mono);
  }
  for (const key of [...open.keys()]) close(key, Number.POSITIVE_INFINITY);
  return found.sort((a, b) => a.fromMs - b.fromMs);
}

/** S1: no two stays on one pad overlap. */
export function overlaps(lines: readonly TraceLine[]): string[] {
  const wrong: string[] = [];
  const last = new Map<string, Stay>();
  for (const stay of stays(lines)) {
    const before = last.get(stay.pad);
    if (before && stay.fromMs < before.untilMs)
      wrong.push(
        `S1: ${stay.robot} entered ${stay.pad} with ${show(stay.fence)} at ${stay.fromMs.toFixed(3)}, ` +
          `${(before.untilMs - stay.fromMs).toFixed(3)} ms before ${before.robot} with ` +
          `${show(before.fence)} was out`,
      );
    if (!before || stay.untilMs > before.untilMs) last.set(stay.pad, stay);
  }
  return wrong;
}

/** S3: what one acceptor admits to one pad strictly increases, across its restarts. */
export function fencesThatFall(lines: readonly TraceLine[]): string[] {
  return falling(lines, 'admit', (line) => `${line.from} at ${line.pad}`, 'S3');
}

/** S4: entries to a pad strictly increase, whoever makes them. */
export function entriesThatFall(lines: readonly TraceLine[]): string[] {
  return falling(lines, 'enter', (line) => line.pad!, 'S4');
}

function falling(
  lines: readonly TraceLine[],
  event: string,
  keyOf: (line: TraceLine) => string,
  promise: string,
): string[] {
  const wrong: string[] = [];
  const last = new Map<string, TraceLine>();
  for (const line of byTime(lines)) {
    if (line.event !== event) continue;
    const key = keyOf(line);
    const before = last.get(key);
    if (before && compare(line.fence!, before.fence!) <= 0)
      wrong.push(
        `${promise}: ${key}: ${event} of ${show(line.fence!)} (${line.robot ?? line.from}) after ` +
          `${show(before.fence!)} (${before.robot ?? before.from})`,
      );
    last.set(key, line);
  }
  return wrong;
}

/** S2: one token at most is minted for a pad in an epoch. */
export function doubleMints(lines: readonly TraceLine[]): string[] {
  const wrong: string[] = [];
  const minters = new Map<string, string>();
  for (const line of byTime(lines)) {
    if (line.event !== 'mint') continue;
    const key = `${line.pad}, epoch ${line.epoch}`;
    const before = minters.get(key);
    if (before) wrong.push(`S2: two tokens for ${key}: by ${before} and by ${line.from}`);
    minters.set(key, line.from);
  }
  return wrong;
}

/** S2: all who know the leader of an epoch know the same one. */
export function doubleLeaders(lines: readonly TraceLine[]): string[] {
  const wrong: string[] = [];
  const leaders = new Map<number, string>();
  for (const line of byTime(lines)) {
    if (line.event !== 'leader') continue;
    const before = leaders.get(line.epoch!);
    if (before !== undefined && before !== line.leader)
      wrong.push(
        `S2: two leaders of epoch ${line.epoch}: ${before}, and ${line.leader} says ${line.from}`,
      );
    leaders.set(line.epoch!, line.leader!);
  }
  return wrong;
}

/** S5: boot numbers of a member strictly increase, unless its disk was lost. */
export function bootsThatFall(
  lines: readonly TraceLine[],
  lostDisks: readonly string[] = [],
): string[] {
  const wrong: string[] = [];
  const boots = new Map<string, number>();
  for (const { event, from, boot } of byTime(lines)) {
    if (event !== 'boot') continue;
    const before = boots.get(from);
    if (before !== undefined && boot <= before && !lostDisks.includes(from))
      wrong.push(`S5: ${from} booted as ${boot} after ${before}`);
    boots.set(from, boot);
  }
  return wrong;
}

/** Bodies that live thousands of times too fast want more than a pad can give: waiting ones run low, and rightly say so. */
const RUNS_LOW = /^battery at \d+ %: \S+ has parked and waits for \S+$/;

/** An alarm is for a person to look at; a run says which ones it provokes. */
export function alarms(lines: readonly TraceLine[], expected: readonly RegExp[] = []): string[] {
  const known = [RUNS_LOW, ...expected];
  return lines
    .filter(({ event, reason }) => event === 'alarm' && !known.some((one) => one.test(reason!)))
    .map(({ from, reason }) => `alarm of ${from}: ${reason}`);
}

/** Robots that never got in. */
export function neverIn(lines: readonly TraceLine[], robots: readonly string[]): string[] {
  const inside = new Set(lines.filter(({ event }) => event === 'enter').map(({ from }) => from));
  return robots.filter((robot) => !inside.has(robot)).map((robot) => `L1: ${robot} never got in`);
}

export interface JudgeOptions {
  /** Robots of which each must have got in. */
  readonly robots: readonly string[];
  readonly expectedAlarms?: readonly RegExp[];
  /** Members whose durable state the run has damaged. */
  readonly lostDisks?: readonly string[];
}

/** Everything that is wrong with a run. */
export function judge(lines: readonly TraceLine[], options: JudgeOptions): string[] {
  return [
    ...overlaps(lines),
    ...fencesThatFall(lines),
    ...entriesThatFall(lines),
    ...doubleMints(lines),
    ...doubleLeaders(lines),
    ...bootsThatFall(lines, options.lostDisks),
    ...alarms(lines, options.expectedAlarms),
    ...neverIn(lines, options.robots),
  ];
}

export function compare(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function show([epoch, counter]: readonly [number, number]): string {
  return `(${epoch},${counter})`;
}
