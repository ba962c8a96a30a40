/** Bodies for runs in virtual time. */
import type { BodyCommand, BodyReport } from '../../src/roles/body.ts';
import { VirtualBody, type VirtualBodyOptions } from '../../src/roles/virtual-body.ts';
import type { Host } from './host.ts';

export interface HarnessBody {
  readonly undockMs: number;
  report(): BodyReport;
  command(command: BodyCommand): void;
  drop(): void;
}

/** The virtual body of the product, on the host's own clock. */
export function virtualBody(host: Host, options: VirtualBodyOptions): HarnessBody {
  const model = new VirtualBody(options, host.localMs());
  const life = host.currentLife;
  let dropped = false;
  let shown = JSON.stringify(model.report(host.localMs()));
  let scheduledMs = 0;
  const look = (): void => {
    if (dropped) return;
    const report = model.report(host.localMs());
    const text = JSON.stringify(report);
    if (text !== shown) {
      shown = text;
      host.driver?.feed({ type: 'body', report });
    }
    plan();
  };
  const plan = (): void => {
    const changeMs = model.nextChangeMs(host.localMs());
    if (!Number.isFinite(changeMs) || changeMs === scheduledMs) return;
    scheduledMs = changeMs;
    host.world.schedule.at(host.globalMs(changeMs) + 1e-6, () => host.act(life, look));
  };
  host.world.schedule.after(0, () => host.act(life, look));
  return {
    undockMs: model.undockMs,
    report: () => model.report(host.localMs()),
    command: (command) => {
      model.command(command, host.localMs());
      host.world.schedule.after(0, () => host.act(life, look));
    },
    drop: () => {
      dropped = true;
    },
  };
}

/**
 * A body that always wants the pad and needs no time on it: what is left is the protocol alone.
 */
export function eagerBody(host: Host, pauseMs: () => number): HarnessBody {
  const life = host.currentLife;
  let report: BodyReport = { place: 'away', batteryPercent: 10, fault: null };
  const become = (next: Partial<BodyReport>, delayMs: number): void =>
    host.world.schedule.after(delayMs, () =>
      host.act(life, () => {
        report = { ...report, ...next };
        host.driver?.feed({ type: 'body', report });
      }),
    );
  return {
    undockMs: 0,
    report: () => report,
    command: (command) => {
      if (command.do === 'approach') become({ place: 'docked', batteryPercent: 100 }, 0);
      if (command.do === 'leave') {
        become({ place: 'away' }, 0);
        become({ batteryPercent: 10 }, pauseMs());
      }
    },
    drop: () => {},
  };
}
