/** Why a frame was lost or refused, in plain words, and how far it came (sim/air/transmission.ts). */
import type { Arrival } from './frames.ts';

interface Reason {
  readonly help: string;
  /** From 0 at the sender to 1 at the receiver. */
  readonly reach: number;
}

/** Lost where the receiver is. */
const AT_RECEIVER = 0.84;
const ON_THE_WAY = 0.5;
const AT_SENDER = 0.12;

const LOST: Readonly<Record<string, Reason>> = {
  cut: { help: 'the link between the two is down', reach: ON_THE_WAY },
  faded: { help: 'the signal is too weak there', reach: 0.68 },
  deaf: { help: 'the receiver was sending itself, or was switched off', reach: AT_RECEIVER },
  collision: { help: 'drowned by another frame', reach: AT_RECEIVER },
  broken: { help: 'the power of the sender failed in the middle', reach: AT_SENDER },
  overrun: { help: "the receiver's modem had no room left", reach: AT_RECEIVER },
  struck: { help: 'bad luck, by the weather', reach: ON_THE_WAY },
  merged: { help: 'glued to the next frame', reach: AT_RECEIVER },
  down: { help: 'the receiver was not running', reach: AT_RECEIVER },
  'too-long': { help: 'longer than the radio can send', reach: AT_SENDER },
  'queue-full': { help: "the sender's modem had no room left", reach: AT_SENDER },
  'duty-cycle': { help: 'the sender had used up its air time', reach: AT_SENDER },
  'channel-busy': { help: 'the channel never became free', reach: AT_SENDER },
  'power-off': { help: 'the sender was switched off before it could send', reach: AT_SENDER },
};

const REFUSED: Readonly<Record<string, string>> = {
  replayed: 'heard before: a doubled frame, or one that somebody plays again',
  'old-boot': 'from a former life of its sender',
  unproven: 'its sender has not yet proved that it is alive in this boot',
  echo: "the member's own frame, heard back",
};

/** Fate 0 of every report. */
export const HEARD = { name: 'heard', group: 'heard', help: 'it arrived', reach: 1 } as const;

export function fateOf({ group, reason, to }: Pick<Arrival, 'group' | 'reason' | 'to'>) {
  switch (group) {
    case 'heard':
      return HEARD;
    case 'refused':
      return { name: `refused: ${reason}`, group, help: REFUSED[reason] ?? reason, reach: 1 };
    case 'lost': {
      const known = LOST[reason];
      const reach = to === null ? AT_SENDER : (known?.reach ?? AT_RECEIVER);
      return { name: `lost: ${reason}`, group, help: known?.help ?? reason, reach };
    }
  }
}
