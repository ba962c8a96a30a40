/**
 * The relay of a pad, over johnny-five's Relay, with the contact that tells whether it obeys.
 *
 * The Relay of johnny-five believes what it has last been told; a relay does not. Its contacts weld
 * together under a short circuit, and then power flows for ever; its coil or its wire breaks, and then none ever does.
 * So the feedback is compared with the command once the relay has had its time, and nothing is closed
 * before it was seen open.
 */

import five from 'johnny-five';
import type { RelayBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { componentPin, devicePin } from '../link/pins.ts';
import { type DriverPorts, openContact } from './contact.ts';
import { type RelayTrouble, RelayWatch } from './relay-watch.ts';

export interface Relay {
  /** Does nothing unless `mayClose`. */
  close(): void;
  open(): void;
  /** It is open and has been seen to be, as far as anything tells. */
  readonly mayClose: boolean;
  readonly commandedClosed: boolean;
  /** What the feedback says; null where there is none, or none yet. */
  readonly feedback: boolean | null;
  readonly trouble: RelayTrouble | null;
  /** Opens it and lets go. */
  end(): void;
}

/** Opens it. `onChange` is called when any of its answers may have changed. */
export function openRelay(
  live: Pick<LiveBoard, 'board' | 'io'>,
  board: RelayBoard,
  ports: DriverPorts,
  onChange: () => void,
): Relay {
  const { clock } = ports;
  const relay = new five.Relay({
    board: live.board,
    pin: componentPin(board.pin),
    // To johnny-five a relay that closes at low is one that is closed at rest.
    type: board.closed === 'high' ? 'NO' : 'NC',
  });
  const pin = devicePin(board.pin);
  let isEnded = false;
  const watch = new RelayWatch(board.settleMs, board.feedback !== null);
  const alarm = ports.makeAlarm(look);
  const feedback = board.feedback === null ? null : openContact(live, board.feedback, ports, look);

  function look(): void {
    if (feedback) watch.see(feedback.closed);
    ask();
    onChange();
  }
  /** Asks as long as an answer is wanted: on a board without a line it is there at once. */
  function ask(): void {
    for (;;) {
      const question = watch.ask(clock.nowMs());
      if (question === null) break;
      if (live.io.queryPinState) {
        live.io.queryPinState(pin, () => {
          if (isEnded) return;
          watch.answered(question, clock.nowMs());
          look();
        });
        break;
      }
      watch.answered(question, clock.nowMs());
    }
    alarm.set(watch.nextMs());
  }
  const put = (closed: boolean): void => {
    if (closed) relay.close();
    else relay.open();
    watch.command(closed, clock.nowMs());
    ask();
  };

  put(false);
  if (live.io.pins[pin]?.mode !== live.io.MODES.OUTPUT) {
    // The Relay never says that its pin is an output, and pinMode may put it low: open it once more.
    live.io.pinMode(pin, live.io.MODES.OUTPUT);
    relay.open();
  }

  return {
    close() {
      if (!watch.commandedClosed && watch.mayClose) put(true);
    },
    open() {
      put(false);
    },
    get mayClose() {
      return watch.mayClose;
    },
    get commandedClosed() {
      return watch.commandedClosed;
    },
    get feedback() {
      return feedback?.closed ?? null;
    },
    get trouble() {
      return watch.trouble;
    },
    end() {
      put(false);
      isEnded = true;
      alarm.set(null);
      feedback?.close();
    },
  };
}
