/* SPDX-License-Identifier: MIT
 *
 * The pins of an Uno by their Firmata numbers: 0 to 13 are D0 to D13, 14 to 19 are A0 to A5. What a pin may do is
 * not asked here (outputs.h); this is only how it is done.
 */
#ifndef ROOST_PINS_H
#define ROOST_PINS_H

#include <stdbool.h>
#include <stdint.h>

#define PIN_COUNT 20
#define FIRST_ANALOG_PIN 14
#define ANALOG_COUNT 6
/* Firmata speaks of eight pins at once. */
#define PORT_COUNT 3

/* Modes, as Firmata numbers them. */
#define MODE_INPUT 0x00
#define MODE_OUTPUT 0x01
#define MODE_ANALOG 0x02
#define MODE_PWM 0x03
#define MODE_I2C 0x06
#define MODE_PULLUP 0x0B
#define MODE_NONE 0x7F

void pins_start(void);

bool pin_can(uint8_t pin, uint8_t mode);
uint8_t pin_mode(uint8_t pin);
/* What was written last: a level, a duty, or 1 for a pull-up. */
uint8_t pin_value(uint8_t pin);
bool pin_reads_high(uint8_t pin);

/* An output starts at that level, without a moment at the other one; inputs don't care. */
void pin_set_mode(uint8_t pin, uint8_t mode, bool start_high);
void pin_set_level(uint8_t pin, bool high);
/* 0 to 255; 0 and 255 are plain levels without any pulse. */
void pin_set_duty(uint8_t pin, uint8_t duty);
void pin_set_pullup(uint8_t pin, bool on);

#endif
