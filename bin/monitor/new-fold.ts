/**
 * What folds the topics of a swarm into a view, with what it has to know from the swarm file: who is expected, and from
 * when on something is wrong.
 */

import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { sharedProfile } from '../../firmware/radio-fit.ts';
import { reportTimes } from '../../firmware/reports/times.ts';
import { Ingest } from '../../monitor/ingest/ingest.ts';
import { type ExpectedMember, type FoldOptions, SwarmFold } from '../../monitor/view/fold.ts';
import { resumesWithinMs } from '../../sim/checks/l3.ts';
import { memberCount } from '../../src/protocol/roster.ts';
import { EXIT, ExitError } from '../errors.ts';
import { version } from '../manifest.ts';

/** Three states in a row are missing, and a little more: they come every 30 s (contract of the state topic). */
const SILENT_AFTER_MS = 105_000;
/** Elections take some slots, and are tried again; states tell of them a little later. */
const LEADER_GRACE_MS = 10_000;
const LEADER_GRACE_BEATS = 4;
const PPM = 1e6;

/** Members of the swarm file always find room in it. */
export function newFold(config: SwarmConfig): { ingest: Ingest; fold: SwarmFold } {
  const options = foldOptions(config, Date.now());
  const expected = options.expected.map(({ id }) => id);
  const ingest = new Ingest({ swarm: config.swarm, expected });
  return { ingest, fold: new SwarmFold(options) };
}

/** URL of the broker. Throws ExitError where members tell nothing. */
export function telemetryUrl({ file, telemetry }: SwarmConfig): string {
  if (telemetry !== null) return telemetry.mqtt;
  throw new ExitError(
    `${file}: the swarm has no telemetry, so there is nothing to see; write ` +
      'telemetry: { mqtt: "mqtt://localhost:1883" }',
    EXIT.config,
  );
}

/** `startedAtMs`: milliseconds since 1970. */
function foldOptions(config: SwarmConfig, startedAtMs: number): FoldOptions {
  const { charging, roster, swarm, timing, zone } = config;
  return {
    swarm,
    version,
    startedAtMs,
    expected: [
      ...roster.robots.map(({ id }): ExpectedMember => ({ kind: 'robots', id, zone })),
      ...roster.pads.map(({ guard, id }): ExpectedMember => ({ kind: 'pads', id, zone, guard })),
    ],
    criticalBelow: charging.criticalBelow,
    silentAfterMs: silentAfterMs(config),
    // A token that is longer on its way than any recovery takes is one that nobody recovers (L3).
    tokenBoundMs: resumesWithinMs(timing, roster.robots.length),
    driftBoundPpm: timing.drift * PPM,
    leaderGraceMs: Math.max(
      LEADER_GRACE_MS,
      LEADER_GRACE_BEATS * timing.beatMs * timing.idleFactor,
    ),
  };
}

function silentAfterMs(config: SwarmConfig): number {
  const profile = config.radio.serial === undefined ? null : sharedProfile(config);
  if (profile === null) return SILENT_AFTER_MS;
  const relayed = config.relays.length > 0;
  return Math.max(
    SILENT_AFTER_MS,
    reportTimes(profile, memberCount(config.roster), relayed).silenceMs,
  );
}
