/**
 * A robot's body on a board: joins the motion (robot/motion.ts) and the battery gauge, which are arithmetic, to
 * the devices, which come and go with the board.
 *
 * It drives only onto the pad and off it. `work` means that the motors are off as far as this is concerned: the
 * robot's own work is driven by somebody else, who must keep his hands off while `place` is not `away`.
 */

import type { BodyCommand, BodyReport } from '../src/roles/body.ts';
import type { Alarm, Body } from '../src/runtime/ports.ts';
import type { RobotBoard } from './board/board.ts';
import type { BatteryPlaces } from './drivers/battery.ts';
import { BatteryGauge } from './drivers/battery-gauge.ts';
import { guardedMotorPins } from './drivers/drive.ts';
import type { BoardLink, DeadManState, LinkPlan, LiveBoard } from './link/board-link.ts';
import type { BodyPorts, Connection } from './link/connection.ts';
import { MOTOR_GRANT_MS, motorGrantEveryMs } from './link/grants.ts';
import { openBoardLink } from './link/open.ts';
import { openRobotDevices, type RobotDevices } from './robot/devices.ts';
import { type Drive, Motion } from './robot/motion.ts';
import { ledPattern } from './robot/phase.ts';

/** A board that is there has answered by then: an Uno starts for two seconds after its port was opened. */
const PATIENCE_MS = 4000;
/** The first reading of a sensor that works comes long before. */
const FIRST_READING_MS = 1500;
const BATTERY_EVERY_MS = 200;

/**
 * Resolves when the board has told where the robot is, or after some seconds with a report that has a fault; it goes
 * on trying then.
 */
export async function openRobotBody(
  connection: Connection,
  board: RobotBoard,
  ports: BodyPorts<BodyReport>,
  places: BatteryPlaces = {},
): Promise<Body> {
  const body = new RobotBody(board, ports, places);
  try {
    body.join(await openBoardLink(connection, robotPlan(board), ports, body));
  } catch (error) {
    await body.close();
    throw error;
  }
  await body.known;
  return body;
}

/** The dead-man of the firmware holds the motors. */
export function robotPlan({ model, deadMan, drive }: RobotBoard): LinkPlan {
  const guarded = deadMan.kind === 'firmware' ? guardedMotorPins(drive) : [];
  return { model, deadMan, guarded };
}

class RobotBody implements Body {
  readonly undockMs: number;
  /** Resolves when its report makes sense. */
  readonly known: Promise<void>;
  private readonly board: RobotBoard;
  private readonly ports: BodyPorts<BodyReport>;
  private readonly places: BatteryPlaces;
  private readonly motion: Motion;
  private readonly grantEveryMs: number;
  private readonly motionAlarm: Alarm;
  private readonly batteryAlarm: Alarm;
  private readonly grantAlarm: Alarm;
  private readonly tellAlarm: Alarm;
  private readonly patience: Alarm;
  private link: BoardLink | null = null;
  private devices: RobotDevices | null = null;
  private gauge: BatteryGauge | null = null;
  /** The contact has told its first level. */
  private isPlaced = false;
  /** As it was written to the motors. */
  private written: Drive = 'off';
  private commanded: BodyCommand['do'] | null = null;
  private told: BodyReport;
  private nowKnown: (() => void) | null = null;
  private isOpen = true;

  constructor(board: RobotBoard, ports: BodyPorts<BodyReport>, places: BatteryPlaces) {
    this.board = board;
    this.ports = ports;
    this.places = places;
    this.undockMs = board.drive.leaveMs;
    this.motion = new Motion(board.drive);
    this.grantEveryMs = motorGrantEveryMs(board.deadMan);
    this.motionAlarm = ports.makeAlarm(() => this.look());
    this.batteryAlarm = ports.makeAlarm(() => this.lookAtBattery());
    this.grantAlarm = ports.makeAlarm(() => this.grant());
    this.tellAlarm = ports.makeAlarm(() => this.tell());
    this.known = new Promise((resolve) => {
      this.nowKnown = resolve;
    });
    this.patience = ports.makeAlarm(() => this.outOfPatience());
    this.patience.set(ports.clock.nowMs() + PATIENCE_MS);
    this.told = this.report();
    if (board.deadMan.kind === 'none') ports.onNotice(noDeadMan(board));
  }

  join(link: BoardLink): void {
    this.link = link;
  }

  report(): BodyReport {
    const { place, fault } = this.motion;
    // What it held when the board was lost is no news of the battery.
    const battery = this.gauge?.state() ?? { percent: null, charging: null, alarm: null };
    return {
      place,
      batteryPercent: battery.percent,
      charging: battery.charging,
      fault,
      alarm: battery.alarm ?? this.devices?.draw?.fault ?? null,
    };
  }

