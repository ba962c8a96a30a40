/**
 * REYAX RYLR998: LoRa behind AT commands (RYLR998_RYLR498 AT command guide, 56312E33, October 2023; the
 * error codes stand at its end). Settings are kept in flash, so they survive a lost power.
 *
 * +OK to AT+SEND comes when the packet has left the air; the guide does not say when, but refuses the next
 * one with +ERR=17 until then. The factory's settings of the radio (band, parameters) only decide who hears
 * whom: times on the air are those of the ether's profile.
 */
import type { UnsentReason } from '../../air/transmission.ts';
import type { ModulePorts, Packet, RadioModule } from '../module.ts';
import { LineReader } from './lines.ts';
import { bytesOf, numberIn, textOf } from './text.ts';

const VERSION = 'RYLR998_REYAX_V1.2.2';
const MAX_DATA_BYTES = 240;
/** The longest command, AT+SEND=65535,240, and its data. */
const MAX_LINE_BYTES = 17 + MAX_DATA_BYTES;
/** The guide names no range for what is heard; a strong signal in a hall. */
const SNR_DB = 11;
const BROADCAST = 0;

/** The guide's error codes, those that this module can give. */
const ERROR = {
  notAt: 2,
  unknown: 4,
  wrongLength: 5,
  overTime: 10,
  tooLong: 13,
  busy: 17,
  preamble: 18,
} as const;

const BAUDS: readonly number[] = [300, 1200, 4800, 9600, 19_200, 28_800, 38_400, 57_600, 115_200];

interface Settings {
  readonly address: number;
  readonly network: number;
  readonly bandHz: number;
  /** Spreading factor, bandwidth code, coding rate, preamble, as AT+PARAMETER has them. */
  readonly parameter: string;
  readonly powerDbm: number;
  readonly baud: number;
}

/** As the maker delivers it. */
const FACTORY: Settings = {
  address: 0,
  network: 18,
  bandHz: 915_000_000,
  parameter: '9,7,1,12',
  powerDbm: 22,
  baud: 115_200,
};

export class ReyaxModule implements RadioModule {
  private readonly ports: ModulePorts;
  private readonly lines = new LineReader(MAX_LINE_BYTES);
  private settings: Settings;
  private sending: Packet | null = null;

  constructor(ports: ModulePorts, baud: number = FACTORY.baud) {
    this.ports = ports;
    this.settings = { ...FACTORY, baud };
  }

  get baud(): number {
    return this.settings.baud;
  }

  get tuning(): string {
    const [spreadingFactor, bandwidth] = this.settings.parameter.split(',');
    return `${this.settings.bandHz} Hz SF${spreadingFactor} BW${bandwidth}`;
  }

  powerOn(): void {
    this.lines.clear();
    this.sending = null;
    this.say('+READY');
  }

  onHostBytes(bytes: Uint8Array): void {
    this.lines.push(bytes, (line) => {
      if (line === null) this.fail(ERROR.tooLong);
      else this.run(line);
    });
  }

  onHear(bytes: Uint8Array, packet: Packet, powerDbm: number): void {
    const { address, network } = this.settings;
    if (packet.network !== network) return;
    if (packet.destination !== BROADCAST && packet.destination !== address) return;
    const end = `${Math.round(powerDbm)},${SNR_DB}`;
    this.say(`+RCV=${packet.source},${bytes.length},${textOf(bytes)},${end}`);
  }

  onOver(packet: Packet): void {
    if (this.sending !== packet) return;
    this.sending = null;
    this.say('+OK');
  }

  onUnsent(packet: Packet, _reason: UnsentReason): void {
    if (this.sending !== packet) return;
    this.sending = null;
    this.fail(ERROR.overTime);
  }

  /** LoRa's checksum keeps noise to the module. */
  onNoise(): void {}

  private run(line: Uint8Array): void {
    const text = textOf(line);
    if (!text.startsWith('AT')) this.fail(ERROR.notAt);
    else if (text === 'AT') this.say('+OK');
    else if (text.startsWith('AT+SEND=')) this.send(text.slice(8));
    else if (text === 'AT+RESET') {
      this.say('+RESET');
      this.powerOn();
    } else if (text === 'AT+FACTORY') {
      this.change(FACTORY);
      this.say('+FACTORY');
    } else if (text.endsWith('?')) this.tell(text.slice(3, -1));
    else this.set(text.slice(3));
  }

