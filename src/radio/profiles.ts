/**
 * The radios that we know, with their numbers from data sheets, standards and measurements.
 *
 * Where a maker says nothing, the number is our choice and the comment says so.
 */
import { type Airtime, type LoraAirtime, loraPreambleMs, uartMs } from './airtime.ts';
import type { SharedProfile, SwitchedProfile, Uart } from './profile.ts';

/** COBS: one code byte for frames up to 254 bytes, and a zero at both ends. */
const COBS_BYTES = 3;

/** Robots in one hall, some metres apart: well above any sensitivity. Our choice. */
const RECEIVED_DBM = -60;

const HOUR_MS = 3_600_000;

/** A wire does not fade; a gain below -40 dB stands for a plug that was pulled. */
const WIRE = {
  medium: 'switched',
  mtuBytes: 65_535,
  receivedDbm: -60,
  sensitivityDbm: -100,
} as const;

/** MQTT over Mosquitto with TCP_NODELAY: 0.23 ms a hop, measured. */
const LAN: SwitchedProfile = { ...WIRE, hopMs: 0.23 };

/** Earth to Mars, ten minutes one way. */
const MARS: SwitchedProfile = { ...WIRE, hopMs: 600_000 };

/** Transparent modems at 9600 baud; Ebyte's manuals: buffer of 1000 bytes. */
const SLOW_UART: Uart = {
  bitsPerSecond: 9600,
  framingBytes: COBS_BYTES,
  framingOnAir: true,
  bufferBytes: 1000,
};

/** A modem takes so long a silence for the end of the frame (E32 manual, 6.2: "3-byte time"). */
const END_OF_FRAME_MS = uartMs(SLOW_UART.bitsPerSecond, 3);

/**
 * HC-12 (manual v2.4): mode FU3 at 9600 baud sends 15000 bit/s, sensitivity -111 dBm. The maker does not publish
 * the frame: 16 bytes around the data, half of them preamble, give 14 ms for one byte (manual: 4 to 80 ms)
 * and 124 ms for 40. No carrier sense. 433.05-434.79 MHz: 10 % (ERC/REC 70-03, annex 1).
 * Capture: FSK needs 9 to 10 dB over a signal on its own channel (3GPP TS 45.005: C/Ic 9 dB for GMSK).
 */
const HC12: SharedProfile = {
  medium: 'shared',
  airtime: { kind: 'bits', bitsPerSecond: 15_000, overheadBytes: 16 },
  uart: SLOW_UART,
  settleMs: END_OF_FRAME_MS,
  mtuBytes: 254,
  queueFrames: 8,
  dutyCycle: { share: 0.1, windowMs: HOUR_MS },
  listenBeforeTalk: null,
  captureDb: 10,
  syncMs: (8 * 8 * 1000) / 15_000,
  receivedDbm: RECEIVED_DBM,
  sensitivityDbm: -111,
};

/** SiK's unit of turn-taking at 64 kbit/s: 13 bytes of 144 us and 208 us (SiK firmware, tdm.c, packet_latency). */
const SIK_TURN_MS = 2.08;

/**
 * SiK telemetry radio: 57600 baud, 64 kbit/s on the air without error correction, up to 252 bytes a packet, 13 of
 * preamble, header and trailer. Two members take turns (time division): a sender waits for the other's
 * empty turn. Modelled as listening with no turnaround, which collides as little as turns do; a member that
 * hears nobody, collides. Sensitivity: Si4432 data sheet, table 3, at 100 kbit/s.
 */
const SIK: SharedProfile = {
  medium: 'shared',
  airtime: { kind: 'bits', bitsPerSecond: 64_000, overheadBytes: 13 },
  uart: { bitsPerSecond: 57_600, framingBytes: COBS_BYTES, framingOnAir: true, bufferBytes: 1000 },
  settleMs: SIK_TURN_MS,
  mtuBytes: 252 - COBS_BYTES,
  queueFrames: 8,
  dutyCycle: { share: 0.1, windowMs: HOUR_MS },
  listenBeforeTalk: {
    senseDbm: -104,
    turnaroundMs: 0,
    slotMs: SIK_TURN_MS,
    minExponent: 0,
    maxExponent: 4,
    tries: 32,
    afterwards: 'drop',
  },
  captureDb: 10,
  syncMs: (5 * 8 * 1000) / 64_000,
  receivedDbm: RECEIVED_DBM,
  sensitivityDbm: -104,
};

