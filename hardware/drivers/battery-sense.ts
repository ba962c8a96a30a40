/** What the drivers of battery sensors have in common: they are asked, and say what they read last. */

export interface VoltsReading {
  readonly volts: number;
  /** What the converter gave, before any arithmetic: a sensor that is stuck shows by it. */
  readonly raw: number;
  /** When it was read, on the member's clock. */
  readonly atMs: number;
}

export interface BatteryReading extends VoltsReading {
  /** Into the battery; negative out of it. Null where nothing measures it, or what does so has failed. */
  readonly amps: number | null;
}

export interface VoltsSense {
  /** The newest reading, or null when there is none yet or the sensor is gone. */
  volts(): VoltsReading | null;
  /** Why there is none, in plain words with the mend, where the driver knows. */
  readonly fault: string | null;
  close(): void;
}

export interface BatterySense {
  /** The newest reading, or null when there are no volts. */
  reading(): BatteryReading | null;
  /** What is wrong with any of its sensors, as far as their drivers know. */
  readonly fault: string | null;
  close(): void;
}
