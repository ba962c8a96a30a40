/** How long bytes occupy the air, by kind of radio. */

export type Airtime = LoraAirtime | BitAirtime;

/** LoRa, as an SX1272 or SX1276 sends it. */
export interface LoraAirtime {
  readonly kind: 'lora';
  /** 6 to 12. */
  readonly spreadingFactor: number;
  readonly bandwidthHz: number;
  /** 1 for 4/5 to 4 for 4/8. */
  readonly codingRate: number;
  readonly preambleSymbols: number;
  readonly implicitHeader: boolean;
  readonly crc: boolean;
  /** Fewer bits a symbol; mandatory where a symbol lasts more than 16 ms. */
  readonly lowDataRate: boolean;
}

/** Radios that send bits at one rate: FSK modules, IEEE 802.15.4. */
export interface BitAirtime {
  readonly kind: 'bits';
  readonly bitsPerSecond: number;
  /** Preamble, sync word, length, checksum: bytes on the air that the sender did not give. */
  readonly overheadBytes: number;
}

export function airtimeMs(airtime: Airtime, bytes: number): number {
  switch (airtime.kind) {
    case 'lora':
      return loraMs(airtime, bytes);
    case 'bits':
      return ((airtime.overheadBytes + bytes) * 8 * 1000) / airtime.bitsPerSecond;
  }
}

/** Time on air of a LoRa packet (Semtech SX1272/73 datasheet, section 4.1.1.7). */
function loraMs(radio: LoraAirtime, bytes: number): number {
  const symbolMs = loraSymbolMs(radio);
  const bits =
    8 * bytes -
    4 * radio.spreadingFactor +
    28 +
    (radio.crc ? 16 : 0) -
    (radio.implicitHeader ? 20 : 0);
  const bitsPerBlock = 4 * (radio.spreadingFactor - (radio.lowDataRate ? 2 : 0));
  const coded = Math.max(Math.ceil(bits / bitsPerBlock) * (radio.codingRate + 4), 0);
  return loraPreambleMs(radio) + (8 + coded) * symbolMs;
}

function loraSymbolMs({ spreadingFactor, bandwidthHz }: LoraAirtime): number {
  return (2 ** spreadingFactor * 1000) / bandwidthHz;
}

/** The programmed preamble and the 4.25 symbols of the sync word: a receiver is committed after it. */
export function loraPreambleMs(radio: LoraAirtime): number {
  return (radio.preambleSymbols + 4.25) * loraSymbolMs(radio);
}

/** Time of bytes on a UART at 8N1: ten bits each. */
export function uartMs(bitsPerSecond: number, bytes: number): number {
  return (bytes * 10 * 1000) / bitsPerSecond;
}
