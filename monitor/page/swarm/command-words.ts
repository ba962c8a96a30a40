/** What commands do, in plain words: said before somebody sends one. */
import type { CommandRequest } from '../../view/wire.ts';

export type Verb = CommandRequest['verb'];

export interface CommandWords {
  readonly title: string;
  readonly button: string;
  readonly does: string;
  readonly needsReason: boolean;
}

export const SHORTEST_REASON = 3;
export const LONGEST_REASON = 200;

export function robotCommands(id: string): readonly (readonly [Verb, CommandWords])[] {
  return [
    [
      'charge',
      {
        title: 'Charge',
        button: `Send ${id} to charge`,
        does: `${id} asks for a pad now, whatever its battery, and goes there when it is its turn.`,
        needsReason: false,
      },
    ],
    [
      'release',
      {
        title: 'Release',
        button: `Send ${id} off the pad`,
        does: `${id} leaves the pad now, however much it has charged. If it is on no pad, it refuses.`,
        needsReason: false,
      },
    ],
    [
      'hold',
      {
        title: 'Hold',
        button: `Hold ${id}`,
        does: `${id} gives up its wait and asks for no pad, until you let it resume. Below its critical level it parks where it is.`,
        needsReason: false,
      },
    ],
    [
      'resume',
      {
        title: 'Resume',
        button: `Let ${id} resume`,
        does: `${id} asks for a pad again when its battery calls for it.`,
        needsReason: false,
      },
    ],
  ];
}

export function padRelease(id: string, occupant: string | null): CommandWords {
  const who = occupant ?? 'whoever is on it';
  return {
    title: 'Release pad...',
    button: `Take ${id} from ${who}`,
    does: `Takes ${id} from ${who}, who need not agree: the pad's power goes off, the leader begins a new epoch, and when the lease of ${who} has run out, the next in the queue is admitted. Look first whether ${who} still stands on the pad: the next robot would meet it there. Your name and your reason stand in the history.`,
    needsReason: true,
  };
}
