/** The parts that board files are made of: contacts, sensors, motors, lights, and what switches off by itself. */

import * as z from 'zod';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which pins there are follows from the model, so sense.ts judges the name. */
export function pin(description: string, example: string) {
  return z
    .string()
    .min(1)
    .meta({ description, examples: [example] });
}

export function milliseconds(description: string, example: number, { from, to }: Range) {
  return z
    .number()
    .min(from)
    .max(to)
    .meta({ description, examples: [example] });
}

function positive(description: string, example: number, most: number) {
  return z
    .number()
    .positive()
    .max(most)
    .meta({ description, examples: [example] });
}

/** Exactly one of several settings: the JSON Schema says it by counting. */
const ONE = { minProperties: 1, maxProperties: 1 };

function isOne(value: object): boolean {
  return Object.values(value).filter((part) => part !== undefined).length === 1;
}

function pullUp(description: string) {
  return z
    .boolean()
    .optional()
    .meta({ description, examples: [true] });
}

export function contact(description: string, example: string) {
  return z
    .strictObject({
      pin: pin('The pin that the contact is wired to', example),
      closed: z
        .enum(['low', 'high'])
        .optional()
        .meta({ description: 'The level while it is closed; low without it', examples: ['low'] }),
      pullUp: pullUp(
        'Whether the board pulls the pin up by itself; true for closed: low, false for closed: high without it',
      ),
      debounceMs: milliseconds('A change counts when it has lasted so long; 20 without it', 20, {
        from: 0,
        to: 500,
      }).optional(),
    })
    .meta({ description, examples: [{ pin: example, closed: 'low', pullUp: true }] });
}

export const model = z.enum(['uno', 'nano', 'pi']).meta({
  description: 'The board: an Arduino Uno or Nano (or the like), or the pins of a Raspberry Pi',
  examples: ['uno'],
});

const referenceVolts = z
  .number()
  .min(1)
  .max(5.5)
  .optional()
  .meta({
    description:
      'Volts at the pin that read as full scale: the supply of the Arduino; 5 without it',
    examples: [5],
  });

const divider = z
  .strictObject({
    pin: pin('The analog pin between the two resistors', 'A0'),
    ratio: z
      .number()
      .min(1)
      .max(100)
      .meta({
        description:
          'Volts of the battery for each volt at the pin, (R1 + R2) / R2, as roost bench corrects it',
        examples: [3],
      }),
    referenceVolts,
  })
  .meta({
    description: 'Two resistors between the battery and an analog pin of an Arduino',
    examples: [{ pin: 'A0', ratio: 3 }],
  });

const ina219 = z
  .strictObject({
    address: z
      .int()
      .min(0x40)
      .max(0x4f)
      .optional()
      .meta({ description: 'Address on the I2C bus; 0x40 (64) without it', examples: [0x40] }),
    shuntOhms: positive('Resistance of its shunt; 0.1 without it', 0.1, 10).optional(),
  })
  .meta({
    description: 'An INA219 on the I2C bus of an Arduino (A4 and A5)',
    examples: [{ address: 0x40, shuntOhms: 0.1 }],
  });

const hwmon = z
  .strictObject({
    chip: z
      .string()
      .min(1)
      .optional()
      .meta({
        description: 'Name of the chip, as /sys/class/hwmon/hwmonN/name says it; ina219 without it',
        examples: ['ina219'],
      }),
  })
  .meta({
    description: 'An INA219 that the kernel of a Raspberry Pi reads',
    examples: [{ chip: 'ina219' }],
  });

const analogShape = {
  pin: pin('The analog pin that the sensor is wired to', 'A2'),
  zeroVolts: z
    .number()
    .min(0)
    .max(5.5)
    .optional()
    .meta({ description: 'Volts that stand for no current; 2.5 without it', examples: [2.5] }),
  voltsPerAmp: z
    .number()
    .min(-10)
    .max(10)
    .refine((value) => value !== 0, { error: 'it must not be 0; write for instance 0.185' })
    .meta({
      description:
        'Volts for each amp: 0.185 of an ACS712-05B, 0.1 of the 20A, 0.066 of the 30A; negative when it is wired the other way round',
      examples: [0.185],
    }),
  referenceVolts,
};

const analog = z.strictObject(analogShape).meta({
  description: 'A sensor that gives a voltage in proportion to the current, as an ACS712',
  examples: [{ pin: 'A2', zeroVolts: 2.5, voltsPerAmp: 0.185 }],
});

const CURRENT_MEND =
  'write one of { ina219: {} }, { hwmon: {} } and { analog: { pin: A2, voltsPerAmp: 0.185 } }';

export function currentSensor(description: string) {
  return z
    .strictObject({
      ina219: ina219.optional(),
      hwmon: hwmon.optional(),
      analog: analog.optional(),
    })
    .refine(isOne, { error: CURRENT_MEND })
    .meta({ description, examples: [{ ina219: { address: 0x40 } }], ...ONE });
}

export type CurrentFile = z.output<ReturnType<typeof currentSensor>>;

