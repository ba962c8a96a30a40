/** Programs as a Raspberry Pi would start them, each with what must be seen; null when it was. */

import { spawn } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { finish } from './finish.ts';
import type { ArmMachine } from './machine.ts';

const STEP_MS = 120_000;
/** A member on a slow radio waits some seconds for its turn, and more while it is emulated. */
const FIRST_FRAME_MS = 90_000;

export interface Program {
  readonly name: string;
  readonly step: (arm: ArmMachine) => Promise<string | null>;
}

export const PROGRAMS: readonly Program[] = [
  { name: '@iiot2k/gpiox loads', step: packageAlone },
  { name: 'a machine without GPIO pins is told so', step: noGpio },
  {
    name: 'roost robot with a virtual body sends through a serial port',
    step: (arm) => memberOnRadio(arm, ['robot', 'r1']),
  },
  { name: 'roost pad on GPIO pins keeps its relay open, and gives its pins back', step: padOnPins },
];

/** The optional package is there, and is the one for this processor. */
async function packageAlone(arm: ArmMachine): Promise<string | null> {
  const program = "console.log(typeof require('@iiot2k/gpiox').init_gpio, process.arch)";
  const { text } = await finish(arm.start(['-e', program]), STEP_MS);
  return text.includes('function arm64') ? null : `@iiot2k/gpiox does not load: ${text}`;
}

/** On a machine without pins the plugin says so, and what to do. */
async function noGpio(arm: ArmMachine): Promise<string | null> {
  const program = `
    const { openGpio } = await import('./hardware/link/gpio.ts');
    const makeAlarm = (ring) => ({ set: () => setTimeout(ring, 0) });
    const io = await openGpio({ clock: { nowMs: () => 0 }, makeAlarm });
    io.on('trouble', (text) => {
      console.log(text);
      void io.close();
    });
    io.digitalWrite(17, 0);`;
  const args = ['--input-type=module', '-e', program];
  const { text } = await finish(arm.start(args), STEP_MS);
  return text.includes('this machine has no GPIO pins') ? null : `it says instead: ${text}`;
}

/** The pad of the swarm has its body on the pins: GPIO17 is its relay, GPIO22 its contact (pad-pi.yaml). */
async function padOnPins(arm: ArmMachine): Promise<string | null> {
  const path = join(arm.folder, 'gpio-chip-log');
  writeFileSync(path, '');
  const problem = await memberOnRadio(arm, ['pad', 'p1'], { chip: true });
  if (problem !== null) return problem;
  const log = readFileSync(path, 'latin1');
  const of = (pin: number) =>
    [...log.matchAll(RegExp(` ${pin} (.)\\n`, 'g'))].map(([, what]) => what);
  const relay = of(17).join('');
  const contact = of(22).join('');
  return /^l+-$/.test(relay) && /^i-$/.test(contact) ? null : `the pins have seen: ${log}`;
}

/**
 * A member starts on a serial radio, and its frames come out at the other end of the wire: serialport's part
 * for ARM opens, sets up and writes a port. It ends in order.
 */
async function memberOnRadio(
  arm: ArmMachine,
  command: readonly string[],
  options: { chip?: boolean } = {},
): Promise<string | null> {
  const [near, far] = ['near', 'far'].map((name) => join(arm.folder, `radio-${name}`));
  const port = (path: string) => `pty,rawer,link=${path}`;
  const wire = spawn('socat', [port(near!), port(far!)], { stdio: 'ignore' });
  let member: ReturnType<ArmMachine['start']> | null = null;
  try {
    await until(() => existsSync(near!) && existsSync(far!));
    if (!existsSync(join(arm.folder, 'swarm'))) await writeSwarm(arm, near!);
    let heard = 0;
    const frames = createReadStream(far!).on('data', (bytes) => {
      heard += bytes.length;
    });
    frames.on('error', () => {});
    member = arm.start(['bin/main.ts', ...command, '-c', 'swarm/swarm.yaml'], options);
    const ending = finish(member, STEP_MS);
    const deadline = AbortSignal.timeout(FIRST_FRAME_MS);
    while (heard === 0 && member.exitCode === null && !deadline.aborted) await sleep(100);
    member.kill('SIGTERM');
    const { exitCode, text } = await ending;
    frames.destroy();
    if (heard === 0) return `no frame came out of the radio; it said: ${text}`;
    return exitCode === 0 ? null : `it ended with ${exitCode}: ${text}`;
  } finally {
    member?.kill('SIGKILL');
    wire.kill();
  }
}

async function writeSwarm(arm: ArmMachine, path: string): Promise<void> {
  const init = ['bin/main.ts', 'init', 'swarm', '--robots', '2', '--radio', 'plain'];
  const { exitCode, text } = await finish(arm.start(init), STEP_MS);
  if (exitCode !== 0) throw new Error(`roost init ended with ${exitCode}: ${text}`);
  const file = join(arm.folder, 'swarm/swarm.yaml');
  const swarm = readFileSync(file, 'utf8')
    .replace(/path: *[^ ,}\n]+/, `path: ${path}`)
    .replace('id: p1, board: virtual', 'id: p1, board: { johnny-five: gpio }');
  if (!swarm.includes(path) || !swarm.includes('gpio'))
    throw new Error(`the swarm is not as roost init was known to write it:\n${swarm}`);
  writeFileSync(file, swarm);
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 100) throw new Error('socat made no ports; run scripts/provision');
    await sleep(100);
  }
}
