/** The demo without a terminal: a line whenever somebody comes or goes. */

import type { PadView } from '../../monitor/view/view.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';

/** `pad`: as it is known when the event has been taken. Null: nothing to say. */
export function plainLine(record: TraceRecord, pad: PadView | undefined): string | null {
  const words = wordsOf(record);
  if (words === null) return null;
  const at = new Date(record.t).toISOString().slice(11, 21);
  const queue = (pad?.queue ?? []).map(({ robot }) => robot).filter((id) => id !== record.from);
  const next = record.event === 'enter' && queue.length > 0 ? `; next: ${queue.join(', ')}` : '';
  return `${at}  ${record.from} ${words}${next}\n`;
}

function wordsOf({ epoch, event, from, leader, reason }: TraceRecord): string | null {
  switch (event) {
    case 'enter':
      return 'may charge';
    case 'exit':
      return `left (${reason})`;
    case 'mint':
      return `minted a token (${reason})`;
    case 'leader':
      return leader === from ? `leads epoch ${epoch}` : null;
    default:
      return null;
  }
}
