/** The ether over real ptys, with the serialport package on the other side: as the firmware uses it. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import { realTimeline } from '../../../firmware/timeline.ts';
import { endReadsOnHangUp } from '../../../hardware/serial/hang-up.ts';
import { type BenchOptions, EtherBench } from '../../../sim/ether/bench.ts';
import { Ether } from '../../../sim/ether/ether.ts';
import { plainCommander, TransparentModule } from '../../../sim/ether/modules/transparent.ts';
import { EtherPort } from '../../../sim/ether/port.ts';
import type { Happening } from '../../../sim/ether/tell.ts';
import { PortError } from '../../../sim/pty/port-path.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const scratch = scratchFolder();
const cleanUps: (() => unknown)[] = [];
let folders = 0;

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A program at a port. */
class Host {
  readonly port: SerialPort;
  readonly heard: number[] = [];
  closed: boolean | null = null;

  constructor(path: string, baudRate: number, lock: boolean) {
    this.port = new SerialPort({ path, baudRate, lock, autoOpen: false });
    this.port.on('close', () => {
      this.closed = true;
    });
    this.port.on('error', () => {});
  }

  async open(): Promise<this> {
    await until(
      'the port opens',
      () => new Promise((resolve) => this.port.open((e) => resolve(!e))),
    );
    this.closed = false;
    endReadsOnHangUp(this.port.port);
    this.port.on('data', (bytes: Buffer) => this.heard.push(...bytes));
    cleanUps.push(() => this.close());
    return this;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.port.isOpen) this.port.close(() => resolve());
      else resolve();
    });
  }

  write(bytes: readonly number[]): void {
    this.port.write(Buffer.from(bytes));
  }

  hears(bytes: readonly number[]): boolean {
    return Buffer.from(this.heard).includes(Buffer.from(bytes));
  }
}

class Stage {
  readonly paths: string[];
  readonly happenings: Happening[] = [];
  readonly bench: EtherBench;

  private constructor(bench: EtherBench, paths: string[], happenings: Happening[]) {
    this.bench = bench;
    this.paths = paths;
    this.happenings = happenings;
  }

  static async open(change: Partial<BenchOptions> = {}, ids = ['r1', 'r2', 'r3']): Promise<Stage> {
    folders += 1;
    const folder = join(scratch, `ether${folders}`);
    mkdirSync(folder);
    const paths = ids.map((id) => join(folder, id));
    const timeline = realTimeline();
    const happenings: Happening[] = [];
    cleanUps.push(() => timeline.close());
    const bench = await EtherBench.open({
      ports: ids.map((id, at) => ({ id, path: paths[at]! })),
      profile: RADIO_PROFILES.sik,
      family: 'transparent',
      commands: 'none',
      baud: 57_600,
      seed: 1,
      loss: 0,
      timeline,
      onHappening: (happening) => happenings.push(happening),
      ...change,
    });
    cleanUps.push(() => bench.destroy());
    return new Stage(bench, paths, happenings);
  }

  /**
   * A program at a port, once the ether has noticed it. The speed of a locked port cannot be seen without the
   * rights of root.
   */
  async host(station: number, baudRate = 57_600, lock = true): Promise<Host> {
    const before = this.opened(station);
    const host = await new Host(this.paths[station]!, baudRate, lock).open();
    await until('the ether notices the program', () => this.opened(station) > before);
    return host;
  }

  /** Once something has passed both ways. */
  async connected(from: Host, to: Host): Promise<void> {
    from.write([0xcc, 0xcc]);
    await until('something passes', () => to.hears([0xcc, 0xcc]));
    to.write([0xdd, 0xdd]);
    await until('something comes back', () => from.hears([0xdd, 0xdd]));
  }

  async command(line: string): Promise<Happening & { event: 'answer' }> {
    await this.bench.command(line);
    return this.happenings.findLast((one) => one.event === 'answer') as Happening & {
      event: 'answer';
    };
  }

  private opened(station: number): number {
    const path = this.paths[station]!;
    return this.happenings.filter((one) => one.event === 'open' && path.endsWith(one.port)).length;
  }
}

const FRAME = [0, 3, 1, 2, 0x11, 0x13, 0x7e, 0x7d, 0x0d, 0x0a, 0xff, 3, 0x1a, 4, 0];

