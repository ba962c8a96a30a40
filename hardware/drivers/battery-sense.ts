/** What the drivers of battery sensors have in common: they are asked, and say what they read last. */

export interface BatteryReading {
  readonly volts: number;
  /** Into the battery; negative out of it. Null where nothing measures it. */
  readonly amps: number | null;
  /** What the converter gave, before any arithmetic: a sensor that is stuck shows by it. */
  readonly raw: number;
  /** When it was read, on the member's clock. */
  readonly atMs: number;
}

export interface BatterySense {
  /** The newest reading, or null when there is none yet or the sensor is gone. */
  reading(): BatteryReading | null;
  /** Why there is none, in plain words with the mend, where the driver knows. */
  readonly fault: string | null;
  close(): void;
}
