/**
 * Boards that are only computed: the bodies of the demo, and of members that are tried out without
 * hardware. A virtual body wakes up only when its state changes.
 */

import type { BodyReport, PadReport } from '../src/roles/body.ts';
import { VirtualBody, type VirtualBodyOptions } from '../src/roles/virtual-body.ts';
import type { Alarm, Body, Clock, PadBody } from '../src/runtime/ports.ts';

/**
 * A robot's virtual body on the given clock. `makeAlarm` makes the alarm that it waits with;
 * `onReport` hears each change of its report.
 */
export function openVirtualBody(
  options: VirtualBodyOptions,
  clock: Clock,
  makeAlarm: (ring: () => void) => Alarm,
  onReport: (report: BodyReport) => void,
): Body {
  const model = new VirtualBody(options, clock.nowMs());
  let told = model.report(clock.nowMs());
  const look = (): void => {
    const report = model.report(clock.nowMs());
    const changed = report.place !== told.place || report.batteryPercent !== told.batteryPercent;
    told = report;
    const nextMs = model.nextChangeMs(clock.nowMs());
    alarm.set(Number.isFinite(nextMs) ? nextMs : null);
    if (changed) onReport(report);
  };
  const alarm = makeAlarm(look);
  // Not from within: whoever hears a report may not be ready before this returns.
  alarm.set(clock.nowMs());
  return {
    undockMs: model.undockMs,
    report: () => told,
    command(command) {
      model.command(command, clock.nowMs());
      // Not from within the command: a report is an input of its own.
      alarm.set(clock.nowMs());
    },
    async close() {
      alarm.set(null);
    },
  };
}

/** A virtual pad: a relay that nobody sees, and no contact sensor. */
export function openVirtualPad(): PadBody {
  const report: PadReport = { contact: null, fault: null, alarm: null };
  return {
    report: () => report,
    command() {},
    async close() {},
  };
}
