/**
 * Digi XBee S2C with 802.15.4 firmware in API mode 2 (XBee/XBee-PRO S2C 802.15.4 RF Module User Guide, "Frame
 * descriptions"): transmit requests and their status, received packets, AT commands, modem status.
 *
 * Settings hold until the power fails; WR keeps them. Receivers do not acknowledge: a status of 0 says that
 * the packet has left the air, as it does for every broadcast of a real one.
 */
import type { UnsentReason } from '../../air/transmission.ts';
import type { ModulePorts, Packet, RadioModule } from '../module.ts';
import { bytesOf, textOf } from './text.ts';
import { ApiFrameReader, apiFrame } from './xbee-frame.ts';
import {
  baudOf,
  codeOf,
  factoryRegisters,
  isRegister,
  mayBeSet,
  type Registers,
  valueBytes,
} from './xbee-registers.ts';

const FRAME = {
  transmit64: 0x00,
  transmit16: 0x01,
  command: 0x08,
  queuedCommand: 0x09,
  transmit: 0x10,
  received64: 0x80,
  received16: 0x81,
  commandResponse: 0x88,
  transmitStatus: 0x89,
  modemStatus: 0x8a,
  extendedStatus: 0x8b,
  received: 0x90,
} as const;

const MODEM = { hardwareReset: 0x00, watchdogReset: 0x01 } as const;
const COMMAND = { ok: 0, invalidCommand: 2, invalidParameter: 3 } as const;
const DELIVERY = {
  success: 0x00,
  busy: 0x02,
  failed: 0x04,
  noBuffers: 0x32,
  tooLong: 0x74,
} as const;

const BROADCAST = 0xffff;
/** The 16-bit address of a module that has none. */
const NO_ADDRESS = 0xfffe;
const MAX_DATA_BYTES = 110;
/** Requests on their way besides the one on the air; the air itself refuses earlier. */
const MAX_PENDING = 32;
/** Receive options, bit 1: it was a broadcast. */
const WAS_BROADCAST = 0x02;

interface Pending {
  readonly packet: Packet;
  readonly frameId: number;
  readonly isExtended: boolean;
}

export class XbeeModule implements RadioModule {
  private readonly ports: ModulePorts;
  private readonly reader = new ApiFrameReader();
  private registers: Registers;
  private kept: Registers;
  private pending: Pending[] = [];

  /** `serial` is the lower half of its serial number, by which 64-bit addresses tell modules apart. */
  constructor(ports: ModulePorts, serial: number, baud = 9600) {
    this.ports = ports;
    this.kept = { ...factoryRegisters(serial), BD: codeOf(baud) };
    this.registers = { ...this.kept };
  }

  get baud(): number {
    return baudOf(this.registers);
  }

  get tuning(): string {
    return `channel ${this.registers.CH}`;
  }

  powerOn(): void {
    this.restart(MODEM.hardwareReset);
  }

  onHostBytes(bytes: Uint8Array): void {
    this.reader.push(bytes, (data) => this.run(data));
  }

  onHear(bytes: Uint8Array, packet: Packet, powerDbm: number): void {
    const { ID, MY, SL } = this.registers;
    if (packet.network !== ID) return;
    const isBroadcast = packet.destination === BROADCAST;
    const { destination } = packet;
    if (!isBroadcast && destination !== MY && destination !== SL + LONG) return;
    const options = isBroadcast ? WAS_BROADCAST : 0;
    const rssi = Math.min(0xff, Math.max(0, Math.round(-powerDbm)));
    this.tell([...this.receivedHead(packet.source, rssi, options), ...bytes]);
  }

  onOver(packet: Packet): void {
    this.finish(packet, DELIVERY.success);
  }

  onUnsent(packet: Packet, reason: UnsentReason): void {
    this.finish(packet, statusOf(reason));
  }

  /** The checksum of 802.15.4 keeps noise to the module. */
  onNoise(): void {}

  private restart(status: number): void {
    this.reader.clear();
    this.pending = [];
    this.registers = { ...this.kept };
    this.ports.retuned();
    this.tell([FRAME.modemStatus, status]);
  }

  private run(data: Uint8Array): void {
    switch (data[0]) {
      case FRAME.command:
      case FRAME.queuedCommand:
        if (data.length >= 4) this.command(data[1]!, textOf(data.subarray(2, 4)), data.subarray(4));
        return;
      case FRAME.transmit16:
        if (data.length >= 5) this.transmit(data[1]!, word(data, 2), data.subarray(5), false);
        return;
      case FRAME.transmit64:
        if (data.length >= 11) this.transmit(data[1]!, longAt(data, 2), data.subarray(11), false);
        return;
      case FRAME.transmit: {
        if (data.length < 14) return;
        const long = longAt(data, 2);
        const short = word(data, 10);
        const to = short === NO_ADDRESS || long === BROADCAST ? long : short;
        this.transmit(data[1]!, to, data.subarray(14), true);
        return;
      }
    }
  }