/**
 * Ebyte E22, a LoRa modem at 9600 baud, 125 kHz, coding rate 4/5, packets of 240 bytes. Its listening
 * (register REG3, bit 4) sends after two seconds in any case; how it waits is not published, so slots of ten symbols
 * are our choice, as are the turnaround and the threshold: it measures power, so it misses faint LoRa signals.
 * 869.4-869.65 MHz: 10 % (ERC/REC 70-03, annex 1). Capture at the same spreading factor: 6 dB (Bor, Roedig, Voigt
 * and Alonso, "Do LoRa low-power wide-area networks scale?", MSWiM 2016). Sensitivity: SX1272/73 data sheet, RFS_L125.
 */
function lora(spreadingFactor: number, sensitivityDbm: number, tries: number): SharedProfile {
  const airtime = {
    kind: 'lora',
    spreadingFactor,
    bandwidthHz: 125_000,
    codingRate: 1,
    preambleSymbols: 8,
    implicitHeader: false,
    crc: true,
    lowDataRate: false,
  } as const satisfies LoraAirtime & Airtime;
  return {
    medium: 'shared',
    airtime,
    uart: SLOW_UART,
    settleMs: END_OF_FRAME_MS,
    mtuBytes: 240 - COBS_BYTES,
    queueFrames: 8,
    dutyCycle: { share: 0.1, windowMs: HOUR_MS },
    listenBeforeTalk: {
      senseDbm: -100,
      turnaroundMs: 0.3,
      slotMs: (10 * 2 ** spreadingFactor) / 125,
      minExponent: 0,
      maxExponent: 5,
      tries,
      afterwards: 'send',
    },
    captureDb: 6,
    syncMs: loraPreambleMs(airtime),
    receivedDbm: RECEIVED_DBM,
    sensitivityDbm,
  };
}

/**
 * IEEE 802.15.4 at 2.4 GHz through an XBee S2C at 115200 baud: 250 kbit/s; 6 bytes of preamble, delimiter and
 * length, 9 of header with short addresses and 2 of checksum; the module takes 100 bytes; API frames of 9 bytes on the
 * UART. CSMA-CA with the standard's defaults (macMinBE 3, macMaxBE 5, macMaxCSMABackoffs 4, slots of 20 symbols,
 * turnaround of 12), busy from 10 dB above the required sensitivity of -85 dBm. No duty cycle in this band.
 * Capture: 3 dB (CC2420 data sheet, co-channel rejection). Sensitivity of the XBee: -100 dBm.
 */
const IEEE_802_15_4: SharedProfile = {
  medium: 'shared',
  airtime: { kind: 'bits', bitsPerSecond: 250_000, overheadBytes: 17 },
  uart: { bitsPerSecond: 115_200, framingBytes: 9, framingOnAir: false, bufferBytes: 1000 },
  settleMs: 0,
  mtuBytes: 100,
  queueFrames: 8,
  dutyCycle: null,
  listenBeforeTalk: {
    senseDbm: -75,
    turnaroundMs: 0.192,
    slotMs: 0.32,
    minExponent: 3,
    maxExponent: 5,
    tries: 5,
    afterwards: 'drop',
  },
  captureDb: 3,
  syncMs: 0.16,
  receivedDbm: RECEIVED_DBM,
  sensitivityDbm: -100,
};

export const RADIO_PROFILES = {
  lan: LAN,
  hc12: HC12,
  sik: SIK,
  'lora-sf7': lora(7, -124, 17),
  'lora-sf9': lora(9, -130, 9),
  mars: MARS,
  xbee: IEEE_802_15_4,
} as const;
