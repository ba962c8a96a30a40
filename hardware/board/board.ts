/**
 * A board as data: which pin leads to what, how it is calibrated, and in which order things are to happen. One
 * board file says it (docs/hardware); drivers, virtual boards and the wiring pages all go by it.
 *
 * Everything here is complete: what a file leaves out has its default by now.
 */

/**
 * A pin by the name that is printed on the board: `D2` to `D13` and `A0` to `A5` of an Arduino, `GPIO2` to
 * `GPIO27` (BCM numbers) of a Raspberry Pi.
 */
export type Pin = string;

export type BoardModel = 'uno' | 'nano' | 'pi';

/** The level that a pin has, read or written, when what it leads to is closed, lit or on. */
export type Level = 'low' | 'high';

/** A contact that opens and closes. */
export interface ContactBoard {
  readonly pin: Pin;
  /** The level while it is closed. */
  readonly closed: Level;
  readonly pullUp: boolean;
  /** A change counts when it has lasted so long. */
  readonly debounceMs: number;
}

/** Volts behind a divider of two resistors at an analog pin. */
export interface DividerBoard {
  readonly kind: 'divider';
  readonly pin: Pin;
  /** Volts of the battery for each volt at the pin: (R1 + R2) / R2, corrected by calibration. */
  readonly ratio: number;
  /** Volts at the pin that read as full scale: the supply of an Arduino. */
  readonly referenceVolts: number;
}

/** An INA219 on the I2C bus: volts of the bus and amps through its shunt (TI SBOS448). */
export interface Ina219Board {
  readonly kind: 'ina219';
  /** 0x40 to 0x4f. */
  readonly address: number;
  readonly shuntOhms: number;
}

/** An INA219 behind the kernel's ina2xx driver: what a Raspberry Pi reads as files (hwmon sysfs). */
export interface HwmonBoard {
  readonly kind: 'hwmon';
  /** Name of the chip, as `/sys/class/hwmon/hwmonN/name` says it. */
  readonly chip: string;
}

/** A sensor that gives a voltage in proportion to the current, as an ACS712 does. */
export interface AnalogCurrentBoard {
  readonly kind: 'analog';
  readonly pin: Pin;
  /** Volts at the pin that stand for no current. */
  readonly zeroVolts: number;
  readonly voltsPerAmp: number;
  readonly referenceVolts: number;
}

/** Positive amps charge the battery, or flow from the pad into the robot. */
export type CurrentBoard = Ina219Board | HwmonBoard | AnalogCurrentBoard;

export interface BatteryBoard {
  readonly volts: DividerBoard | Ina219Board | HwmonBoard;
  /** Amps into the battery and out of it, for coulomb counting; null where nothing measures them. */
  readonly current: CurrentBoard | null;
  /** Resting volts of the empty and of the full battery, and what it holds. */
  readonly emptyVolts: number;
  readonly fullVolts: number;
  readonly capacityAh: number;
  /** A reading beyond these is a fault of the sensor and no reading. */
  readonly lowestVolts: number;
  readonly highestVolts: number;
}

export interface MotorBoard {
  /** Speed, by pulse width; null for a motor that is only switched (Raspberry Pi). */
  readonly pwm: Pin | null;
  /** High for forward. */
  readonly direction: Pin;
  /** The complement of `direction`, for bridges that want both; null for those that don't. */
  readonly brake: Pin | null;
  /** The motor is mounted the other way round. */
  readonly reversed: boolean;
}

/** Two motors that drive onto the pad and off it, in a straight line. */
export interface DriveBoard {
  readonly left: MotorBoard;
  readonly right: MotorBoard;
  /** 1 to 100 percent of full power. */
  readonly speedPercent: number;
  /** An approach without contact in this time has missed. */
  readonly approachMs: number;
  /** From full contact until clear of the pad, at most: the protocol plans with it. */
  readonly leaveMs: number;
  /** It drives on so long after the contact has opened, within `leaveMs`. */
  readonly clearMs: number;
  /** Of both motors together; null where nothing measures it. */
  readonly current: AnalogCurrentBoard | null;
  /** More than this for 200 ms stops the motors. */
  readonly limitAmps: number;
}

export interface LedBoard {
  readonly pin: Pin;
  readonly lit: Level;
}

/**
 * What switches off by itself when this process dies, freezes or loses the board. `firmware`: Roost's own
 * firmware on the Arduino opens the outputs. `pulse`: a pin that is toggled feeds a retriggerable timer, which
 * does it in hardware. `none`: nothing does (never for a pad).
 */
export type DeadManBoard =
  | { readonly kind: 'firmware'; readonly timeoutMs: number }
  | { readonly kind: 'pulse'; readonly pin: Pin; readonly everyMs: number }
  | { readonly kind: 'none' };

export interface RobotBoard {
  readonly model: BoardModel;
  readonly battery: BatteryBoard;
  readonly dock: ContactBoard;
  readonly drive: DriveBoard;
  readonly led: LedBoard | null;
  readonly deadMan: DeadManBoard;
}

export interface RelayBoard {
  readonly pin: Pin;
  /** The level that closes it: wire it so that it is open without one. */
  readonly closed: Level;
  /** A second contact of the relay, or the voltage behind it; null where nothing tells. */
  readonly feedback: ContactBoard | null;
  /** The feedback follows the relay within this time. */
  readonly settleMs: number;
}

export interface PadBoard {
  readonly model: BoardModel;
  readonly relay: RelayBoard;
  /** Something stands on the pad; null where nothing tells. */
  readonly contact: ContactBoard | null;
  /** Into the robot; null where nothing measures it. */
  readonly current: CurrentBoard | null;
  /** Less than this while power flows is an alarm, more than `maxAmps` a fault. */
  readonly minAmps: number;
  readonly maxAmps: number;
  readonly led: LedBoard | null;
  readonly deadMan: DeadManBoard;
}
