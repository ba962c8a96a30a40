/** A change of key in a swarm that goes on charging, and a robot that is shut out by it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TraceLine } from './judge.ts';
import { type Swarm, withSwarm } from './swarm.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');

/** A command of the administrator, in the folder of the swarm. */
function administrator(swarm: Swarm, ...args: string[]): string {
  const { ROOST_KEY: _, ROOST_STATE: __, ...env } = process.env;
  const { status, stderr } = spawnSync(ROOST, args, {
    cwd: swarm.folder,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([args[0], status, stderr]).toEqual([args[0], 0, stderr]);
  return stderr;
}

/** Lines of the trace with frames of a robot, after the mark. */
function framesOf(swarm: Swarm, robot: string, since: number, event: string): TraceLine[] {
  return swarm
    .lines()
    .slice(since)
    .filter((line) => line.event === event && (line as { sender?: string }).sender === robot);
}

describe('keys', () => {
  test('are changed while the swarm charges, and a revoked robot is heard by nobody', async () => {
    const options = { name: 'keys', robots: 4, key: './%id.key', traceFrames: true };
    await withSwarm(options, async (swarm) => {
      administrator(swarm, 'keygen', '--master');
      for (const id of swarm.members) administrator(swarm, 'join', id, '--out', `${id}.key`);
      swarm.startAll();
      await swarm.entries(1, swarm.busy, 0);

      administrator(swarm, 'rotate');
      await swarm.entries(1);

      // The highest rank, so that it leads when it is shut out.
      administrator(swarm, 'revoke', 'r4');
      const others = swarm.busyBut('r4');
      const revoked = swarm.mark();
      await swarm.entries(2, others, revoked);
      expect(framesOf(swarm, 'r4', revoked, 'rx')).toEqual([]);
      // It is there, and goes on speaking.
      const spoken = swarm.lines().slice(revoked);
      expect(spoken.some(({ event, from }) => event === 'tx' && from === 'r4')).toBe(true);
      for (const id of [...others, 'p1']) {
        const reasons = new Set(
          spoken.flatMap((line) =>
            line.event === 'drop' && line.from === id ? [line.reason] : [],
          ),
        );
        expect([id, reasons.has('revoked') || reasons.has('unknown-key')]).toEqual([id, true]);
      }

      // Whoever was given the new key comes back after kill -9; the revoked one does not.
      await swarm.kill('r1');
      const back = swarm.mark();
      swarm.start('r1');
      await swarm.entries(1, others, back);
      expect(swarm.judge({ robots: others })).toEqual([]);
    });
  });
});
