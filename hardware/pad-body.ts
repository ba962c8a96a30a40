/**
 * A pad's body on a board: joins the machine that decides (pad/pad-machine.ts) to the devices, which come and go
 * with the board.
 */

import type { PadCommand, PadReport } from '../src/roles/body.ts';
import type { Alarm, PadBody } from '../src/runtime/ports.ts';
import type { PadBoard } from './board/board.ts';
import type { BoardLink, LinkListener, LinkPlan, LiveBoard } from './link/board-link.ts';
import type { BodyPorts, Connection } from './link/connection.ts';
import { relayGrantMs } from './link/grants.ts';
import { openBoardLink } from './link/open.ts';
import { openPadDevices, type PadDevices } from './pad/devices.ts';
import { type PadInput, PadMachine, type PadOutput } from './pad/pad-machine.ts';

/** A board that is there has answered by then: an Uno starts for two seconds after its port was opened. */
const PATIENCE_MS = 4000;

/**
 * Resolves when the board has told its inputs, or after some seconds with a report that has a fault; it goes on
 * trying then.
 */
export async function openPadBody(
  connection: Connection,
  board: PadBoard,
  ports: BodyPorts<PadReport>,
): Promise<PadBody> {
  const body = new BoardPad(board, ports);
  try {
    body.join(await openBoardLink(connection, padPlan(board), ports, body));
  } catch (error) {
    await body.close();
    throw error;
  }
  await body.known;
  return body;
}

/** The dead-man holds the relay. */
export function padPlan({ model, deadMan, relay }: PadBoard): LinkPlan {
  const safe = relay.closed === 'high' ? 'low' : 'high';
  return { model, deadMan, guarded: [{ pin: relay.pin, safe }] };
}

class BoardPad implements PadBody, LinkListener {
  /** Resolves when its report makes sense. */
  readonly known: Promise<void>;
  private readonly board: PadBoard;
  private readonly ports: BodyPorts<PadReport>;
  private readonly machine: PadMachine;
  private readonly alarm: Alarm;
  private readonly tellAlarm: Alarm;
  private readonly patience: Alarm;
  private link: BoardLink | null = null;
  private devices: PadDevices | null = null;
  private told: PadReport;
  private nowKnown: (() => void) | null = null;
  private isOpen = true;
  private readonly inputs: PadInput[] = [];
  private isStepping = false;

  constructor(board: PadBoard, ports: BodyPorts<PadReport>) {
    this.board = board;
    this.ports = ports;
    this.machine = new PadMachine({
      minAmps: board.minAmps,
      maxAmps: board.maxAmps,
      hasContact: board.contact !== null,
      hasDeadMan: board.deadMan.kind !== 'none',
      grantMs: relayGrantMs(board.deadMan),
    });
    this.told = this.machine.report();
    this.alarm = ports.makeAlarm(() => this.look());
    this.tellAlarm = ports.makeAlarm(() => this.tell());
    this.known = new Promise((resolve) => {
      this.nowKnown = resolve;
    });
    this.patience = ports.makeAlarm(() => this.becomeKnown());
    this.patience.set(ports.clock.nowMs() + PATIENCE_MS);
  }

  join(link: BoardLink): void {
    this.link = link;
  }

  report(): PadReport {
    return this.machine.report();
  }

  command(command: PadCommand): void {
    this.step({ type: 'command', command });
  }

  async close(): Promise<void> {
    this.isOpen = false;
    for (const alarm of [this.alarm, this.tellAlarm, this.patience]) alarm.set(null);
    this.letGo();
    this.becomeKnown();
    await this.link?.close();
  }

  onUp(live: LiveBoard): void {
    if (!this.isOpen) return;
    try {
      this.devices = openPadDevices(live, this.board, this.ports, () => this.look());
    } catch (error) {
      // Another model than the board file says: it has fewer pins.
      const text = error instanceof Error ? error.message : String(error);
      this.onDown(`the board can't be set up as its board file says: ${text}`);
      return;
    }
    this.step({ type: 'up', readings: this.devices.readings() });
  }

  onDown(reason: string): void {
    if (!this.isOpen) return;
    this.letGo();
    this.step({ type: 'down', reason });
  }

  onTrip(): void {
    this.step({ type: 'trip' });
  }

  /** Asks the devices, and does what follows. */
  private look(): void {
    const { devices } = this;
    this.step(devices ? { type: 'readings', readings: devices.readings() } : { type: 'tick' });
  }

  private step(input: PadInput): void {
    this.inputs.push(input);
    // What follows from a step may come back at once as an input: it waits until the step is carried out.
    if (this.isStepping) return;
    this.isStepping = true;
    for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) {
      if (this.isOpen) this.stepOnce(next);
    }
    this.isStepping = false;
    if (this.nowKnown !== null && this.devices?.readings().unread.length === 0) this.becomeKnown();
  }

  private stepOnce(input: PadInput): void {
    const nowMs = this.ports.clock.nowMs();
    for (const output of this.machine.step(input, nowMs)) this.carryOut(output);
    this.alarm.set(this.machine.nextMs(nowMs));
  }

  private carryOut(output: PadOutput): void {
    const { devices } = this;
    switch (output.do) {
      case 'relay':
        if (output.closed) devices?.relay.close();
        else devices?.relay.open();
        break;
      case 'grant':
        devices?.live.deadMan.grant(output.forMs);
        break;
      case 'led':
        devices?.led?.show(output.pattern);
        break;
      case 'report':
        // Not from within: a report is an input of its own.
        this.tellAlarm.set(this.ports.clock.nowMs());
        break;
    }
  }

  private tell(): void {
    const report = this.report();
    if (this.nowKnown !== null || isSame(report, this.told)) return;
    this.told = report;
    this.ports.onReport(report);
  }

  private letGo(): void {
    const { devices } = this;
    this.devices = null;
    if (devices === null) return;
    devices.close();
    devices.live.deadMan.grant(0);
  }

  private becomeKnown(): void {
    if (this.nowKnown === null) return;
    this.told = this.report();
    this.patience.set(null);
    this.nowKnown();
    this.nowKnown = null;
  }
}

function isSame(a: PadReport, b: PadReport): boolean {
  return a.contact === b.contact && a.fault === b.fault && a.alarm === b.alarm;
}
