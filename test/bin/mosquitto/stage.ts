/** A folder for each test, in which `roost init --mosquitto` has a swarm to set a broker up for. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, expect } from 'vitest';
import { setUpMosquitto } from '../../../bin/mosquitto/set-up.ts';
import { loadSwarm } from '../../../firmware/config/load.ts';
import { scratchFolder } from '../../support/scratch.ts';

const HOSTS = ['hub.local', 'localhost', '127.0.0.1'];

interface SetUp {
  readonly hosts?: readonly string[];
  readonly nowMs?: number;
}

export type Lines = Readonly<
  Partial<Record<'radio' | 'telemetry' | 'robots' | 'pads' | 'broker', string>>
>;

/** Call it where tests are described. */
export function stage() {
  const folder = scratchFolder();
  let count = 0;
  let cwd = folder;
  beforeEach(() => {
    count += 1;
    cwd = join(folder, `case${count}`);
    mkdirSync(cwd);
  });
  const path = (...parts: string[]) => join(cwd, ...parts);
  const near = (text: string) => text.replaceAll(`${cwd}/`, '');
  const inBroker = (name: string) => readFileSync(path('broker', name), 'utf8');
  return {
    path,
    read: (...parts: string[]) => readFileSync(path(...parts), 'utf8'),
    inBroker,

    /** As `roost init -c swarm.yaml --mosquitto broker` does it, for r1, r2 and p1, with some lines changed. */
    setUp({ hosts = HOSTS, nowMs = Date.now(), ...lines }: SetUp & Lines = {}) {
      writeFileSync(path('swarm.yaml'), swarmFile(lines));
      const config = loadSwarm(path('swarm.yaml'), { env: {} });
      const report = setUpMosquitto({ config, folder: path('broker'), hosts, port: 8883, nowMs });
      const { written, users, notes } = report;
      return { written: written.map(near), users, notes: notes.map(near) };
    },

    /** The lines of one user. */
    section(user: string): string {
      const after = inBroker('roost.acl').split(`\nuser ${user}\n`)[1]!;
      return `\n${after.split('\n\n')[0]}\n`;
    },

    /** What is said of it, with paths as they are seen from the folder. */
    refusal(run: () => unknown): string {
      try {
        run();
      } catch (error) {
        return near((error as Error).message);
      }
      return 'nothing';
    },
  };
}

export function swarmFile(lines: Lines): string {
  const all = {
    radio: '{ mqtt: "mqtts://hub.local" }',
    telemetry: '{ mqtt: "mqtts://hub.local" }',
    robots: '[{ id: r1, board: virtual }, { id: r2, board: virtual }]',
    pads: '[{ id: p1, board: virtual }]',
    ...lines,
  };
  const text = Object.entries(all).map(([key, value]) => `${key}: ${value}\n`);
  return `swarm: orchard\nzone: main\nkey: { env: K }\n${text.join('')}`;
}

export function mosquittoPasswd(...args: string[]): void {
  const PATH = [process.env.PATH, '/usr/sbin'].join(delimiter);
  expect(spawnSync('mosquitto_passwd', args, { env: { PATH } }).status).toBe(0);
}
