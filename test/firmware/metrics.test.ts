/** What a member tells Prometheus. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Metrics, type MetricsOptions, openMetrics } from '../../firmware/metrics.ts';

const opened: Metrics[] = [];
afterEach(() => Promise.all(opened.splice(0).map((metrics) => metrics.close())));

async function open(change: Partial<MetricsOptions> = {}) {
  const log: string[] = [];
  const metrics = await openMetrics({
    at: { host: '127.0.0.1', port: 0 },
    swarm: 'orchard',
    zone: 'east',
    id: 'r1',
    version: '1.2.3',
    counts: () => ({ sent: { enter: 3 }, heard: { beat: 8 }, dropped: { 'odd"reason': 2 } }),
    health: () => ({
      retries: 5,
      roundTripMs: 40,
      tokenAgeMs: { p1: 1500 },
      queueLengths: { p1: 2 },
      unsent: 1,
    }),
    describe: () => ({ phase: 'charging', battery: 54, epoch: 7, boot: 3, pads: [] }),
    log: {
      info: (message) => void log.push(message),
      error: (message) => void log.push(`! ${message}`),
    },
    ...change,
  });
  opened.push(metrics);
  const url = /http:\S+/.exec(log.join(' '))?.[0] ?? '';
  const lines = async () => (await (await fetch(url)).text()).split('\n');
  return { metrics, log, url, lines };
}

const LABELS = 'swarm="orchard",zone="east",member="r1"';

test('all that it tells has its unit, its labels and its help', async () => {
  const { metrics, lines } = await open();
  metrics.roundTrip(40);
  metrics.roundTrip(3000);
  const all = await lines();
  const figures = all.filter((line) => line !== '' && !line.startsWith('#'));
  expect(figures.filter((line) => !line.includes('_bucket'))).toEqual([
    `roost_member_frames_sent_total{kind="enter",${LABELS}} 3`,
    `roost_member_frames_heard_total{kind="beat",${LABELS}} 8`,
    `roost_member_frames_dropped_total{reason="odd\\"reason",${LABELS}} 2`,
    `roost_member_retries_total{${LABELS}} 5`,
    `roost_member_token_age_seconds{pad="p1",${LABELS}} 1.5`,
    `roost_member_queue_robots{pad="p1",${LABELS}} 2`,
    `roost_member_phase{phase="charging",${LABELS}} 1`,
    `roost_member_info{version="1.2.3",${LABELS}} 1`,
    `roost_member_unsent_frames{${LABELS}} 1`,
    `roost_member_battery_ratio{${LABELS}} 0.54`,
    `roost_member_epoch{${LABELS}} 7`,
    `roost_member_boot{${LABELS}} 3`,
    `roost_member_admission_round_trip_seconds_sum{${LABELS}} 3.04`,
    `roost_member_admission_round_trip_seconds_count{${LABELS}} 2`,
  ]);
  const buckets = figures.filter((line) => line.includes('_bucket'));
  expect(buckets.find((line) => line.includes('le="0.05"'))).toMatch(/ 1$/);
  expect(buckets.at(-1)).toMatch(/le="\+Inf".* 2$/);
  for (const line of figures) {
    const name = /^\w+?(?=(_bucket|_sum|_count)?\{)/.exec(line)![0];
    expect(
      all.some((help) => help.startsWith(`# HELP ${name} `)),
      name,
    ).toBe(true);
  }
});

test('what is so no more is gone, and what is not known is not told', async () => {
  let phase = 'charging';
  const { lines } = await open({
    describe: () => ({ phase, battery: null, epoch: 7, boot: 3, pads: [] }),
  });
  expect((await lines()).join()).toContain('phase="charging"');
  phase = 'leaving';
  const text = (await lines()).join();
  expect(text).toContain('phase="leaving"');
  expect(text).not.toContain('phase="charging"');
  expect(text).not.toContain('roost_member_battery_ratio{');
  // Counters are not added up anew at each question.
  expect(text).toContain(`roost_member_frames_sent_total{kind="enter",${LABELS}} 3`);
});

test('nothing else is served', async () => {
  const { url } = await open();
  for (const path of ['/', '/metrics/', '/etc/passwd'])
    expect((await fetch(new URL(path, url))).status, path).toBe(404);
});

test('a port that is taken is told, and no reason to stop', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { metrics, log } = await open({ at: { host: '127.0.0.1', port } });
  expect(log).toEqual([
    `! metrics: cannot listen at 127.0.0.1:${port} (EADDRINUSE); the member runs without, start it with another --metrics`,
  ]);
  metrics.roundTrip(40);
  await new Promise((resolve) => other.close(resolve));
});

test('a figure that cannot be read is told as an error, and the next question is answered', async () => {
  let fails = true;
  const { url, log } = await open({
    counts: () => {
      if (fails) throw new Error('no driver yet');
      return { sent: {}, heard: {}, dropped: {} };
    },
  });
  expect((await fetch(url)).status).toBe(500);
  expect(log.at(-1)).toBe('! metrics: Error: no driver yet');
  fails = false;
  expect((await fetch(url)).status).toBe(200);
});
