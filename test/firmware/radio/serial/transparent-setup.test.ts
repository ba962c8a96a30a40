/** HC-12, E22, E32 and SiK radios are set up as their manuals say. */

import { describe, expect, test } from 'vitest';
import type {
  E22Settings,
  E32Settings,
  Hc12Settings,
  SikSettings,
  TransparentModule,
} from '../../../../firmware/radio/serial/config.ts';
import { e22Registers } from '../../../../firmware/radio/serial/e22.ts';
import { e32Parameters } from '../../../../firmware/radio/serial/e32.ts';
import { FakeEbyte, FakeHc12, FakeSik } from './fake-transparent.ts';
import { rigOn } from './rig.ts';
import { VirtualTime } from './virtual-time.ts';

const at = (module: TransparentModule, baud = 9600) =>
  ({ driver: 'transparent', path: '/dev/ttyFAKE', baud, module, auxLine: null }) as const;

const HC12: Hc12Settings = {
  kind: 'hc12',
  setLine: 'rts',
  channel: null,
  powerDbm: null,
  mode: null,
};

describe('an HC-12', () => {
  test('gets what it has not, and the link is up in operation', async () => {
    const module = new FakeHc12();
    const rig = rigOn(at({ ...HC12, channel: 21, powerDbm: 14, mode: 'FU3' }), module);
    await rig.time.pass(2000);
    expect(rig.links).toEqual(['up']);
    // FU3 and 9600 baud it had.
    expect(module.commands).toEqual(['AT', 'AT+RX', 'AT+C021', 'AT+P6']);
    expect(module.settings).toEqual({ mode: 'FU3', baud: 9600, channel: '021', power: 6 });
    rig.radio.send(Uint8Array.of(1, 2));
    expect(rig.plug.written.at(-1)).toEqual(Uint8Array.of(0, 3, 1, 2, 0));
    expect(module.commands).toHaveLength(4);
  });

  test('that is as it should be is not written', async () => {
    const module = new FakeHc12();
    module.settings = { mode: 'FU3', baud: 9600, channel: '007', power: 1 };
    const rig = rigOn(at({ ...HC12, channel: 7, powerDbm: -1 }), module);
    await rig.time.pass(2000);
    expect(module.commands).toEqual(['AT', 'AT+RX']);
    expect(rig.links).toEqual(['up']);
  });

  test('with another speed is found at that of its maker, and gets the speed of the port', async () => {
    const module = new FakeHc12('dtr');
    const rig = rigOn(at({ ...HC12, setLine: 'dtr' }, 19_200), module);
    await rig.time.pass(4000);
    expect(rig.links).toEqual(['up']);
    expect([module.settings.baud, module.baud]).toEqual([19_200, 19_200]);
    rig.radio.send(Uint8Array.of(1));
    module.toHost(Uint8Array.of(0, 2, 9, 0));
    expect(rig.heard).toEqual(['09']);
  });

  test('that refuses is told with the command and its answer, and tried again', async () => {
    const module = new FakeHc12();
    module.refuses = /C099/;
    const rig = rigOn(at({ ...HC12, channel: 99 }), module);
    await rig.time.pass(2000);
    expect(rig.links).toEqual([
      'the HC-12 answered ERROR to AT+C099: it does not take this setting',
    ]);
    module.refuses = null;
    await rig.time.pass(8000);
    expect(rig.links.slice(1)).toEqual(['up']);
    expect(module.settings.channel).toBe('099');
  });

  test('that says nothing is told with what to look at', async () => {
    const module = new FakeHc12();
    module.isMute = true;
    const rig = rigOn(at(HC12), module);
    await rig.time.pass(20_000);
    expect(rig.plug.opened).toBeGreaterThan(2);
    expect(rig.links).toEqual([
      'the HC-12 does not answer AT: is SET wired to the line that lines.set names, and TX to RX?',
    ]);
  });

  test('on a port without lines says so', async () => {
    const rig = rigOn(at(HC12), new FakeHc12());
    rig.plug.hasLines = false;
    await rig.time.pass(1000);
    expect(rig.links).toEqual([
      'the port has no line RTS to set the module with; ' +
        'use a port that has it, or leave lines out and set the module by hand',
    ]);
  });

  test('without a line for SET is left as it is', async () => {
    const module = new FakeHc12();
    const rig = rigOn(at({ ...HC12, setLine: null }), module);
    await rig.time.pass(10);
    expect([rig.links, module.commands, rig.plug.written]).toEqual([['up'], [], []]);
  });
});

