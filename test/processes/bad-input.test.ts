import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Life } from './run.ts';
import { type Swarm, withSwarm } from './swarm.ts';

async function refusal(life: Life): Promise<string> {
  expect(await life.ended).toEqual({ code: 3, signal: null });
  return life.log();
}

describe('two processes with one id', () => {
  test('on the same state folder: the second is told so', async () => {
    await withSwarm({ name: 'same-folder', robots: 3 }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      const first = swarm.life('r1');
      const second = swarm.start('r1', { trace: 'r1-second' });
      expect(await refusal(second)).toContain(`r1 already runs: process ${first.pid} uses`);
      const after = swarm.mark();
      await swarm.entries(1, swarm.busy, after);
      expect(first.isAlive()).toBe(true);
      expect(swarm.judge()).toEqual([]);
    });
  });

  test('with another state folder: the second is told so and stops, the first goes on', async () => {
    await withSwarm({ name: 'twins', robots: 3 }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      // The leader, and one that only follows.
      for (const id of ['r3', 'r1']) {
        const first = swarm.life(id);
        const state = join(swarm.folder, `state-of-${id}-twin`);
        const second = swarm.start(id, { trace: `${id}-twin`, state });
        expect(await refusal(second)).toContain(`${id} runs elsewhere`);
        const after = swarm.mark();
        await swarm.entries(1, swarm.busy, after);
        expect(first.isAlive(), first.log()).toBe(true);
      }
    });
  });
});

test('keys and ids that are not fit for use', async () => {
  await withSwarm({ name: 'keys', robots: 3 }, async (swarm) => {
    const { keyFile } = swarm;
    const key = readFileSync(keyFile);
    chmodSync(keyFile, 0o644);
    expect(await refusal(swarm.start('r1'))).toMatch(/others than its owner .*chmod 600/);
    chmodSync(keyFile, 0o600);
    writeFileSync(keyFile, key.subarray(0, 20));
    expect(await refusal(swarm.start('r1'))).toContain('20 bytes are not a key');
    rmSync(keyFile);
    expect(await refusal(swarm.start('r1'))).toContain('there is no key');
    writeFileSync(keyFile, key, { mode: 0o600 });
    expect(await refusal(swarm.start('r9'))).toMatch(/r9.*r1/s);
    expect(await refusal(swarm.start('p1', { set: ['robots.r1.rank=x'] }))).toMatch(/rank/);
    expect(swarm.lines()).toEqual([]);
  });
});

/** Kinds that promise something for which the state must be known. */
const VOTES: ReadonlySet<string | undefined> = new Set(['vote', 'claim']);

const LOST = { expectedAlarms: [/lost its state/] };

function damagedFiles(swarm: Swarm, id: string): string[] {
  const files = readdirSync(join(swarm.folder, 'state'));
  return files.filter((file) => file.startsWith(`${id}.state.damaged-`));
}

describe('a damaged state file', () => {
  test.each([
    ['corrupt', (path: string, bytes: Buffer) => writeFileSync(path, bytes.fill(0x30, 90, 95))],
    ['cut short', (path: string, bytes: Buffer) => truncateSync(path, bytes.length >> 1)],
  ])('of a robot is %s: it charges, and does not vote', async (_, damage) => {
    const options = { traceFrames: true, tireless: ['r5'] };
    await withSwarm({ name: 'damaged', ...options }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      await swarm.line('r5 leads', () => swarm.leader() === 'r5', 0);
      await swarm.kill('r2');
      damage(swarm.stateFile('r2'), readFileSync(swarm.stateFile('r2')));
      const before = swarm.mark();
      const life = swarm.start('r2');
      await swarm.entries(1, swarm.busy, before);
      expect(life.log()).toMatch(/r2\.state is damaged .*kept as .*lost its disk/);
      expect(damagedFiles(swarm, 'r2')).toHaveLength(1);

      // The others elect a leader without its vote.
      await swarm.kill('r5');
      await swarm.entries(1, swarm.busy, swarm.mark());
      const said = swarm
        .lines()
        .slice(before)
        .filter((line) => line.event === 'tx');
      expect(said.some(({ from, kind }) => from === 'r1' && VOTES.has(kind))).toBe(true);
      expect(said.filter(({ from, kind }) => from === 'r2' && VOTES.has(kind))).toEqual([]);
      expect(swarm.judge({ ...LOST, lostDisks: ['r2'] })).toEqual([]);
    });
  });

  test('of the pad: it admits again under a new epoch', async () => {
    await withSwarm({ name: 'damaged-pad', robots: 3 }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      await swarm.someoneInside();
      await swarm.kill('p1');
      truncateSync(swarm.stateFile('p1'), 100);
      const before = swarm.mark();
      const life = swarm.start('p1');
      await swarm.entries(1, swarm.busy, before);
      expect(life.log()).toMatch(/p1\.state is damaged/);
      expect(damagedFiles(swarm, 'p1')).toHaveLength(1);
      expect(swarm.judge({ ...LOST, lostDisks: ['p1'] })).toEqual([]);
    });
  });
});

/** The next write of a member's state finds no space, until the returned function is called. */
function fillDisk(swarm: Swarm, id: string): () => void {
  const path = `${swarm.stateFile(id)}.tmp`;
  rmSync(path, { force: true });
  symlinkSync('/dev/full', path);
  return () => rmSync(path, { force: true });
}

test('a full disk', async () => {
  const timing = '{ profile: lan, leaseMs: 1000 }';
  await withSwarm({ name: 'full-disk', timing, traceFrames: true }, async (swarm) => {
    const said = 'the disk is full (ENOSPC); free some space on it';
    swarm.startAll(swarm.members.filter((id) => id !== 'r1'));
    await swarm.entries(1, swarm.busyBut('r1'));

    // At the start: without a boot number on disk not one frame is sent.
    const frees = fillDisk(swarm, 'r1');
    const r1 = swarm.start('r1');
    await until('r1 says so', () => r1.log().includes(said), swarm.patienceMs);
    await swarm.entries(1, swarm.busyBut('r1'));
    const sent = swarm.lines().filter(({ from, event }) => from === 'r1' && event === 'tx');
    expect(sent).toEqual([]);
    frees();
    await swarm.entries(1, ['r1'], 0);

    // While it runs: the one whose disk is full cannot vote, and the others do without it.
    const freeAgain = fillDisk(swarm, 'r2');
    const before = swarm.mark();
    await swarm.kill('r5');
    await swarm.line(
      'another leads',
      ({ event, leader }) => event === 'leader' && leader !== 'r5',
      before,
    );
    await swarm.entries(1, swarm.busyBut('r5', 'r2'), before);
    await until('r2 says so', () => swarm.life('r2').log().includes(said), swarm.patienceMs);
    const votes = swarm
      .lines()
      .slice(before)
      .filter(({ from, kind, event }) => event === 'tx' && from === 'r2' && VOTES.has(kind));
    expect(votes).toEqual([]);
    freeAgain();
    await until(
      'r2 can save again',
      () => swarm.life('r2').log().includes('can be saved again'),
      swarm.patienceMs,
    );
    swarm.start('r5');
    await swarm.entries(1);
    expect(swarm.judge()).toEqual([]);
  });
});
