/** What happened last before a failure, and what mattered over the whole run, in a few lines of text. */
import type { Happening, Transcript } from './transcript.ts';

export interface StoryLine {
  readonly atMs: number;
  /** The name of the member; empty for the world. */
  readonly who: string;
  readonly words: string;
  /** So many of the same in a row. */
  readonly times: number;
  /** Line of the transcript. */
  readonly line: number;
}

/** Beside the main happenings these tell how it came to a failure. */
const CLOSE_UP = new Set(['admit', 'release', 'refuse', 'token', 'suspect', 'stop', 'freeze']);

/** The last happenings up to a moment, oldest first; what came again and again is one line. */
export function lastBefore(
  transcript: Transcript,
  members: readonly string[],
  atMs: number,
  count: number,
): readonly StoryLine[] {
  const lines = storyOf(
    transcript,
    members,
    (happening) => happening.atMs <= atMs && (happening.main || CLOSE_UP.has(happening.sort)),
  );
  return lines.slice(-count);
}

/** The main happenings of the run, oldest first, the last `count` of them. */
export function mainHappenings(
  transcript: Transcript,
  members: readonly string[],
  count: number,
): { readonly lines: readonly StoryLine[]; readonly leftOut: number } {
  const lines = storyOf(transcript, members, ({ main }) => main);
  return { lines: lines.slice(-count), leftOut: Math.max(0, lines.length - count) };
}

function storyOf(
  { happenings, lines }: Transcript,
  members: readonly string[],
  tells: (happening: Happening) => boolean,
): StoryLine[] {
  const story: (StoryLine & { times: number })[] = [];
  lines.forEach((told, line) => {
    if (told.is !== 'happening') return;
    const happening = happenings[told.happening]!;
    if (!tells(happening)) return;
    const { atMs, member, words } = happening;
    const who = members[member] ?? '';
    const last = story.at(-1);
    if (last && last.who === who && last.words === words) last.times += 1;
    else story.push({ atMs, who, words, times: 1, line });
  });
  return story;
}