const E22: E22Settings = {
  kind: 'e22',
  setLine: 'rts',
  channel: null,
  network: null,
  address: null,
  airRate: null,
  powerDbm: null,
  listen: null,
};

describe('an E22', () => {
  test('gets its registers in one write, and is back at its own speed', async () => {
    const module = new FakeEbyte('e22');
    module.registers = [0, 0, 0, 0x62, 0x80, 0x17, 0xc0];
    const settings = { ...E22, channel: 65, network: 7, address: 0x1234, airRate: 4800 };
    const rig = rigOn(at({ ...settings, powerDbm: 13, listen: true }, 38_400), module);
    await rig.time.pass(3000);
    expect(rig.links).toEqual(['up']);
    expect(module.writes).toBe(1);
    // 38400 baud 8N1 and 4.8k; packets of 240 bytes and 13 dBm; channel 65; transparent, listens.
    expect(module.registers).toEqual([0x12, 0x34, 7, 0b101_00_011, 0x02, 65, 0x10]);
    expect(module.baud).toBe(38_400);
    module.toHost(Uint8Array.of(0, 2, 5, 0));
    expect(rig.heard).toEqual(['05']);
  });

  test('that is as it should be is not written', async () => {
    const module = new FakeEbyte('e22');
    const rig = rigOn(at({ ...E22, channel: 0x17 }), module);
    await rig.time.pass(3000);
    expect([rig.links, module.writes]).toEqual([['up'], 0]);
  });

  test('that does not take them is told with both sides', async () => {
    const module = new FakeEbyte('e22');
    module.isReadOnly = true;
    const rig = rigOn(at({ ...E22, channel: 5 }), module);
    await rig.time.pass(2000);
    expect(rig.links).toEqual([
      'the E22 answered C1 00 07 00 00 00 62 00 17 00 to C0 00 07 00 00 00 62 00 05 00: ' +
        'it does not take these settings',
    ]);
  });

  test('that says nothing is told with its wires', async () => {
    const module = new FakeEbyte('e22');
    module.isMute = true;
    const rig = rigOn(at({ ...E22, channel: 5 }), module);
    await rig.time.pass(2000);
    expect(rig.links[0]).toMatch(/^the E22 does not answer .*M1 wired to .*M0 to ground/);
  });

  test('the last two bits of a power say the same in modules of 22 and of 30 dBm', () => {
    const power = (powerDbm: number) =>
      e22Registers([0, 0, 0, 0, 3, 0, 0], { ...E22, powerDbm }, 9600)[4];
    expect([22, 17, 13, 10].map(power)).toEqual([0, 1, 2, 3]);
    expect([30, 27, 24, 21].map(power)).toEqual([0, 1, 2, 3]);
  });

  test('what is not given stays, but for what the driver needs', () => {
    const present = [1, 2, 3, 0b011_01_010, 0b11_1_000_01, 9, 0b1110_1011];
    const wanted = [1, 2, 3, 0b011_00_010, 0b00_1_000_01, 9, 0b0000_1011];
    expect(e22Registers(present, E22, 9600)).toEqual(wanted);
  });
});

const E32: E32Settings = {
  kind: 'e32',
  setLine: 'dtr',
  channel: null,
  address: null,
  airRate: null,
  powerDbm: null,
};

