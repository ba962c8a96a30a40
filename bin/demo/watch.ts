/** What the demo sees of its swarm: everything that is published goes through its own broker. */

import { loadSwarm } from '../../firmware/config/load.ts';
import type { Ingest } from '../../monitor/ingest/ingest.ts';
import type { SwarmFold } from '../../monitor/view/fold.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import { newFold } from '../monitor/new-fold.ts';
import { plainLine } from './plain-lines.ts';
import type { Tally } from './tally.ts';

export interface WatchOptions {
  /** Path of the swarm file. */
  readonly config: string;
  readonly tally: Tally;
  /** Where lines go that tell of it; null where a screen shows it. */
  readonly say: ((line: string) => void) | null;
}

export class Watch {
  private readonly options: WatchOptions;
  private readonly ingest: Ingest;
  private readonly fold: SwarmFold;

  constructor(options: WatchOptions) {
    const config = loadSwarm(options.config);
    this.options = options;
    const { fold, ingest } = newFold(config);
    this.ingest = ingest;
    this.fold = fold;
    this.fold.setBroker(true, null, Date.now());
  }

  /** A message that the broker has taken. */
  take(topic: string, payload: Uint8Array): void {
    const told = this.ingest.take(topic, payload, false);
    if (told === null) return;
    this.fold.take(told, Date.now());
    if (told.what !== 'event') return;
    const { say, tally } = this.options;
    tally.event(told.event);
    if (say === null) return;
    const line = plainLine(told.event, this.fold.view().pads[String(told.event.pad)]);
    if (line !== null) say(line);
  }

  view(): SwarmView {
    this.fold.tick(Date.now());
    return this.fold.view();
  }
}