describe('a channel of ptys', () => {
  test('all bytes pass, to everybody else', async () => {
    const stage = await Stage.open();
    expect(stage.happenings[0]).toMatchObject({ event: 'ready' });
    const [a, b, c] = [await stage.host(0), await stage.host(1), await stage.host(2)];
    const all = Array.from({ length: 200 }, (_, at) => (at * 3) % 256);
    for (const frame of [FRAME, all]) {
      a.write(frame);
      await until('both hear it', () => b.hears(frame) && c.hears(frame));
    }
    expect(b.heard).toEqual([...FRAME, ...all]);
    expect(a.heard).toEqual([]);
    expect(stage.bench.statistics()).toMatchObject({ frames: 2, heard: 4, collisions: 0 });
  });

  test('two who write at once collide', async () => {
    const stage = await Stage.open({ profile: RADIO_PROFILES.hc12, baud: 9600 });
    const hosts = [await stage.host(0, 9600), await stage.host(1, 9600), await stage.host(2, 9600)];
    hosts[0]!.write(FRAME);
    hosts[1]!.write(FRAME);
    await until('both were on the air', () => stage.bench.statistics().frames === 2);
    expect(stage.bench.statistics()).toMatchObject({ collisions: 2, heard: 0 });
    expect(hosts[2]!.heard).toEqual([]);
  });

  test('nothing that was sent to a closed port is read later', async () => {
    const stage = await Stage.open();
    const a = await stage.host(0);
    for (const first of [1, 2, 3]) {
      a.write([first, 0xdd, 0xdd]);
      await until('it was sent', () => stage.bench.statistics().frames === first);
      await until('and heard by the modules', () => stage.bench.statistics().heard === 2 * first);
    }
    await sleep(100);
    const b = await stage.host(1);
    a.write(FRAME);
    await until('the new one is heard', () => b.hears(FRAME));
    expect(b.heard).toEqual(FRAME);
  });

  test('a port may be closed and opened again, by others at other speeds', async () => {
    const stage = await Stage.open();
    const a = await stage.host(0);
    for (const baud of [57_600, 9600, 57_600]) {
      const b = await stage.host(1, baud, false);
      b.write(FRAME);
      const before = stage.bench.statistics().heard;
      await until('it was sent', () => stage.bench.statistics().heard > before);
      await b.close();
      await until('the ether notices', () => stage.happenings.at(-1)?.event === 'closed');
    }
    await until('the last one is read', () => endsWith(a.heard, FRAME));
    expect(a.heard.slice(0, FRAME.length)).toEqual(FRAME);
    const between = a.heard.slice(FRAME.length, -FRAME.length);
    expect(between.length).toBeGreaterThan(0);
    expect(Buffer.from(between).includes(Buffer.from(FRAME))).toBe(false);
  });

  test('what is written just before the port is closed still goes out', async () => {
    const profile = RADIO_PROFILES.sik;
    const timeline = realTimeline();
    cleanUps.push(() => timeline.close());
    const got: number[] = [];
    const ether = new Ether({
      profile,
      family: 'transparent',
      stations: 1,
      timeline,
      seed: 1,
      makeModule: (ports) => {
        const commander = plainCommander(57_600);
        return new TransparentModule({ ports, packetBytes: 100, commander });
      },
      toHost: () => {},
      onEvent: (event) => event.event === 'frame' && got.push(event.bytes),
    });
    const path = join(scratch, 'closing');
    const turns: boolean[] = [];
    const port = await EtherPort.take({
      ether,
      station: 0,
      path,
      nowMs: () => timeline.nowMs,
      // It is closed before the answer comes.
      speedOf: () => new Promise(() => {}),
      onOpen: (isOpen) => turns.push(isOpen),
      onTrouble: (reason) => expect.fail(reason),
    });
    cleanUps.push(() => port.destroy());
    await port.plug();
    const host = await new Host(path, 57_600, true).open();
    await until('the ether notices the program', () => turns.length === 1);
    host.write(FRAME);
    await new Promise((resolve) => host.port.drain(resolve));
    await host.close();
    await until('it is on the air', () => got.length > 0);
    expect(got).toEqual([FRAME.length]);
    expect(turns).toEqual([true, false]);
  });
});

test('a port whose path cannot be there again is told', async () => {
  const stage = await Stage.open();
  const host = await stage.host(0);
  rmSync(dirname(stage.paths[0]!), { recursive: true });
  await host.close();
  await until('the ether tells', () => stage.happenings.some(({ event }) => event === 'trouble'));
  expect(stage.happenings.at(-1)).toMatchObject({
    event: 'trouble',
    port: 'r1',
    reason: expect.stringContaining('cannot be made: ENOENT'),
  });
});