  command(command: BodyCommand): void {
    this.commanded = command.do;
    this.motion.command(command, this.ports.clock.nowMs());
    this.apply();
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.letGo();
    for (const alarm of [this.motionAlarm, this.tellAlarm, this.patience]) alarm.set(null);
    await this.link?.close();
  }

  onUp(live: LiveBoard): void {
    if (!this.isOpen) return;
    const { board, ports, places } = this;
    this.gauge = new BatteryGauge(board.battery, ports.clock.nowMs());
    try {
      this.devices = openRobotDevices(live, board, ports, () => this.look(), places);
    } catch (error) {
      // Another model than the board file says: it has fewer pins.
      const text = error instanceof Error ? error.message : String(error);
      this.onDown(`the board cannot be set up as its board file says: ${text}`);
      return;
    }
    this.lookAtBattery();
  }

  onDown(reason: string): void {
    if (!this.isOpen) return;
    this.motion.boardDown(reason);
    this.letGo();
    this.apply();
  }

  onTrip({ timeoutMs }: DeadManState): void {
    this.motion.tripped(timeoutMs, this.ports.clock.nowMs());
    this.apply();
  }

  /** Asks the devices, and does what follows. */
  private look(): void {
    const { devices, motion } = this;
    const nowMs = this.ports.clock.nowMs();
    const closed = devices?.dock.closed ?? null;
    if (closed !== null) {
      if (this.isPlaced) motion.contact(closed, nowMs);
      else this.place(closed);
    }
    const amps = devices?.draw?.amps() ?? null;
    if (amps !== null) motion.amps(amps, nowMs);
    motion.tick(nowMs);
    this.apply();
  }

  private place(closed: boolean): void {
    this.isPlaced = true;
    this.motion.boardUp(closed);
    this.lookWhetherKnown();
    if (this.nowKnown !== null) this.patience.set(this.ports.clock.nowMs() + FIRST_READING_MS);
  }

  private lookAtBattery(): void {
    const { devices, gauge } = this;
    if (devices === null || gauge === null) return;
    const nowMs = this.ports.clock.nowMs();
    if (this.motion.drive !== 'off') gauge.driving();
    gauge.note(devices.battery.reading(), devices.battery.fault, nowMs);
    this.batteryAlarm.set(nowMs + BATTERY_EVERY_MS);
    this.lookWhetherKnown();
    this.apply();
  }

  /** Makes the devices do what the motion says. */
  private apply(): void {
    if (!this.isOpen) return;
    const { motion, devices } = this;
    const { drive, place, fault } = motion;
    const nowMs = this.ports.clock.nowMs();
    if (devices !== null && drive !== this.written) {
      this.written = drive;
      if (drive === 'off') {
        devices.motors.set('off');
        devices.live.deadMan.grant(0);
        this.grantAlarm.set(null);
      } else {
        this.gauge?.driving();
        // First the grant: what is written without one is not heard.
        this.grant();
        devices.motors.set(drive);
      }
    }
    devices?.led?.show(ledPattern({ fault, place, commanded: this.commanded }));
    this.motionAlarm.set(motion.nextMs());
    this.tellAlarm.set(nowMs);
  }

  private grant(): void {
    this.devices?.live.deadMan.grant(MOTOR_GRANT_MS);
    this.grantAlarm.set(this.ports.clock.nowMs() + this.grantEveryMs);
  }

  private letGo(): void {
    this.batteryAlarm.set(null);
    this.grantAlarm.set(null);
    this.devices?.close();
    this.devices = null;
    this.gauge = null;
    this.isPlaced = false;
    this.written = 'off';
  }

  private tell(): void {
    const report = this.report();
    if (isSame(report, this.told)) return;
    this.told = report;
    // Until it is known, nobody waits for it.
    if (this.nowKnown === null) this.ports.onReport(report);
  }

  private lookWhetherKnown(): void {
    if (!this.isPlaced || this.nowKnown === null) return;
    const { percent, alarm } = this.gauge!.state();
    if (percent !== null || alarm !== null) this.becomeKnown();
  }

  private outOfPatience(): void {
    if (!this.isPlaced && this.motion.fault === null) {
      this.motion.boardDown('the board does not answer yet');
    }
    this.becomeKnown();
    this.apply();
  }

  private becomeKnown(): void {
    this.told = this.report();
    this.patience.set(null);
    this.nowKnown?.();
    this.nowKnown = null;
  }
}

function noDeadMan({ model }: RobotBoard): string {
  const mend =
    model === 'pi'
      ? 'give it a timer that a pulsing pin feeds (deadMan: pulse)'
      : "use Roost's firmware (deadMan: firmware)";
  return `the motors run on if this process dies or freezes while they turn: ${mend}`;
}

function isSame(a: BodyReport, b: BodyReport): boolean {
  return (
    a.place === b.place &&
    a.batteryPercent === b.batteryPercent &&
    a.charging === b.charging &&
    a.fault === b.fault &&
    a.alarm === b.alarm
  );
}
