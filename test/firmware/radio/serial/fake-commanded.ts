/** A RYLR module and an XBee in memory, as the manuals describe them. */

import type { FakeModule } from './fake-port.ts';
import { ascii, type FakeEther } from './fake-transparent.ts';

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** A RYLR998: commands in lines; +OK when a frame has been sent. */
export class FakeReyax implements FakeModule {
  baud = 115_200;
  toHost: (bytes: Uint8Array) => void = () => {};
  readonly settings = new Map([
    ['ADDRESS', '0'],
    ['NETWORKID', '18'],
    ['BAND', '915000000'],
    ['PARAMETER', '9,7,1,12'],
    ['CRFOP', '22'],
  ]);
  readonly commands: string[] = [];
  /** What it answers to commands that fit, in place of doing them. */
  refusal: { readonly to: RegExp; readonly answer: string | null } | null = null;
  private readonly ether: FakeEther<string>;
  private typed = '';

  constructor(ether: FakeEther<string>) {
    this.ether = ether;
    ether.join(this.onAir);
  }

  private readonly onAir = (data: string): void =>
    this.toHost(ascii(`+RCV=0,${data.length},${data},-42,11\r\n`));

  hear(bytes: Uint8Array): void {
    this.typed += latin(bytes);
    for (let end = this.typed.indexOf('\n'); end !== -1; end = this.typed.indexOf('\n')) {
      const command = this.typed.slice(0, end).replace(/\r$/, '');
      this.typed = this.typed.slice(end + 1);
      this.commands.push(command);
      const { refusal } = this;
      const answer = refusal?.to.test(command) ? refusal.answer : this.answer(command);
      if (answer !== null) this.toHost(ascii(`${answer}\r\n`));
    }
  }

  private answer(command: string): string {
    if (!command.startsWith('AT')) return '+ERR=2';
    if (command === 'AT') return '+OK';
    const sent = /^AT\+SEND=0,(\d+),(.*)$/s.exec(command);
    if (sent) {
      if (Number(sent[1]) > 240) return '+ERR=13';
      if (Number(sent[1]) !== sent[2]!.length) return '+ERR=5';
      this.ether.send(sent[2]!, this.onAir);
      return '+OK';
    }
    const [, name = '', asks, value = ''] = /^AT\+([A-Z]+)(\?)?=?(.*)$/.exec(command) ?? [];
    if (!this.settings.has(name)) return '+ERR=4';
    if (asks) return `+${name}=${this.settings.get(name)}`;
    this.settings.set(name, value);
    return '+OK';
  }
}

/** An XBee with 802.15.4 firmware. Frames are taken apart here anew, so that a mistake isn't made twice. */
export class FakeXbee implements FakeModule {
  baud = 9600;
  toHost: (bytes: Uint8Array) => void = () => {};
  /** 0: typed commands, 1: frames without escapes, 2: with them. */
  apiMode: number;
  readonly settings = new Map<string, number>([
    ['CH', 0x0c],
    ['ID', 0x3332],
    ['MY', 0],
    ['PL', 4],
    ['BD', 3],
  ]);
  /** Names that it was asked to change, in order. */
  readonly changed: string[] = [];
  refuses: string | null = null;
  /** Status of transmissions, or null for none. */
  status: number | null = 0;
  /** Newer firmware receives with other frames. */
  receives: 0x80 | 0x81 | 0x90 = 0x81;
  private readonly ether: FakeEther;
  private isTyped = false;

  constructor(ether: FakeEther, apiMode = 2) {
    this.ether = ether;
    this.apiMode = apiMode;
    ether.join(this.onAir);
  }

  private readonly onAir = (packet: Uint8Array): void => {
    const heads = {
      128: [0x80, 0, 0x13, 0xa2, 0, 1, 2, 3, 4, 0x28, 0x02],
      129: [0x81, 0x00, 0x00, 0x28, 0x02],
      144: [0x90, 0, 0x13, 0xa2, 0, 1, 2, 3, 4, 0, 0, 0x02],
    };
    this.sendFrame([...heads[this.receives], ...packet]);
  };

  sendFrame(data: readonly number[]): void {
    const sum = data.reduce((total, byte) => total + byte, 0) % 256;
    const plain = [data.length >> 8, data.length % 256, ...data, 255 - sum];
    const escaped = plain.flatMap((byte) =>
      this.apiMode === 2 && [0x7e, 0x7d, 0x11, 0x13].includes(byte) ? [0x7d, byte ^ 0x20] : [byte],
    );
    this.toHost(Uint8Array.from([0x7e, ...escaped]));
  }

  hear(bytes: Uint8Array): void {
    if (this.apiMode === 0) {
      this.type(latin(bytes));
      return;
    }
    if (bytes[0] !== 0x7e) return;
    const plain: number[] = [];
    for (let i = 1; i < bytes.length; i++) {
      if (bytes[i] === 0x7d && this.apiMode === 2) {
        i += 1;
        plain.push(bytes[i]! ^ 0x20);
      } else plain.push(bytes[i]!);
    }
    const length = plain[0]! * 256 + plain[1]!;
    const data = plain.slice(2, 2 + length);
    const sum = plain.slice(2).reduce((total, byte) => total + byte, 0) % 256;
    if (plain.length === length + 3 && sum === 255) this.obey(data);
  }

  private type(text: string): void {
    if (text === '+++') this.isTyped = true;
    else if (!this.isTyped) return;
    else if (text === 'ATAP2\r') this.changed.push('AP');
    else if (text === 'ATCN\r') this.apiMode = 2;
    this.toHost(ascii('OK\r'));
  }

  private obey(data: readonly number[]): void {
    const [type, id, ...rest] = data;
    if (type === 0x01) {
      this.ether.send(Uint8Array.from(rest.slice(3)), this.onAir);
      if (this.status !== null) this.sendFrame([0x89, id!, this.status]);
    } else if (type === 0x08) this.obeyCommand(id!, rest);
  }

  private obeyCommand(id: number, [first, second, ...value]: readonly number[]): void {
    const name = String.fromCharCode(first!, second!);
    const answer = (status: number, values: readonly number[] = []) =>
      this.sendFrame([0x88, id, first!, second!, status, ...values]);
    if (name === this.refuses && value.length > 0) answer(3);
    else if (name === 'AP') {
      if (value.length > 0) {
        this.changed.push(name);
        answer(0);
        this.apiMode = value[0]!;
      } else answer(0, [this.apiMode]);
    } else if (!this.settings.has(name)) answer(2);
    else if (value.length === 0) {
      const number = this.settings.get(name)!;
      answer(0, [number >> 8, number & 0xff]);
    } else {
      this.changed.push(name);
      const number = value.reduce((sum, byte) => sum * 256 + byte, 0);
      this.settings.set(name, number);
      answer(0);
      if (name === 'BD')
        this.baud = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200][number]!;
    }
  }
}