  private transmit(
    frameId: number,
    destination: number,
    data: Uint8Array,
    isExtended: boolean,
  ): void {
    const { ID, MY, SL } = this.registers;
    const source = MY < NO_ADDRESS ? MY : SL + LONG;
    const packet: Packet = { bytes: data.slice(), network: ID, source, destination };
    if (data.length > MAX_DATA_BYTES) {
      this.status({ packet, frameId, isExtended }, DELIVERY.tooLong);
      return;
    }
    if (this.pending.length === MAX_PENDING) {
      this.status({ packet, frameId, isExtended }, DELIVERY.noBuffers);
      return;
    }
    this.pending.push({ packet, frameId, isExtended });
    this.ports.transmit(packet);
  }

  private finish(packet: Packet, status: number): void {
    const place = this.pending.findIndex((pending) => pending.packet === packet);
    if (place < 0) return;
    this.status(this.pending.splice(place, 1)[0]!, status);
  }

  private status({ frameId, isExtended }: Pending, status: number): void {
    if (frameId === 0) return;
    if (isExtended) {
      const [high, low] = [NO_ADDRESS >> 8, NO_ADDRESS & 0xff];
      this.tell([FRAME.extendedStatus, frameId, high, low, 0, status, 0]);
    } else this.tell([FRAME.transmitStatus, frameId, status]);
  }

  private command(frameId: number, name: string, value: Uint8Array): void {
    const answer = (status: number, data: readonly number[] = []) => {
      if (frameId === 0) return;
      this.tell([FRAME.commandResponse, frameId, ...bytesOf(name), status, ...data]);
    };
    if (isRegister(name)) {
      if (value.length === 0) {
        answer(COMMAND.ok, valueBytes(name, this.registers[name]));
        return;
      }
      const number = value.reduce((total, byte) => total * 256 + byte, 0);
      const isAllowed = value.length <= 4 && mayBeSet(name, number);
      answer(isAllowed ? COMMAND.ok : COMMAND.invalidParameter);
      if (isAllowed) {
        this.registers[name] = number;
        this.ports.retuned();
      }
    } else this.execute(name, answer);
  }

  private execute(name: string, answer: (status: number) => void): void {
    switch (name) {
      case 'WR':
        this.kept = { ...this.registers };
        answer(COMMAND.ok);
        return;
      case 'AC':
        answer(COMMAND.ok);
        return;
      case 'RE':
        this.registers = factoryRegisters(this.registers.SL);
        answer(COMMAND.ok);
        this.ports.retuned();
        return;
      case 'FR':
        answer(COMMAND.ok);
        this.restart(MODEM.watchdogReset);
        return;
      default:
        answer(COMMAND.invalidCommand);
    }
  }

  /** AO 0: frame 0x90; otherwise 0x80 or 0x81, by the kind of the sender's address. */
  private receivedHead(source: number, rssi: number, options: number): number[] {
    const isLong = source >= LONG;
    if (this.registers.AO === 0) {
      const short = isLong ? NO_ADDRESS : source;
      const long = isLong ? longBytes(source - LONG) : Array.from({ length: 8 }, () => 0xff);
      return [FRAME.received, ...long, short >> 8, short & 0xff, options];
    }
    if (isLong) return [FRAME.received64, ...longBytes(source - LONG), rssi, options];
    return [FRAME.received16, source >> 8, source & 0xff, rssi, options];
  }

  private tell(data: readonly number[]): void {
    this.ports.toHost(apiFrame(Uint8Array.from(data)));
  }
}

/** Added to the lower half of a 64-bit address, to tell it from one of 16 bits. */
const LONG = 2 ** 32;

/** The address in a 64-bit field: broadcast, or a module by its serial number. */
function longAt(data: Uint8Array, at: number): number {
  const high = word(data, at) * 65_536 + word(data, at + 2);
  const low = word(data, at + 4) * 65_536 + word(data, at + 6);
  return high === 0 && low === BROADCAST ? BROADCAST : low + LONG;
}

function longBytes(serial: number): number[] {
  const registers = factoryRegisters(serial);
  return [...valueBytes('SH', registers.SH), ...valueBytes('SL', serial)];
}

function word(data: Uint8Array, at: number): number {
  return (data[at]! << 8) | data[at + 1]!;
}

function statusOf(reason: UnsentReason): number {
  switch (reason) {
    case 'channel-busy':
      return DELIVERY.busy;
    case 'queue-full':
      return DELIVERY.noBuffers;
    case 'too-long':
      return DELIVERY.tooLong;
    case 'duty-cycle':
    case 'power-off':
      return DELIVERY.failed;
  }
}