  private send(text: string): void {
    const match = /^(\d{1,5}),(\d{1,4}),(.*)$/s.exec(text);
    const destination = match === null ? null : numberIn(match[1]!, 0, 0xffff);
    if (match === null || destination === null) {
      this.fail(ERROR.unknown);
      return;
    }
    const length = Number(match[2]);
    const bytes = bytesOf(match[3]!);
    if (length > MAX_DATA_BYTES) this.fail(ERROR.tooLong);
    else if (length === 0 || bytes.length !== length) this.fail(ERROR.wrongLength);
    else if (this.sending !== null) this.fail(ERROR.busy);
    else {
      const { network, address } = this.settings;
      this.sending = { bytes, network, source: address, destination };
      this.ports.transmit(this.sending);
    }
  }

  private tell(name: string): void {
    const { address, network, bandHz, parameter, powerDbm, baud } = this.settings;
    const values: Readonly<Record<string, string | number>> = {
      ADDRESS: address,
      NETWORKID: network,
      BAND: bandHz,
      PARAMETER: parameter,
      CRFOP: powerDbm,
      IPR: baud,
      MODE: 0,
      VER: VERSION,
    };
    const value = values[name];
    if (value === undefined) this.fail(ERROR.unknown);
    else this.say(`+${name}=${value}`);
  }

  private set(assignment: string): void {
    const [, name, value] = /^([A-Z]+)=(.*)$/s.exec(assignment) ?? [];
    if (name === undefined || value === undefined) {
      this.fail(ERROR.unknown);
      return;
    }
    if (name === 'MODE') {
      this.answer(value === '0' ? null : ERROR.unknown);
      return;
    }
    const change = changeOf(name, value, this.settings.network);
    if (typeof change === 'number') {
      this.fail(change);
      return;
    }
    // The answer to a new speed still goes out at the old one.
    this.say(name === 'IPR' ? `+IPR=${value}` : '+OK');
    this.change({ ...this.settings, ...change });
  }

  private change(settings: Settings): void {
    this.settings = settings;
    this.ports.retuned();
  }

  private answer(error: number | null): void {
    if (error === null) this.say('+OK');
    else this.fail(error);
  }

  private fail(error: number): void {
    this.say(`+ERR=${error}`);
  }

  private say(text: string): void {
    this.ports.toHost(bytesOf(`${text}\r\n`));
  }
}

/** What an assignment changes, or the error that answers it. */
function changeOf(name: string, value: string, network: number): Partial<Settings> | number {
  switch (name) {
    case 'ADDRESS':
      return ranged(numberIn(value, 0, 0xffff), (address) => ({ address }));
    case 'NETWORKID': {
      const id = numberIn(value, 3, 18);
      return ranged(id === 16 || id === 17 ? null : id, (allowed) => ({ network: allowed }));
    }
    case 'BAND':
      return ranged(numberIn(value, 410_000_000, 960_000_000), (bandHz) => ({ bandHz }));
    case 'CRFOP':
      return ranged(numberIn(value, 0, 22), (powerDbm) => ({ powerDbm }));
    case 'IPR':
      return ranged(BAUDS.includes(Number(value)) ? Number(value) : null, (baud) => ({ baud }));
    case 'PARAMETER':
      return parameterOf(value, network);
    default:
      return ERROR.unknown;
  }
}

/** Spreading factor 5 to 11, bandwidth 7 to 9, coding rate 1 to 4; a preamble other than 12 needs network 18. */
function parameterOf(value: string, network: number): Partial<Settings> | number {
  const parts = value.split(',');
  const [factor, bandwidth, rate, preamble] = parts;
  const isKnown =
    parts.length === 4 &&
    numberIn(factor!, 5, 11) !== null &&
    numberIn(bandwidth!, 7, 9) !== null &&
    numberIn(rate!, 1, 4) !== null;
  if (!isKnown) return ERROR.unknown;
  const isAllowed = numberIn(preamble!, 4, 24) !== null && (preamble === '12' || network === 18);
  return isAllowed ? { parameter: value } : ERROR.preamble;
}

function ranged(
  value: number | null,
  change: (value: number) => Partial<Settings>,
): Partial<Settings> | number {
  return value === null ? ERROR.unknown : change(value);
}
