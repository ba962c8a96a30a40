/** The state topic: the fields that the view knows, each of its type; all others are left out. */
import { MAX_PADS, MAX_ROBOTS } from '../../src/protocol/roster.ts';
import type { FrameCounts, MemberHealth, MemberState, PadOverheard } from '../view/told.ts';
import * as read from './fields.ts';

/** More than there are kinds of frames, or reasons to drop one. */
const MAX_KINDS = 64;

const counts = read.table(read.word, read.count, MAX_KINDS);
const byPad = read.table(read.id, read.number, MAX_PADS);

const pad = read.fields<PadOverheard>(
  {
    pad: read.id,
    fence: read.fence,
    holder: read.orNull(read.id),
    queue: read.list(read.id, MAX_ROBOTS),
    occupied: read.flag,
    lease: read.orNull(read.id),
  },
  ['pad'],
);

/** Undefined when it is not one. */
export const readState = read.fields<MemberState>({
  zone: read.id,
  t: read.time,
  mono: read.time,
  phase: read.word,
  battery: read.orNull(read.percent),
  place: read.word,
  charging: read.orNull(read.flag),
  power: read.flag,
  contact: read.orNull(read.flag),
  fault: read.orNull(read.text),
  alarm: read.orNull(read.text),
  held: read.flag,
  boot: read.count,
  standing: read.word,
  leader: read.orNull(read.id),
  epoch: read.count,
  via: read.id,
  pads: read.list(pad, MAX_PADS),
  frames: read.fields<FrameCounts>({ sent: counts, heard: counts, dropped: counts }),
  health: read.fields<MemberHealth>({
    retries: read.count,
    roundTripMs: read.orNull(read.number),
    tokenAgeMs: byPad,
    queueLengths: byPad,
    unsent: read.count,
  }),
});
