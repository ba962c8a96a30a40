/**
 * A serial radio as swarm.yaml describes it: which port, which driver, which module is behind the
 * port, and how that is to be set.
 *
 * `null` in a module's settings: the file says nothing of it, and the module keeps what it has.
 */

export type SerialConfig = TransparentConfig | ReyaxConfig | XbeeConfig;
export type SerialDriver = SerialConfig['driver'];

interface PortConfig {
  /** Of the serial port, with the member's own id in place of %id. */
  readonly path: string;
  /** Bits per second between computer and module, at 8N1. */
  readonly baud: number;
}

/** Modules that send what comes in, and give out what they hear: frames are marked by COBS. */
export interface TransparentConfig extends PortConfig {
  readonly driver: 'transparent';
  readonly module: TransparentModule;
  /** The input line that AUX is wired to: high while the module has nothing more to send. */
  readonly auxLine: InputLine | null;
}

/** REYAX RYLR896 and RYLR998: AT commands. */
export interface ReyaxConfig extends PortConfig {
  readonly driver: 'reyax';
  readonly module: ReyaxSettings;
}

/** Digi XBee with 802.15.4 firmware: API frames. */
export interface XbeeConfig extends PortConfig {
  readonly driver: 'xbee';
  readonly module: XbeeSettings;
}

/** Lines of the port that the computer drives, and that it reads. */
export type OutputLine = 'rts' | 'dtr';
export type InputLine = 'cts' | 'dsr';

export type TransparentModule =
  | PlainSettings
  | Hc12Settings
  | E22Settings
  | E32Settings
  | SikSettings;

/** Nothing that can be set from here: ESP-NOW bridges, modules that were set by hand. */
export interface PlainSettings {
  readonly kind: 'plain';
}

export interface Hc12Settings {
  readonly kind: 'hc12';
  /** The line that SET is wired to; without it nothing can be set. */
  readonly setLine: OutputLine | null;
  /** 1 to 100: 433.4 MHz and 0.4 MHz for each channel above the first. */
  readonly channel: number | null;
  readonly powerDbm: number | null;
  readonly mode: Hc12Mode | null;
}

export type Hc12Mode = 'FU1' | 'FU2' | 'FU3' | 'FU4';

/** Ebyte E22: SX1262 or SX1268. */
export interface E22Settings {
  readonly kind: 'e22';
  /** The line that M1 is wired to, while M0 is wired to ground. */
  readonly setLine: OutputLine | null;
  readonly channel: number | null;
  readonly network: number | null;
  readonly address: number | null;
  readonly airRate: number | null;
  readonly powerDbm: number | null;
  /** Listen before talk. */
  readonly listen: boolean | null;
}

/** Ebyte E32: SX1276 or SX1278. */
export interface E32Settings {
  readonly kind: 'e32';
  /** The line that both M0 and M1 are wired to. */
  readonly setLine: OutputLine | null;
  readonly channel: number | null;
  readonly address: number | null;
  readonly airRate: number | null;
  readonly powerDbm: number | null;
}

export interface SikSettings {
  readonly kind: 'sik';
  readonly network: number | null;
  /** Bits per second on the air, in thousands. */
  readonly airRate: number | null;
  readonly powerDbm: number | null;
}

export interface ReyaxSettings {
  readonly address: number | null;
  readonly network: number | null;
  readonly frequencyMhz: number | null;
  readonly lora: ReyaxLora | null;
  readonly powerDbm: number | null;
}

/** The four numbers of AT+PARAMETER, which are set together. */
export interface ReyaxLora {
  readonly spreadingFactor: number;
  readonly bandwidthKhz: number;
  /** 1 for 4/5 to 4 for 4/8. */
  readonly codingRate: number;
  readonly preambleSymbols: number;
}

export interface XbeeSettings {
  readonly channel: number | null;
  /** PAN id. */
  readonly network: number | null;
  readonly address: number | null;
  /** 0 to 4; what that is in dBm depends on the model. */
  readonly powerLevel: number | null;
}
