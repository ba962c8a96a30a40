/**
 * A whole trace: it may have several members, and several lives of each. Lines are taken one by one, and
 * a life is replayed as far as its inputs are known, so that long traces need no memory.
 */
import { memberId } from '../../src/protocol/roster.ts';
import type { Life } from '../../src/runtime/life.ts';
import { RECORD_FORMAT } from '../../src/runtime/recorder.ts';
import { isRecord } from '../../src/runtime/trace.ts';
import { WIRE_VERSION } from '../../src/wire/frame.ts';
import { isGiven, isNoise } from './given.ts';
import { type Difference, LifeReplay } from './life-replay.ts';
import { type Line, readLine } from './line.ts';
import type { TextLine } from './lines.ts';
import { checkLife } from './shapes.ts';
import { TraceError } from './trace-error.ts';

export interface ReplayResult {
  readonly lives: number;
  /** Inputs that were stepped. */
  readonly steps: number;
  /** Records of what followed from them, and were the same. */
  readonly outputs: number;
  /** The first of each life that has one; what follows it there was not replayed. */
  readonly differences: readonly Difference[];
  readonly members: readonly string[];
  /** Versions of Roost that the lives were recorded with. */
  readonly recordedWith: readonly string[];
  /** The last line was cut and is left out: its number, or null. */
  readonly cutLine: number | null;
}

/** The simulator writes what happens to the members under this name. */
const WORLD = 'world';

interface Member {
  readonly replay: LifeReplay;
  /** The newest input, with what followed it so far. */
  batch: [Line, ...Line[]] | null;
  lastSeq: number;
}

export class TraceReplay {
  private readonly only: string | null;
  private readonly members = new Map<string, Member>();
  /** All that have a record in the trace. */
  private readonly names = new Set<string>();
  private readonly replays: LifeReplay[] = [];
  private readonly versions = new Set<string>();
  private cutLine: number | null = null;

  /** `only`: the id of the one member to replay, or null for all. */
  constructor(only: string | null) {
    this.only = only;
  }

  /** Takes the next line. Throws TraceError. */
  take({ text, number, ended }: TextLine): void {
    if (!ended && isCut(text)) {
      this.cutLine = number;
      return;
    }
    const line = readLine(text, number);
    const { from, event } = line.record;
    const member = this.members.get(from);
    if (event !== 'life' && from === WORLD && !member) return;
    this.names.add(from);
    if (this.only !== null && from !== this.only) return;
    if (event === 'life') this.begin(line, member);
    else if (member) this.goOn(member, line);
    else throw withoutLife(line);
  }

  /** After the last line. Throws TraceError when there was nothing to replay. */
  end(): ReplayResult {
    for (const member of this.members.values()) flush(member, null);
    if (this.replays.length === 0) throw this.nothing();
    const sum = (count: (replay: LifeReplay) => number) =>
      this.replays.reduce((total, replay) => total + count(replay), 0);
    return {
      lives: this.replays.length,
      steps: sum(({ steps }) => steps),
      outputs: sum(({ outputs }) => outputs),
      differences: this.replays
        .flatMap(({ difference }) => difference ?? [])
        .sort((a, b) => a.line - b.line),
      members: [...this.members.keys()],
      recordedWith: [...this.versions],
      cutLine: this.cutLine,
    };
  }

  private begin(line: Line, former: Member | undefined): void {
    if (former) flush(former, null);
    const life = lifeOf(line);
    const replay = new LifeReplay(life);
    this.versions.add(life.roost);
    this.replays.push(replay);
    this.members.set(line.record.from, { replay, batch: null, lastSeq: line.record.seq });
  }

  private goOn(member: Member, line: Line): void {
    const { number, record } = line;
    if (record.seq !== member.lastSeq + 1) throw gap(line, member.lastSeq);
    member.lastSeq = record.seq;
    if (isNoise(record)) return;
    if (isGiven(record)) {
      flush(member, line);
      member.batch = [line];
    } else if (member.batch) member.batch.push(line);
    else
      throw new TraceError(
        number,
        `${record.from} does something before it was given anything`,
        'the lines before are missing or in another order: give the trace as it was written',
      );
  }

  private nothing(): TraceError {
    const names = [...this.names].join(', ');
    if (names !== '' && this.only !== null)
      return new TraceError(
        null,
        `there is nothing of ${this.only} in it`,
        `it has records of ${names}`,
      );
    return new TraceError(
      null,
      'there is no record of a member in it',
      'record one with --trace FILE --trace-frames',
    );
  }
}

function flush(member: Member, after: Line | null): void {
  const { batch, replay } = member;
  member.batch = null;
  if (batch) replay.play(batch, after);
}

function isCut(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

function withoutLife({ number, record }: Line): TraceError {
  const { from, event } = record;
  if (isRecord(event))
    return new TraceError(
      number,
      `the beginning of ${from} is missing: its 'life' record should stand before this one`,
      'give the trace from its first line, recorded with --trace-frames by this version of roost',
    );
  return new TraceError(
    number,
    `${from} was recorded without --trace-frames, or its beginning is missing`,
    'record it anew with --trace-frames, into a new file',
  );
}

function gap({ number, record }: Line, lastSeq: number): TraceError {
  const { from, seq } = record;
  if (seq === 1)
    return new TraceError(
      number,
      `here ${from} starts again without a 'life' record: this run was recorded without --trace-frames`,
      `keep what stands before it (head -n ${number - 1}), or record it anew`,
    );
  return new TraceError(
    number,
    `record ${seq} of ${from} follows its record ${lastSeq}: those between are missing`,
    `the disk was full, or lines were taken out: keep what stands before it (head -n ${number - 1})`,
  );
}

function lifeOf(line: Line): Life {
  const { number, record } = line;
  const { from, format, wire, roost } = record;
  const recorder = typeof roost === 'string' ? `roost ${roost}` : 'the roost that recorded it';
  if (format !== RECORD_FORMAT || wire !== WIRE_VERSION)
    throw new TraceError(
      number,
      `the life of ${from} is of format ${format} and wire version ${wire}, and this roost reads ` +
        `format ${RECORD_FORMAT} and wire version ${WIRE_VERSION}`,
      `replay it with ${recorder}`,
    );
  const checked = checkLife(record);
  const wrong = 'wrong' in checked ? checked.wrong : nameProblem(checked.value, from);
  if ('value' in checked && wrong === null) return checked.value;
  throw new TraceError(
    number,
    `the 'life' record of ${from} is not whole: ${wrong}`,
    'give the trace as it was written',
  );
}

function nameProblem({ config }: Life, from: string): string | null {
  const name = memberId(config.roster, config.self);
  return name === from ? null : `config.self: it is ${name}`;
}
