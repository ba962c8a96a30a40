/**
 * The HC-12's AT commands (user manual v2.4, "Module parameter setting AT command").
 *
 * They count while the SET pin is low, and end where the sender is silent. Settings are kept without power, and
 * take effect when SET is released. A pty has no modem lines: there the ether cannot see SET, and an HC-12
 * behind a pty only passes data.
 */
import { bytesOf, numberIn, textOf } from './text.ts';
import type { Commander, CommanderPorts } from './transparent.ts';

const BAUDS: readonly number[] = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

/** Output power of AT+P1 to AT+P8, as the manual writes it. */
const POWERS = ['-01', '+02', '+05', '+08', '+11', '+14', '+17', '+20'] as const;

interface Settings {
  readonly baud: number;
  readonly channel: number;
  readonly mode: number;
  readonly power: number;
}

/** As the maker delivers it. */
const FACTORY: Settings = { baud: 9600, channel: 1, mode: 3, power: 8 };

export class Hc12Commander implements Commander {
  private readonly ports: CommanderPorts;
  /** In effect. */
  private active: Settings;
  /** In effect once SET is released. */
  private kept: Settings;
  private setIsLow = false;

  constructor(ports: CommanderPorts, baud: number = FACTORY.baud) {
    this.ports = ports;
    this.active = { ...FACTORY, baud };
    this.kept = this.active;
  }

  get baud(): number {
    return this.active.baud;
  }

  get tuning(): string {
    return `channel ${this.active.channel} FU${this.active.mode}`;
  }

  get isCommanding(): boolean {
    return this.setIsLow;
  }

  /** The level of the SET pin. */
  set(isLow: boolean): void {
    if (this.setIsLow && !isLow) this.apply();
    this.setIsLow = isLow;
  }

  powerOn(): void {
    this.apply();
  }

  watch(): void {}

  command(bytes: Uint8Array): void {
    const text = textOf(bytes).trim();
    this.ports.toHost(bytesOf(`${this.answer(text)}\r\n`));
  }

  private apply(): void {
    this.active = this.kept;
    this.ports.retuned();
  }

  private answer(text: string): string {
    if (text === 'AT') return 'OK';
    if (text === 'AT+V') return 'www.hc01.com  HC-12_V2.4';
    if (text === 'AT+SLEEP') return 'OK+SLEEP';
    if (text === 'AT+DEFAULT') {
      this.kept = FACTORY;
      return 'OK+DEFAULT';
    }
    return this.askedFor(text) ?? this.changedBy(text) ?? 'ERROR';
  }

  private askedFor(text: string): string | null {
    const { baud, channel, mode, power } = this.kept;
    const answers: Readonly<Record<string, string>> = {
      'AT+RB': `OK+B${baud}`,
      'AT+RC': `OK+RC${digits(channel)}`,
      'AT+RF': `OK+FU${mode}`,
      'AT+RP': `OK+RP:${POWERS[power - 1]}dBm`,
    };
    if (text !== 'AT+RX') return answers[text] ?? null;
    return [answers['AT+RF'], answers['AT+RB'], answers['AT+RC'], answers['AT+RP']].join('\r\n');
  }

  private changedBy(text: string): string | null {
    const change = settingIn(text);
    if (change === null) return null;
    this.kept = { ...this.kept, ...change };
    return `OK${text.slice(2)}`;
  }
}

function settingIn(text: string): Partial<Settings> | null {
  const match = /^AT\+(B|C|FU|P)(\d+)$/.exec(text);
  if (match === null) return null;
  const [, name, value] = match as unknown as [string, 'B' | 'C' | 'FU' | 'P', string];
  switch (name) {
    case 'B':
      return BAUDS.includes(Number(value)) ? { baud: Number(value) } : null;
    case 'C': {
      const channel = value.length === 3 ? numberIn(value, 1, 127) : null;
      return channel === null ? null : { channel };
    }
    case 'FU': {
      const mode = numberIn(value, 1, 4);
      return mode === null ? null : { mode };
    }
    case 'P': {
      const power = numberIn(value, 1, POWERS.length);
      return power === null ? null : { power };
    }
  }
}

function digits(channel: number): string {
  return String(channel).padStart(3, '0');
}