describe('a wrong speed', () => {
  test('garbles what a program writes', async () => {
    const stage = await Stage.open();
    const [a, b] = [await stage.host(0, 9600, false), await stage.host(1)];
    a.write(FRAME);
    await until('something is heard', () => b.heard.length > 0);
    await until('it is over', () => stage.bench.statistics().heard >= 2);
    expect(b.hears(FRAME)).toBe(false);
  });

  test('garbles what a program reads, also one that only listens', async () => {
    const stage = await Stage.open();
    const [a, b] = [await stage.host(0), await stage.host(1, 19_200, false)];
    const c = await stage.host(2);
    await sleep(100);
    a.write(FRAME);
    await until('the right one hears it', () => c.hears(FRAME));
    await until('the wrong one hears something', () => b.heard.length > 0);
    expect(b.hears(FRAME)).toBe(false);
  });
});

test('a speed that is changed while the port is open is noticed', async () => {
  const stage = await Stage.open();
  const [a, b] = [await stage.host(0, 9600, false), await stage.host(1)];
  await new Promise((resolve) => a.port.update({ baudRate: 57_600 }, resolve));
  await until('it is understood', async () => {
    a.write(FRAME);
    await sleep(50);
    return b.hears(FRAME);
  });
});

describe('unplug', () => {
  test('is a closed port to the program; plug brings the path back', async () => {
    const stage = await Stage.open();
    const [a, b] = [await stage.host(0), await stage.host(1)];
    await stage.connected(a, b);
    expect(await stage.command('unplug r2')).toMatchObject({ ok: true, text: 'r2 unplugged' });
    await until('the program is told', () => b.closed === true);
    expect(existsSync(stage.paths[1]!)).toBe(false);
    a.write([9, 9, 9]);
    await until('it was sent', () => stage.bench.statistics().frames === 3);

    expect(await stage.command('plug r2')).toMatchObject({ ok: true, text: 'r2 plugged' });
    const again = await stage.host(1);
    a.write(FRAME);
    await until('it hears again', () => again.hears(FRAME));
    expect(again.heard).toEqual(FRAME);
    again.write(FRAME);
    await until('it is heard again', () => a.hears(FRAME));
  });

  test('unplug and plug may be said twice', async () => {
    const stage = await Stage.open();
    for (const line of ['plug r2', 'unplug r2', 'unplug r2', 'plug r2', 'plug r2']) {
      expect(await stage.command(line)).toMatchObject({ ok: true });
    }
    const [a, b] = [await stage.host(0), await stage.host(1)];
    a.write(FRAME);
    await until('it is heard', () => b.hears(FRAME));
  });

  test('a socat that is killed is replaced', async () => {
    const stage = await Stage.open();
    const [a, b] = [await stage.host(0), await stage.host(1)];
    await stage.connected(a, b);
    process.kill(socatOf(stage.paths[1]!), 'SIGKILL');
    await until('the program is told', () => b.closed === true);
    const again = await stage.host(1);
    a.write(FRAME);
    await until('it hears again', () => again.hears(FRAME));
  });
});

describe('commands', () => {
  test('jam: nobody hears anything, and receivers get noise', async () => {
    const stage = await Stage.open();
    const [a, b] = [await stage.host(0), await stage.host(1)];
    expect(await stage.command('jam 600ms')).toMatchObject({ ok: true, text: 'noise for 0.6 s' });
    a.write(FRAME);
    await until('noise is read', () => b.heard.length > 0);
    await until('the noise ends', () =>
      stage.happenings.some(
        (one) => one.event === 'air' && one.what.event === 'jam' && !one.what.on,
      ),
    );
    expect(b.hears(FRAME)).toBe(false);
    a.heard.length = 0;
    b.write(FRAME);
    await until('then all is well', () => a.hears(FRAME));
  });

  test('loss and cut, and back', async () => {
    const stage = await Stage.open();
    const [a, b, c] = [await stage.host(0), await stage.host(1), await stage.host(2)];
    const { bench } = stage;
    const passes = async (frame: readonly number[]) => {
      const { frames } = bench.statistics();
      a.write(frame);
      await until('it was sent', () => bench.statistics().frames > frames);
    };
    await stage.command('loss 100');
    await passes([1, 1, 1]);
    await until('both have lost it', () => bench.statistics().lost.struck === 2);
    await stage.command('loss 0');
    await stage.command('cut r1 r2');
    await passes(FRAME);
    await until('the third hears', () => c.hears(FRAME));
    expect(b.heard).toEqual([]);
    await stage.command('heal');
    await passes([7, 8, 9]);
    await until('all hear', () => b.hears([7, 8, 9]) && c.hears([7, 8, 9]));
  });

  test('every line is answered', async () => {
    const stage = await Stage.open();
    expect(await stage.command('stats')).toMatchObject({ ok: true, statistics: { frames: 0 } });
    expect(await stage.command('help')).toMatchObject({ ok: true });
    expect(await stage.command('dance')).toMatchObject({ ok: false, command: 'dance' });
    expect(await stage.bench.command('')).toBe(true);
    expect(await stage.bench.command('quit')).toBe(false);
  });
});

