/** Whether a swarm fits the radio that it shares: told by `roost check`, and by each member at its start. */

import { requestNumber } from '../src/protocol/request-number.ts';
import type { Roster } from '../src/protocol/roster.ts';
import { memberCount } from '../src/protocol/roster.ts';
import { endToEndMs, type SharedProfile } from '../src/radio/profile.ts';
import { RADIO_PROFILES } from '../src/radio/profiles.ts';
import { FrameCodec } from '../src/wire/frame.ts';
import type { SwarmConfig } from './config/swarm-config.ts';
import { nodeCrypto } from './crypto.ts';
import { driverOf } from './radio/serial/open.ts';
import { settingWarnings } from './radio-settings.ts';

/** A HELLO or a WELCOME with a few answers. */
const INTRODUCTION_BYTES = 50;
/** A SiK radio's time division is made for so many. */
const SIK_MEMBERS = 2;
/** HELLOs that one WELCOME answers, as the limit below was found with; and what a TOKEN tells of a large swarm. */
const ANSWERS = 12;
/**
 * How much of a channel frames at random times can fill before most of them collide: without listening first
 * (pure ALOHA, best at 18 %: Abramson 1970), and with it.
 */
const USABLE = { deaf: 0.2, listening: 0.5 };
/**
 * Swarms for which this takes longer did not come together in a quarter of an hour in the simulator (hc12 and
 * lora-sf9 with 50 robots); those below did, in a few minutes at most.
 */
const LONGEST_INTRODUCTION_MS = 120_000;

/** Over so long the share of time on the air is counted where the timing profile has no rule (ETSI EN 300 220-1). */
const HOUR_MS = 3_600_000;

/** The radio of a swarm, by its timing profile and the rules of its band; null for one that is no shared channel. */
export function sharedProfile({
  timingProfile,
  radio,
}: Pick<SwarmConfig, 'timingProfile' | 'radio'>): SharedProfile | null {
  const profile = RADIO_PROFILES[timingProfile as keyof typeof RADIO_PROFILES];
  if (profile?.medium !== 'shared') return null;
  const share = radio.serial === undefined ? null : radio.dutyShare;
  if (share === null) return profile;
  const { windowMs } = profile.dutyCycle ?? { windowMs: HOUR_MS };
  return { ...profile, dutyCycle: share < 1 ? { share, windowMs } : null };
}

/** What a person should know before the swarm is built, each in one sentence; nothing for MQTT. */
export function radioWarnings(config: SwarmConfig): string[] {
  const { serial } = config.radio;
  const profile = sharedProfile(config);
  if (serial === undefined || profile === null) return [];
  const warnings = settingWarnings(serial, config.timingProfile, profile);
  const members = memberCount(config.roster);
  if (serial.driver === 'transparent' && serial.module.kind === 'sik' && members > SIK_MEMBERS)
    warnings.push(
      `a SiK radio takes turns with one other, and there are ${members} members; use its multi-point ` +
        'firmware, or radios that share a channel, such as HC-12 or E22',
    );
  const introductionMs = introductionTimeMs(profile, members);
  if (introductionMs > LONGEST_INTRODUCTION_MS)
    warnings.push(
      `${members} members are too many for one ${config.timingProfile} channel: when all start at ` +
        `once they may never find together, and each election takes ${seconds(members * config.timing.staggerMs)}; ` +
        'make zones of it, on channels of their own, or take a faster radio',
    );
  const { mtuBytes } = driverOf(serial, profile, STOPPED);
  const tokenBytes = largestTokenBytes(config.roster);
  if (tokenBytes > mtuBytes)
    warnings.push(
      `a token may grow to ${tokenBytes} bytes while everybody waits, and this radio takes ` +
        `${mtuBytes}: it would not be passed on then; have fewer robots in the zone, or another radio`,
    );
  return warnings;
}

/** How long all members take to prove to each other that they are alive, with everybody heard at once. */
export function introductionTimeMs(profile: SharedProfile, members: number): number {
  const frames = members * (1 + Math.ceil(members / ANSWERS));
  const share = profile.listenBeforeTalk === null ? USABLE.deaf : USABLE.listening;
  return (frames * endToEndMs(profile, INTRODUCTION_BYTES)) / share;
}

/** A TOKEN late in the life of a swarm, with all but its receiver waiting: no frame is longer. */
export function largestTokenBytes(roster: Roster): number {
  const robots = roster.robots.length;
  const fence = { epoch: 0xffff, counter: 0xffff_ffff };
  const codec = new FrameCodec({
    crypto: nodeCrypto,
    swarmKey: new Uint8Array(32),
    keyId: 1,
    swarm: 'any',
    zone: 'any',
    roster,
  });
  const told = robots <= 16 ? robots : ANSWERS;
  const frame = codec.seal(
    { source: 0, boot: 0xffff, sequence: 1 },
    {
      kind: 'token',
      pad: 0,
      to: robots - 1,
      toBoot: 0xffff,
      fence,
      released: { ...fence, counter: fence.counter - 2 },
      lastServed: Array.from({ length: robots }, (_, robot) =>
        robot < told ? requestNumber(200 + 10 * robot, 10_000 + 100 * robot) : 0,
      ),
      queue: Array.from({ length: robots - 1 }, (_, robot) => ({
        robot,
        life: 3,
        urgency: 3 as const,
        overtaken: 4,
      })),
    },
  );
  return frame?.length ?? Number.POSITIVE_INFINITY;
}

/** A driver that is only asked what it can take. */
const STOPPED = { nowMs: 0, at: () => {} };

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
