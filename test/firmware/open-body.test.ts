// From the swarm file to a body: the right one is opened, and nothing is loaded that it does without.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BoardError } from '../../firmware/board-error.ts';
import { monotonicClock } from '../../firmware/clock.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { type BodyGround, openPad, openRobot } from '../../firmware/open-body.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = scratchFolder();
const root = join(import.meta.dirname, '../..');

function configOf(robot: string, pad: string) {
  const file = join(folder, 'swarm.yaml');
  writeFileSync(
    file,
    `swarm: s\nzone: z\nkey: { file: k }\nradio: { mqtt: mqtt://h }\n` +
      `robots: [{ id: r1, board: virtual }, { id: r2, board: ${robot} }]\n` +
      `pads: [{ id: p1, board: ${pad} }]\n`,
  );
  return loadSwarm(file, { env: {} });
}

function ground(config: BodyGround['config'], self: number, more: Partial<BodyGround> = {}) {
  const notices: string[] = [];
  const onNotice = (text: string) => notices.push(text);
  return { notices, config, self, clock: monotonicClock(), onNotice, ...more };
}

const nobody = () => {};

test('a virtual robot begins at its charge, or at one of its own', async () => {
  const config = configOf('{ virtual: { battery: 55 } }', 'virtual');
  const percents = await Promise.all(
    [0, 1].map(async (self) => {
      const body = await openRobot(ground(config, self), nobody);
      const { batteryPercent } = body.report();
      await body.close();
      return batteryPercent;
    }),
  );
  expect(percents).toEqual([40, 55]);
});

test('a virtual pad', async () => {
  const body = await openPad(ground(configOf('virtual', 'virtual'), 2), nobody);
  expect(body.report()).toEqual({ contact: null, fault: null, alarm: null });
  await body.close();
});

test('virtual boards need nothing of johnny-five', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(specifier, context, next) {
        if (/^(johnny-five|firmata-io|serialport|@iiot2k)|(robot|pad)-body/.test(specifier))
          throw new Error('loads ' + specifier);
        return next(specifier, context);
      },
    });
    const { openPad, openRobot } = await import(${JSON.stringify(urlOf('firmware/open-body.ts'))});
    const { loadSwarm } = await import(${JSON.stringify(urlOf('firmware/config/load.ts'))});
    await import(${JSON.stringify(urlOf('firmware/member.ts'))});
    const config = loadSwarm(${JSON.stringify(join(folder, 'swarm.yaml'))}, { env: {} });
    const ground = { config, clock: { nowMs: () => performance.now() }, onNotice() {} };
    for (const body of [
      await openRobot({ ...ground, self: 0 }, () => {}),
      await openPad({ ...ground, self: 2 }, () => {}),
    ]) await body.close();
    console.log('opened');
    await openRobot({ ...ground, self: 1 }, () => {}).catch((error) => console.log(error.message));
  `;
  configOf('{ johnny-five: firmata, port: /dev/null }', 'virtual');
  const file = join(folder, 'opens.mjs');
  writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: root });
  expect(stdout).toBe('opened\nloads ../hardware/robot-body.ts\n');
});

function urlOf(path: string): string {
  return pathToFileURL(join(root, path)).href;
}

describe('an Arduino that is not there', () => {
  test('is a fault of the body, and the robot might stand on the pad', async () => {
    const place = ground(configOf(`{ johnny-five: firmata, port: ${folder}/none }`, 'virtual'), 1);
    const body = await openRobot(place, nobody);
    const report = body.report();
    await body.close();
    expect(report.place).toBe('docked');
    expect(report.fault).toContain(`${folder}/none`);
    expect(body.undockMs).toBe(800);
  });

  test('is a fault of the pad', async () => {
    const place = ground(configOf('virtual', `{ johnny-five: firmata, port: ${folder}/none }`), 2);
    const body = await openPad(place, nobody);
    const { fault } = body.report();
    await body.close();
    expect(fault).toContain(`${folder}/none`);
  });
});

test('a Raspberry Pi without its package is refused with the mend', async () => {
  const needGpio = async () => {
    throw new Error('the package is missing; type npm install it');
  };
  const config = configOf('{ johnny-five: gpio }', '{ johnny-five: gpio }');
  for (const opened of [
    openRobot(ground(config, 1, { needGpio }), nobody),
    openPad(ground(config, 2, { needGpio }), nobody),
  ]) {
    const error = await opened.catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(BoardError);
    expect((error as Error).message).toBe('the package is missing; type npm install it');
  }
});