const VOLTS_MEND =
  'write one of { divider: { pin: A0, ratio: 3 } }, { ina219: {} } and { hwmon: {} }';

export const battery = z
  .strictObject({
    volts: z
      .strictObject({
        divider: divider.optional(),
        ina219: ina219.optional(),
        hwmon: hwmon.optional(),
      })
      .refine(isOne, { error: VOLTS_MEND })
      .meta({
        description: 'What measures its voltage',
        examples: [{ divider: { pin: 'A0', ratio: 3 } }],
        ...ONE,
      }),
    current: currentSensor('What measures the current into it and out of it; nothing without it')
      .nullable()
      .optional(),
    emptyVolts: positive('Resting volts of the empty battery', 6.4, 60),
    fullVolts: positive('Resting volts of the full battery', 8.3, 60),
    capacityAh: positive('What it holds, in ampere hours', 2.2, 1000),
    lowestVolts: positive(
      'A reading below is a fault of the sensor; 70 percent of emptyVolts without it',
      4.5,
      60,
    ).optional(),
    highestVolts: positive(
      'A reading above is a fault of the sensor; 115 percent of fullVolts without it',
      9.5,
      80,
    ).optional(),
  })
  .meta({
    description: 'The battery and its sensors',
    examples: [
      {
        volts: { divider: { pin: 'A0', ratio: 3 } },
        emptyVolts: 6.4,
        fullVolts: 8.3,
        capacityAh: 2.2,
      },
    ],
  });

function motor(description: string) {
  return z
    .strictObject({
      pwm: pin('The pin that sets its speed; a motor without it is only switched', 'D5')
        .nullable()
        .optional(),
      direction: pin('The pin that is high for forward', 'D4'),
      brake: pin('The pin that is high for backward, of bridges that want both', 'D7')
        .nullable()
        .optional(),
      reversed: z
        .boolean()
        .optional()
        .meta({ description: 'It is mounted the other way round', examples: [true] }),
    })
    .meta({ description, examples: [{ pwm: 'D5', direction: 'D4' }] });
}

export const drive = z
  .strictObject({
    left: motor('The motor on the left'),
    right: motor('The motor on the right'),
    speedPercent: z
      .number()
      .min(1)
      .max(100)
      .optional()
      .meta({
        description: 'Speed onto the pad and off it; 60 without it, 100 without pwm',
        examples: [60],
      }),
    approachMs: milliseconds(
      'An approach without contact in this time has missed; 15000 without it',
      15_000,
      { from: 200, to: 300_000 },
    ).optional(),
    leaveMs: milliseconds(
      'From the pad until clear of it, at most; 800 without it. Half of a lease (timing.leaseMs) must be longer',
      800,
      { from: 50, to: 60_000 },
    ).optional(),
    clearMs: milliseconds(
      'It drives on so long after the contact has opened; 200 without it',
      200,
      { from: 0, to: 10_000 },
    ).optional(),
    current: z
      .strictObject({ analog })
      .nullable()
      .optional()
      .meta({
        description: 'What measures the current of both motors together; nothing without it',
        examples: [{ analog: { pin: 'A2', voltsPerAmp: 0.185 } }],
      }),
    limitAmps: positive(
      'More than this for 200 ms stops the motors; 2 without it',
      2,
      100,
    ).optional(),
  })
  .meta({
    description: 'The two motors that drive onto the pad and off it',
    examples: [{ left: { pwm: 'D5', direction: 'D4' }, right: { pwm: 'D6', direction: 'D7' } }],
  });

export const led = z
  .strictObject({
    pin: pin('The pin that it is wired to', 'D13'),
    lit: z
      .enum(['low', 'high'])
      .optional()
      .meta({ description: 'The level that lights it; high without it', examples: ['high'] }),
  })
  .meta({ description: 'A light that shows what the board is doing', examples: [{ pin: 'D13' }] });

const DEAD_MAN_MEND =
  'write either { firmware: { timeoutMs: 2000 } } or { pulse: { pin: GPIO23, everyMs: 100 } }';

export function deadManOf(example: object) {
  return z
    .strictObject({
      firmware: z
        .strictObject({
          // At least two grants, which come every 250 ms; no pad may have power longer than 2 s by itself.
          timeoutMs: milliseconds(
            'The outputs are switched off after so long without a word',
            2000,
            { from: 500, to: 2000 },
          ).optional(),
        })
        .optional()
        .meta({
          description: "Roost's own firmware on the Arduino",
          examples: [{ timeoutMs: 2000 }],
        }),
      pulse: z
        .strictObject({
          pin: pin('The pin that feeds the timer', 'GPIO23'),
          everyMs: milliseconds('It changes its level so often; 100 without it', 100, {
            from: 20,
            to: 1000,
          }).optional(),
        })
        .optional()
        .meta({
          description: 'A retriggerable timer that a pulsing pin feeds',
          examples: [{ pin: 'GPIO23', everyMs: 100 }],
        }),
    })
    .refine(isOne, { error: DEAD_MAN_MEND })
    .meta({ examples: [example], ...ONE });
}
