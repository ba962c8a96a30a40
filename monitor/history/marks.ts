/** Events that change how the swarm is led, as marks of the timeline, in plain words. */

import type { HistoryEvent, HistoryMark } from '../view/wire.ts';

/** Null for events that are none. A leader marks its own election; what others hear of it is no news. */
export function markOf({ event, from, atMs, pad, what }: HistoryEvent): HistoryMark | null {
  const epoch = Number.isSafeInteger(what.epoch) ? (what.epoch as number) : null;
  const mark = (kind: HistoryMark['what'], text: string): HistoryMark => ({
    atMs,
    what: kind,
    from,
    pad,
    epoch,
    text,
  });
  switch (event) {
    case 'election':
      return mark('election', `${from} calls an election`);
    case 'leader':
      return what.leader === from ? mark('leader', `${from} leads epoch ${epoch ?? '?'}`) : null;
    case 'mint': {
      const why = typeof what.reason === 'string' ? `: ${what.reason}` : '';
      return mark('mint', `${from} mints a token for ${pad ?? 'a pad'}${why}`);
    }
    default:
      return null;
  }
}
