/** Transparent modules in memory: what one hears from its computer, the others give to theirs. */

import type { OutputLine } from '../../../../firmware/radio/serial/config.ts';
import type { FakeModule } from './fake-port.ts';

/** A channel: bytes that come in at one place come out at all others, soon. */
export class FakeEther<Packet = Uint8Array> {
  private readonly listeners = new Set<(packet: Packet) => void>();

  join(listener: (packet: Packet) => void): void {
    this.listeners.add(listener);
  }

  send(packet: Packet, from: (packet: Packet) => void): void {
    for (const listener of this.listeners) {
      if (listener !== from) queueMicrotask(() => listener(packet));
    }
  }
}

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);
export const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Nothing but the air. */
export class FakePlain implements FakeModule {
  baud = 9600;
  toHost: (bytes: Uint8Array) => void = () => {};
  /** Bridges may give back what they are given. */
  hasEcho = false;
  private readonly ether: FakeEther;

  constructor(ether: FakeEther = new FakeEther()) {
    this.ether = ether;
    ether.join(this.onAir);
  }

  private readonly onAir = (packet: Uint8Array): void => this.fromAir(packet);

  protected fromAir(packet: Uint8Array): void {
    this.toHost(packet);
  }

  protected toAir(bytes: Uint8Array): void {
    this.ether.send(bytes.slice(), this.onAir);
    if (this.hasEcho) this.toHost(bytes);
  }

  hear(bytes: Uint8Array): void {
    this.toAir(bytes);
  }
}

/** An HC-12: AT commands while SET, on the line given, is low (manual v2.4). */
export class FakeHc12 extends FakePlain {
  settings = { mode: 'FU3', baud: 9600, channel: '001', power: 8 };
  /** Commands that it answers with ERROR. */
  refuses: RegExp | null = null;
  /** As if TX were not wired. */
  isMute = false;
  readonly commands: string[] = [];
  private readonly setLine: OutputLine;
  private isSetting = false;

  constructor(setLine: OutputLine = 'rts', ether?: FakeEther) {
    super(ether);
    this.setLine = setLine;
  }

  level(line: OutputLine, isLow: boolean): void {
    if (line !== this.setLine) return;
    // A new speed holds when it is back in operation.
    if (this.isSetting && !isLow) this.baud = this.settings.baud;
    this.isSetting = isLow;
  }

  override hear(bytes: Uint8Array): void {
    if (!this.isSetting) {
      super.hear(bytes);
      return;
    }
    const command = latin(bytes).trim();
    this.commands.push(command);
    if (!this.isMute) this.toHost(ascii(`${this.answer(command)}\r\n`));
  }

  private answer(command: string): string {
    const { settings } = this;
    if (this.refuses?.test(command)) return 'ERROR';
    if (command === 'AT') return 'OK';
    if (command === 'AT+RX') {
      const dbm = settings.power * 3 - 4;
      const power = `OK+RP:${dbm < 0 ? '-' : '+'}${String(Math.abs(dbm)).padStart(2, '0')}dBm`;
      return `OK+${settings.mode}\r\nOK+B${settings.baud}\r\nOK+C${settings.channel}\r\n${power}`;
    }
    const set = /^AT\+(FU[1-4]|B\d+|C\d{3}|P[1-8])$/.exec(command)?.[1];
    if (set === undefined) return 'ERROR';
    if (set.startsWith('FU')) settings.mode = set;
    else if (set.startsWith('B')) settings.baud = Number(set.slice(1));
    else if (set.startsWith('C')) settings.channel = set.slice(1);
    else settings.power = Number(set.slice(1));
    return `OK+${set}`;
  }
}

