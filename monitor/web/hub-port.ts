/** What the web server asks of the hub. */

import type { Queries } from '../history/queries.ts';
import type { SwarmView } from '../view/view.ts';
import type { CommandAnswer, CommandRequest } from '../view/wire.ts';

export interface WebHub {
  view(): SwarmView;
  /** Without the rest of the view, which is large. */
  readonly broker: { readonly up: boolean; readonly reason: string | null };
  /** A Snapshot as JSON. */
  snapshot(): string;
  /** Deltas, ticks and events as JSON, each made once for all who listen; the function ends it. */
  listen(onText: (text: string) => void): () => void;
  /** Null where nothing is kept. */
  readonly queries: Queries | null;
  /** Has a member told, and waits for its answer. `by` stands in the history. */
  command(request: CommandRequest, by: string): Promise<CommandResult>;
  wallMs(): number;
}

export interface CommandResult extends CommandAnswer {
  /** `unknown`: there is no such member, or no way to it. */
  readonly outcome: 'ok' | 'refused' | 'no-answer' | 'unknown';
}
