/* SPDX-License-Identifier: MIT */
#include "pins.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "bus.h"

#define FIRST_PIN_OF_B 8
#define SDA_PIN 18
#define SCL_PIN 19
#define FIRST_FREE_PIN 2 /* D0 and D1 are the serial port. */

static uint8_t modes[PIN_COUNT];
static volatile uint8_t values[PIN_COUNT];

static volatile uint8_t *port_of(uint8_t pin) {
  if (pin < FIRST_PIN_OF_B) return &PORTD;
  return pin < FIRST_ANALOG_PIN ? &PORTB : &PORTC;
}

static uint8_t bit_of(uint8_t pin) {
  if (pin < FIRST_PIN_OF_B) return _BV(pin);
  return pin < FIRST_ANALOG_PIN ? _BV(pin - FIRST_PIN_OF_B) : _BV(pin - FIRST_ANALOG_PIN);
}

/* The registers of a port lie beside each other: PIN, DDR, PORT. */
static volatile uint8_t *ddr_of(uint8_t pin) { return port_of(pin) - 1; }
static volatile uint8_t *input_of(uint8_t pin) { return port_of(pin) - 2; }

static void put(volatile uint8_t *reg, uint8_t bit, bool on) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (on)
      *reg |= bit;
    else
      *reg &= ~bit;
  }
}

/* Connects a pin to its timer, or takes it off. */
static void pulse(uint8_t pin, bool on, uint8_t duty) {
  switch (pin) {
    case 3:
      if (on) OCR2B = duty;
      put(&TCCR2A, _BV(COM2B1), on);
      break;
    case 5:
      if (on) OCR0B = duty;
      put(&TCCR0A, _BV(COM0B1), on);
      break;
    case 6:
      if (on) OCR0A = duty;
      put(&TCCR0A, _BV(COM0A1), on);
      break;
    case 9:
      if (on) OCR1A = duty;
      put(&TCCR1A, _BV(COM1A1), on);
      break;
    case 10:
      if (on) OCR1B = duty;
      put(&TCCR1A, _BV(COM1B1), on);
      break;
    case 11:
      if (on) OCR2A = duty;
      put(&TCCR2A, _BV(COM2A1), on);
      break;
    default:
      break;
  }
}

static bool has_pulse(uint8_t pin) {
  return pin == 3 || pin == 5 || pin == 6 || (pin >= 9 && pin <= 11);
}

void pins_start(void) {
  /* Timer 0 is set by the clock. Phase-correct PWM of 490 Hz for the others. */
  TCCR1A = _BV(WGM10);
  TCCR1B = _BV(CS11) | _BV(CS10);
  TCCR2A = _BV(WGM20);
  TCCR2B = _BV(CS22);
  for (uint8_t pin = FIRST_FREE_PIN; pin < PIN_COUNT; pin++) {
    pin_set_mode(pin, pin < FIRST_ANALOG_PIN ? MODE_INPUT : MODE_ANALOG, false);
  }
}

bool pin_can(uint8_t pin, uint8_t mode) {
  if (pin < FIRST_FREE_PIN || pin >= PIN_COUNT) return false;
  switch (mode) {
    case MODE_INPUT:
    case MODE_PULLUP:
    case MODE_OUTPUT:
      return true;
    case MODE_ANALOG:
      return pin >= FIRST_ANALOG_PIN;
    case MODE_PWM:
      return has_pulse(pin);
    case MODE_I2C:
      return pin == SDA_PIN || pin == SCL_PIN;
    default:
      return false;
  }
}

uint8_t pin_mode(uint8_t pin) { return modes[pin]; }

uint8_t pin_value(uint8_t pin) { return values[pin]; }

bool pin_reads_high(uint8_t pin) { return (*input_of(pin) & bit_of(pin)) != 0; }

void pin_set_mode(uint8_t pin, uint8_t mode, bool start_high) {
  bool is_output = mode == MODE_OUTPUT || mode == MODE_PWM;
  bool pulls_up = mode == MODE_PULLUP || mode == MODE_I2C;
  /* The bus drives its pins whatever their mode. */
  if (modes[pin] == MODE_I2C && mode != MODE_I2C) bus_end();
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    /* The direction last, and the timer off before it: the level is right from the first moment. */
    put(port_of(pin), bit_of(pin), is_output ? start_high : pulls_up);
    pulse(pin, false, 0);
    put(ddr_of(pin), bit_of(pin), is_output);
    modes[pin] = mode;
    if (is_output && start_high)
      values[pin] = mode == MODE_PWM ? UINT8_MAX : 1;
    else
      values[pin] = mode == MODE_PULLUP;
  }
}

void pin_set_level(uint8_t pin, bool high) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    put(port_of(pin), bit_of(pin), high);
    pulse(pin, false, 0);
    values[pin] = high;
  }
}

void pin_set_duty(uint8_t pin, uint8_t duty) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (duty == 0 || duty == UINT8_MAX)
      pin_set_level(pin, duty != 0);
    else
      pulse(pin, true, duty);
    values[pin] = duty;
  }
}

void pin_set_pullup(uint8_t pin, bool on) {
  put(port_of(pin), bit_of(pin), on);
  values[pin] = on;
}