describe('an E32', () => {
  test('gets its parameters, and they are read again', async () => {
    const module = new FakeEbyte('e32', 'dtr');
    const settings = { ...E32, channel: 6, address: 0xffff, airRate: 9600, powerDbm: 10 };
    const rig = rigOn(at(settings, 19_200), module);
    await rig.time.pass(3000);
    expect(rig.links).toEqual(['up']);
    expect(module.registers).toEqual([0xff, 0xff, 0b00_100_100, 6, 0x47]);
    expect([module.writes, module.baud]).toEqual([1, 19_200]);
  });

  test('that is as it should be is not written', async () => {
    const module = new FakeEbyte('e32', 'dtr');
    const rig = rigOn(at(E32), module);
    await rig.time.pass(3000);
    expect([rig.links, module.writes]).toEqual([['up'], 0]);
  });

  test('that does not take them is told with what it has', async () => {
    const module = new FakeEbyte('e32', 'dtr');
    module.isReadOnly = true;
    const rig = rigOn(at({ ...E32, channel: 5 }), module);
    await rig.time.pass(3000);
    expect(rig.links[0]).toBe(
      'the E32 has 00 00 1A 17 44 after C0 00 00 1A 05 44: it does not take these settings',
    );
  });

  test('fixed transmission is switched off', () => {
    expect(e32Parameters([0, 0, 0x1a, 0x17, 0xc4], E32, 9600)).toEqual([0, 0, 0x1a, 0x17, 0x44]);
  });
});

const SIK: SikSettings = { kind: 'sik', network: null, airRate: null, powerDbm: null };

describe('a SiK radio', () => {
  function sikOn(settings: SikSettings, change: (module: FakeSik) => void = () => {}) {
    const time = new VirtualTime();
    const after = (ms: number, act: () => void) => time.at(time.nowMs + ms, act);
    const module = new FakeSik(() => time.nowMs, after);
    change(module);
    return { module, ...rigOn(at(settings, 57_600), module, { time }) };
  }

  test('gets what it has not, keeps it, and starts again', async () => {
    const { module, links, time } = sikOn({ ...SIK, network: 7, powerDbm: 20, airRate: 64_000 });
    await time.pass(6000);
    expect(links).toEqual(['up']);
    const set = module.commands.filter((command) => !command.endsWith('?'));
    expect(set).toEqual(['ATS3=7', 'ATS6=0', 'AT&W', 'ATZ']);
    expect([module.restarts, module.isCommanded]).toEqual([1, false]);
  });

  test('that is as it should be only leaves its commands', async () => {
    const { module, links, time } = sikOn({ ...SIK, network: 25 }, ({ parameters }) =>
      parameters.set(6, '0'),
    );
    await time.pass(6000);
    expect(links).toEqual(['up']);
    expect(module.commands.at(-1)).toBe('ATO');
    expect([module.restarts, module.isCommanded]).toEqual([0, false]);
  });

  test('without settings is up at once, and hears no plus signs', async () => {
    const { module, links, plug, time } = sikOn(SIK);
    await time.pass(10);
    expect([links, module.commands, plug.written]).toEqual([['up'], [], []]);
  });

  test('that an earlier process left among its commands is brought back', async () => {
    const { module, links, time } = sikOn({ ...SIK, network: 25 }, (radio) => {
      radio.isCommanded = true;
    });
    await time.pass(8000);
    expect([links, module.isCommanded]).toEqual([['up'], false]);
  });

  test('that refuses is told with the command and its answer', async () => {
    const { links, time } = sikOn({ ...SIK, powerDbm: 30 });
    await time.pass(6000);
    expect(links[0]).toBe('the radio answered ERROR to ATS4=30: it does not take this setting');
  });

  test('at another speed is told as garbage or as silence', async () => {
    const { links, time } = sikOn({ ...SIK, network: 1 }, (radio) => {
      radio.baud = 115_200;
    });
    await time.pass(6000);
    expect(links[0]).toBe(
      'the radio does not answer +++: is it a SiK radio, is the baud rate right, and TX wired to RX?',
    );
  });
});