describe('paths', () => {
  const opening = (path: string) =>
    Stage.open({
      ports: [
        { id: 'r1', path: join(scratch, 'free') },
        { id: 'r2', path },
      ],
    });

  test.each<[what: string, make: (path: string) => void, message: RegExp]>([
    ['a file', (path) => writeFileSync(path, 'mine'), /taken is a file, which is left alone; name/],
    ['a folder', (path) => mkdirSync(path), /taken is a folder, which is left alone/],
    ['a link to a device', (path) => symlinkSync('/dev/null', path), /is a link to \/dev\/null/],
    ['a link to a file', (path) => symlinkSync('swarm.yaml', path), /is a link to swarm.yaml/],
  ])('%s is left as it is', async (what, make, message) => {
    const folder = join(scratch, what.replaceAll(' ', '-'));
    mkdirSync(folder);
    const path = join(folder, 'taken');
    make(path);
    const before = lstatSync(path).ino;
    await expect(opening(path)).rejects.toThrow(message);
    await expect(opening(path)).rejects.toBeInstanceOf(PortError);
    expect(lstatSync(path).ino).toBe(before);
    expect(existsSync(join(scratch, 'free'))).toBe(false);
  });

  test('a real device is left alone', async () => {
    await expect(opening('/dev/null')).rejects.toThrow(
      /\/dev\/null is a device, which is left alone/,
    );
  });

  test('a folder that is missing is named', async () => {
    await expect(opening(join(scratch, 'nowhere', 'r2'))).rejects.toThrow(
      /there is no folder .*nowhere; mkdir -p .*nowhere/,
    );
  });

  test('the link of an ether that died is replaced', async () => {
    const path = join(scratch, 'stale');
    symlinkSync('/dev/pts/9999', path);
    const stage = await opening(path);
    expect(readlinkSync(path)).not.toBe('/dev/pts/9999');
    stage.bench.destroy();
  });

  test('the path of an ether that lives is not taken', async () => {
    const stage = await Stage.open();
    const path = stage.paths[0]!;
    const device = readlinkSync(path);
    await expect(opening(path)).rejects.toThrow(/another ether or board has it; end that one/);
    expect(readlinkSync(path)).toBe(device);
  });

  test('at the end no link and no socat is left, and the paths are free', async () => {
    const stage = await Stage.open();
    const socats = stage.paths.map(socatOf);
    stage.bench.destroy();
    for (const path of stage.paths) expect(existsSync(path)).toBe(false);
    await until('all socats have ended', () => socats.every((pid) => !isSocat(pid)));
    const again = await opening(stage.paths[0]!);
    again.bench.destroy();
  });

  test('a path that somebody else has taken over is left to them', async () => {
    const stage = await Stage.open();
    const path = stage.paths[0]!;
    unlinkSync(path);
    writeFileSync(path, 'mine');
    stage.bench.destroy();
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

function endsWith(bytes: readonly number[], end: readonly number[]): boolean {
  return bytes.slice(-end.length).join() === end.join();
}

/** The process that holds the pty behind a path: the one whose child end has that number. */
function socatOf(path: string): number {
  const number = readlinkSync(path).split('/').at(-1)!;
  const pid = masters().find(([, tty]) => tty === number)?.[0];
  if (pid === undefined) throw new Error(`nobody holds ${path}`);
  return pid;
}

/** Own processes with a pty, and its number (/proc/PID/fdinfo, `tty-index`). */
function masters(): [pid: number, tty: string][] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return children
    .trim()
    .split(/\s+/)
    .flatMap((pid) => {
      if (!isSocat(Number(pid))) return [];
      const index = /tty-index:\s*(\d+)/.exec(fdInfos(pid))?.[1];
      return index === undefined ? [] : [[Number(pid), index] as [number, string]];
    });
}

function fdInfos(pid: string): string {
  return [3, 4, 5, 6, 7]
    .map((fd) => {
      try {
        return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

function isSocat(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'socat';
  } catch {
    return false;
  }
}
