/**
 * The SiK telemetry radio's AT commands, as its firmware has them (ArduPilot/SiK, Firmware/radio/at.c and
 * parameters.c): a second of silence, `+++`, a second of silence; then lines that end with a carriage return.
 *
 * ATSn= counts at once for the register, AT&W keeps it, ATZ starts the radio anew with what was kept.
 */
import { bytesOf, textOf } from './text.ts';
import type { Commander, CommanderPorts } from './transparent.ts';

const GUARD_MS = 1000;
/** Longer commands throw the radio out of command mode (at.c, AT_CMD_MAXLEN). */
const MAX_COMMAND = 16;
const BANNER = 'SiK 2.2 on HM-TRP';

/** Names and factory values of the registers (parameters.c). */
const REGISTERS: readonly (readonly [name: string, value: number])[] = [
  ['FORMAT', 26],
  ['SERIAL_SPEED', 57],
  ['AIR_SPEED', 64],
  ['NETID', 25],
  ['TXPOWER', 20],
  ['ECC', 0],
  ['MAVLINK', 1],
  ['OPPRESEND', 0],
  ['MIN_FREQ', 433_050],
  ['MAX_FREQ', 434_790],
  ['NUM_CHANNELS', 10],
  ['DUTY_CYCLE', 100],
  ['LBT_RSSI', 0],
  ['MANCHESTER', 0],
  ['RTSCTS', 0],
  ['MAX_WINDOW', 131],
];
const SERIAL_SPEED = 1;

/** Speeds of the UART by their code, in thousands. */
const BAUDS: Readonly<Record<number, number>> = {
  1: 1200,
  2: 2400,
  4: 4800,
  9: 9600,
  19: 19_200,
  38: 38_400,
  57: 57_600,
  115: 115_200,
};
const FREQUENCY_PLAN: readonly number[] = [2, 3, 8, 9, 10];

type Mode = 'data' | 'guard' | 'command';

export class SikCommander implements Commander {
  private readonly ports: CommanderPorts;
  private registers: number[];
  private kept: number[];
  /** What the radio runs with: the registers when it started. */
  private active: number[];
  private mode: Mode = 'data';
  private plusses = 0;
  private lastByteMs = Number.NEGATIVE_INFINITY;
  private line = '';
  /** Counts the bytes seen, so that the guard time notices one that came in it. */
  private seen = 0;

  constructor(ports: CommanderPorts, baud: number) {
    this.ports = ports;
    this.kept = REGISTERS.map(([, value]) => value);
    const code = Object.entries(BAUDS).find(([, speed]) => speed === baud)?.[0];
    if (code !== undefined) this.kept[SERIAL_SPEED] = Number(code);
    this.registers = [...this.kept];
    this.active = [...this.kept];
  }

  get baud(): number {
    return BAUDS[this.active[SERIAL_SPEED]!]!;
  }

  /** Radios of different networks hop in different orders, and hardly ever meet. */
  get tuning(): string {
    return FREQUENCY_PLAN.map((register) => this.active[register]).join('/');
  }

  get isCommanding(): boolean {
    return this.mode === 'command';
  }

  powerOn(): void {
    this.registers = [...this.kept];
    this.active = [...this.kept];
    this.mode = 'data';
    this.plusses = 0;
    this.line = '';
    this.ports.retuned();
  }

  watch(bytes: Uint8Array): void {
    if (this.mode === 'command') return;
    for (const letter of textOf(bytes)) this.look(letter);
  }

  command(bytes: Uint8Array): void {
    for (const letter of textOf(bytes)) {
      if (this.mode !== 'command') return;
      this.take(letter);
    }
  }

  private look(letter: string): void {
    const { nowMs } = this.ports.timeline;
    const wasSilent = nowMs - this.lastByteMs >= GUARD_MS;
    this.lastByteMs = nowMs;
    this.seen += 1;
    this.mode = 'data';
    if (letter !== '+' || (this.plusses === 0 && !wasSilent)) {
      this.plusses = 0;
      return;
    }
    this.plusses += 1;
    if (this.plusses < 3) return;
    this.plusses = 0;
    this.mode = 'guard';
    const { seen } = this;
    this.ports.timeline.at(nowMs + GUARD_MS, () => {
      if (this.mode === 'guard' && this.seen === seen) this.enter();
    });
  }

  private enter(): void {
    this.mode = 'command';
    this.line = '';
    this.say('OK\r\n');
  }

  /** Command mode echoes what it takes, in capitals. */
  private take(letter: string): void {
    if (letter === '\r') {
      this.say('\r\n');
      const { line } = this;
      this.line = '';
      this.run(line);
    } else if (/[ -~]/.test(letter)) {
      if (this.line.length >= MAX_COMMAND) {
        this.leave();
        return;
      }
      this.line += letter.toUpperCase();
      this.say(letter.toUpperCase());
    }
  }

  private run(line: string): void {
    if (!line.startsWith('AT')) return;
    const rest = line.slice(2);
    if (rest === '') this.say('OK\r\n');
    else if (rest === 'O') this.leave();
    else if (rest === 'Z') this.powerOn();
    else if (rest === 'I' || rest === 'I0') this.say(`${BANNER}\r\n`);
    else if (rest === 'I5') this.say(this.listed());
    else this.say(`${this.changedBy(rest) ?? 'ERROR'}\r\n`);
  }

  private leave(): void {
    this.mode = 'data';
    this.lastByteMs = this.ports.timeline.nowMs;
  }

  private listed(): string {
    const lines = REGISTERS.map(
      ([name], register) => `S${register}: ${name}=${this.registers[register]}\r\n`,
    );
    return lines.join('');
  }

  private changedBy(command: string): string | null {
    if (command === '&W') {
      this.kept = [...this.registers];
      return 'OK';
    }
    if (command === '&F') {
      this.registers = REGISTERS.map(([, value]) => value);
      return 'OK';
    }
    const match = /^S(\d{1,3})(?:(\?)|=(\d{1,9}))$/.exec(command);
    const register = Number(match?.[1] ?? Number.NaN);
    if (match === null || register >= REGISTERS.length) return null;
    if (match[2] !== undefined) return String(this.registers[register]);
    const value = Number(match[3]);
    const isAllowed = register === SERIAL_SPEED ? BAUDS[value] !== undefined : register > 0;
    if (!isAllowed) return null;
    this.registers[register] = value;
    return 'OK';
  }

  private say(text: string): void {
    this.ports.toHost(bytesOf(text));
  }
}
