/**
 * A robot whose body needs no time, as a process of its own: what is left is the protocol, the
 * firmware and the broker.
 *
 * `contender.ts eager|told robot ID -c FILE --trace FILE`: an eager one wants the pad again as soon as
 * it has left; one that is told wants it at the line `want` on stdin, and leaves at `leave`.
 */

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { findMember } from '../firmware/config/find-member.ts';
import { loadSwarm } from '../firmware/config/load.ts';
import { startMember } from '../firmware/member.ts';
import type { BodyReport } from '../src/roles/body.ts';
import type { Body } from '../src/runtime/ports.ts';

const FULL = 100;
const EMPTY = 20;

/** Everything happens at once; `told` bodies wait for their lines. */
function bodyWithoutTime(eager: boolean, onReport: (report: BodyReport) => void): Body {
  let report: BodyReport = {
    place: 'away',
    batteryPercent: eager ? EMPTY : FULL,
    charging: null,
    fault: null,
    alarm: null,
  };
  const become = (next: Partial<BodyReport>): void => {
    report = { ...report, ...next };
    onReport(report);
  };
  if (!eager)
    createInterface(process.stdin).on('line', (line) => {
      if (line === 'want') become({ batteryPercent: EMPTY });
      if (line === 'leave') become({ batteryPercent: FULL });
    });
  return {
    undockMs: 0,
    report: () => report,
    command(command) {
      if (command.do === 'approach')
        become({ place: 'docked', ...(eager ? { batteryPercent: FULL } : {}) });
      if (command.do === 'leave') become({ place: 'away', batteryPercent: eager ? EMPTY : FULL });
    },
    async close() {},
  };
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: 'string', short: 'c' },
    trace: { type: 'string' },
    set: { type: 'string', multiple: true },
  },
});
const [mode, , id] = positionals;
const config = loadSwarm(values.config!, { set: values.set ?? [] });
const say = (message: string) => process.stderr.write(`${message}\n`);
const member = await startMember({
  config,
  self: findMember(config, id!, 'robot'),
  log: { debug: () => {}, info: () => {}, warn: say, error: say },
  trace: values.trace ?? null,
  version: 'bench',
  traceFrames: false,
  makeBody: (_clock, onReport) =>
    bodyWithoutTime(mode === 'eager', onReport as (report: BodyReport) => void),
  onStopped: () => process.exit(0),
});
process.once('SIGINT', () => member.stop('SIGINT'));
process.once('SIGTERM', () => member.stop('SIGTERM'));
