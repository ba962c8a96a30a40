/** What the doctor says of the runtime, the machine and its clocks. */

import { uptime } from 'node:os';
import { pinnedNode } from '../manifest.ts';
import { failed, ok, type Row, warn } from './row.ts';

export interface Machine {
  readonly nodeVersion: string;
  /** The version that was tested with, for this kind of machine; null when there is none. */
  readonly pinnedNode: string | null;
  readonly platform: string;
  readonly architecture: string;
}

export function thisMachine(): Machine {
  const { platform, arch: architecture, versions } = process;
  return { nodeVersion: versions.node, pinnedNode, platform, architecture };
}

export function nodeRow({ nodeVersion, pinnedNode: pinned }: Machine): Row {
  if (nodeVersion === pinned) return ok('node', `${nodeVersion}, the version tested with`);
  const mend = 'run bin/roost of a checkout after npm ci, or the package built for the board';
  const detail = `${nodeVersion}; tested with ${pinned ?? 'none on this kind of machine'}`;
  // Below 24 Node.js doesn't run TypeScript as it is.
  if (Number.parseInt(nodeVersion, 10) < 24) return failed('node', detail, mend);
  return warn('node', detail, mend);
}

export function architectureRow({ platform, architecture }: Machine): Row {
  const text = `${platform} on ${architecture}`;
  const isTested = platform === 'linux' && ['x64', 'arm64'].includes(architecture);
  if (isTested) return ok('machine', text);
  const mend = 'robots need 64-bit Linux: a Raspberry Pi 3 or newer with a 64-bit system';
  return warn('machine', `${text} is not tested with`, mend);
}

/** What the clock row looks at; tests give their own. */
export interface ClockReadings {
  /** Smallest step seen between two readings of the monotonic clock, in microseconds. */
  readonly stepMicroseconds: number;
  /** Time since the start, with and without the time slept. */
  readonly uptimeSeconds: number;
  readonly awakeSeconds: number;
}

const READINGS = 2000;

export function readClocks(): ClockReadings {
  let step = Number.POSITIVE_INFINITY;
  let last = process.hrtime.bigint();
  for (let reading = 0; reading < READINGS; reading += 1) {
    const now = process.hrtime.bigint();
    if (now > last) step = Math.min(step, Number(now - last) / 1e3);
    last = now;
  }
  return { stepMicroseconds: step, awakeSeconds: Number(last) / 1e9, uptimeSeconds: uptime() };
}

/** The uptime comes in steps of 10 ms, and is read after the other clock. */
const TOLERANCE_SECONDS = 1;
const COARSE_MICROSECONDS = 1000;

/** A lease must not outlive a sleep of the machine, so the clocks must tell of it. */
export function clockRow({ stepMicroseconds, uptimeSeconds, awakeSeconds }: ClockReadings): Row {
  const step = `steps of ${stepMicroseconds.toFixed(1)} us`;
  const sleptSeconds = uptimeSeconds - awakeSeconds;
  if (sleptSeconds < -TOLERANCE_SECONDS) {
    return warn(
      'clock',
      `${step}; the uptime is behind the clock, so time asleep would not show`,
      'never suspend this machine (systemctl mask suspend.target), or leave the container',
    );
  }
  if (stepMicroseconds > COARSE_MICROSECONDS) {
    return warn('clock', `${step} are coarse`, 'look at the clock source of the system');
  }
  const slept =
    sleptSeconds > TOLERANCE_SECONDS
      ? `it slept ${sleptSeconds.toFixed(0)} s since its start, and that shows`
      : 'time asleep shows';
  return ok('clock', `${step}; ${slept}`);
}