/** An E22 (M1 on the line) or an E32 (M0 and M1 on it): registers at 9600 baud while it is high. */
export class FakeEbyte extends FakePlain {
  registers: number[];
  isMute = false;
  /** It answers, and changes nothing. */
  isReadOnly = false;
  writes = 0;
  isBusy = false;
  private readonly kind: 'e22' | 'e32';
  private readonly setLine: OutputLine;
  private readonly ownBaud = () => {
    const codes = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];
    return this.kind === 'e22'
      ? codes[this.registers[3]! >> 5]!
      : codes[(this.registers[2]! >> 3) & 7]!;
  };

  constructor(kind: 'e22' | 'e32', setLine: OutputLine = 'rts', ether?: FakeEther) {
    super(ether);
    this.kind = kind;
    this.setLine = setLine;
    // The defaults of the manuals.
    this.registers = kind === 'e22' ? [0, 0, 0, 0x62, 0, 0x17, 0] : [0, 0, 0x1a, 0x17, 0x44];
  }

  private isSetting = false;

  level(line: OutputLine, isLow: boolean): void {
    if (line !== this.setLine) return;
    this.isSetting = !isLow;
    this.baud = this.isSetting ? 9600 : this.ownBaud();
  }

  auxIsLow(): boolean {
    return this.isBusy;
  }

  override hear(bytes: Uint8Array): void {
    if (!this.isSetting) {
      super.hear(bytes);
      return;
    }
    const answer = this.kind === 'e22' ? this.e22(bytes) : this.e32(bytes);
    if (!this.isMute) this.toHost(Uint8Array.from(answer));
  }

  private e22(bytes: Uint8Array): number[] {
    const [head, from = 0, count = 0, ...values] = bytes;
    if (head === 0xc0 && values.length === count) {
      this.writes += 1;
      if (!this.isReadOnly) this.registers.splice(from, count, ...values);
    } else if (head !== 0xc1 || values.length > 0) return [0xff, 0xff, 0xff];
    return [0xc1, from, count, ...this.registers.slice(from, from + count)];
  }

  private e32(bytes: Uint8Array): number[] {
    if (bytes[0] === 0xc0 && bytes.length === 6) {
      this.writes += 1;
      if (!this.isReadOnly) this.registers = [...bytes.slice(1)];
      return [...ascii('OK\r\n')]; // as early versions say it
    }
    return [0xc0, ...this.registers];
  }
}

/** A SiK radio: AT commands in the stream, after +++ between silences of a second. */
export class FakeSik extends FakePlain {
  readonly parameters = new Map([
    [1, '57'],
    [2, '64'],
    [3, '25'],
    [4, '20'],
    [6, '1'],
  ]);
  readonly commands: string[] = [];
  restarts = 0;
  isCommanded = false;
  private readonly nowMs: () => number;
  private readonly after: (ms: number, act: () => void) => void;
  /** As if something had just been sent to it. */
  private lastMs: number;
  private typed = '';

  constructor(nowMs: () => number, after: (ms: number, act: () => void) => void) {
    super();
    this.baud = 57_600;
    this.nowMs = nowMs;
    this.lastMs = nowMs();
    this.after = after;
  }

  override hear(bytes: Uint8Array): void {
    const sinceMs = this.nowMs() - this.lastMs;
    this.lastMs = this.nowMs();
    if (this.isCommanded) this.type(latin(bytes));
    else if (latin(bytes) === '+++' && sinceMs >= 1000) {
      this.after(1000, () => {
        if (this.nowMs() - this.lastMs < 1000) return;
        this.isCommanded = true;
        this.toHost(ascii('OK\r\n'));
      });
    } else super.hear(bytes);
  }

  private type(text: string): void {
    this.typed += text;
    const end = this.typed.indexOf('\r');
    if (end === -1) return;
    const command = this.typed.slice(0, end).trim();
    this.typed = '';
    if (command === '') return;
    this.commands.push(command);
    const answer = this.answer(command);
    // It echoes what is typed.
    this.toHost(ascii(`${command}\r\n${answer === null ? '' : `${answer}\r\n`}`));
  }

  private answer(command: string): string | null {
    const asked = /^ATS(\d+)\?$/.exec(command);
    if (asked) return this.parameters.get(Number(asked[1])) ?? 'ERROR';
    const set = /^ATS(\d+)=(\d+)$/.exec(command);
    if (set) {
      if (Number(set[1]) === 4 && Number(set[2]) > 20) return 'ERROR';
      this.parameters.set(Number(set[1]), set[2]!);
      return 'OK';
    }
    if (command === 'ATO' || command === 'ATZ') {
      this.isCommanded = false;
      if (command === 'ATZ') this.restarts += 1;
      return null;
    }
    return command === 'AT' || command === 'AT&W' ? 'OK' : 'ERROR';
  }
}
