/**
 * A virtual board at its port: a program that opens the port resets the board, as it does with an Uno, whose reset
 * line hangs on DTR.
 */
import { PortPath } from '../pty/port-path.ts';
import { Pty } from '../pty/pty.ts';
import type { BoardStatistics } from './tell.ts';
import type { VirtualBoard } from './virtual-board.ts';

export interface SeatOptions {
  readonly board: VirtualBoard;
  readonly path: string;
  /** What says the path, for the messages. */
  readonly setting: string;
  /** Brings all boards up to the present. */
  readonly catchUp: () => void;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onTrouble: (reason: string) => void;
}

export class Seat {
  readonly board: VirtualBoard;
  private readonly options: SeatOptions;
  private readonly place: PortPath;
  private readonly pty: Pty;
  private opened = 0;
  private fromHost = 0;
  private toHost = 0;

  private constructor(options: SeatOptions, place: PortPath) {
    const { board, catchUp, onOpen, onTrouble } = options;
    this.options = options;
    this.board = board;
    this.place = place;
    this.pty = new Pty(place, {
      onOpen: () => {
        catchUp();
        this.opened += 1;
        onOpen(true);
        board.reset();
      },
      onClose: () => onOpen(false),
      onBytes: (bytes) => {
        catchUp();
        this.fromHost += bytes.length;
        board.feed(bytes);
      },
      onTrouble,
    });
    board.onBytes = (bytes) => this.say(bytes);
  }

  /** Takes the path, and rejects with PortError when it cannot; `plug` makes the port. */
  static async take(options: SeatOptions): Promise<Seat> {
    return new Seat(options, await PortPath.take(options.path, options.setting));
  }

  async plug(): Promise<void> {
    this.options.catchUp();
    this.board.powerOn();
    await this.pty.plug();
  }

  /** The cable is pulled: no line and no power. */
  async unplug(): Promise<void> {
    this.options.catchUp();
    this.board.powerOff();
    await this.pty.unplug();
  }

  /** Only the line is lost: the board goes on. */
  async cut(): Promise<void> {
    await this.pty.unplug();
  }

  /** The same noise to both ends. */
  garble(bytes: Uint8Array): void {
    this.board.feed(bytes);
    this.pty.write(bytes);
  }

  statistics(): BoardStatistics {
    const { board, opened, fromHost, toHost } = this;
    return {
      id: board.id,
      opened,
      resets: board.resets,
      bytesFromHost: fromHost,
      bytesToHost: toHost,
      overruns: board.overruns,
    };
  }

  /** Leaves nothing behind. May be called at the very end of the process. */
  destroy(): void {
    this.pty.destroy();
    this.place.release();
  }

  private say(bytes: Uint8Array): void {
    this.toHost += bytes.length;
    this.pty.write(bytes);
  }
}
