/* SPDX-License-Identifier: MIT */
#include "telling.h"

#include <avr/pgmspace.h>

#include "guard.h"
#include "pins.h"
#include "serial.h"
#include "words.h"

#define LOW_7_BITS 0x7F
#define MOST_OF_14_BITS 0x3FFF
#define NOT_ANALOG 0x7F
#define LEVEL_BITS 1
#define ADC_BITS 10
#define PWM_BITS 8

static void begin(uint8_t command) {
  serial_write(START_SYSEX);
  serial_write(command);
}

static void end(void) { serial_write(END_SYSEX); }

/* Data bytes of Firmata have seven bits: two of them, the low one first. */
static void pair(uint16_t value) {
  serial_write(value & LOW_7_BITS);
  serial_write((value >> 7) & LOW_7_BITS);
}

static void saturating_pair(uint16_t value) {
  pair(value > MOST_OF_14_BITS ? MOST_OF_14_BITS : value);
}

static void text(const char *in_flash) {
  for (char c = pgm_read_byte(in_flash); c != 0; c = pgm_read_byte(++in_flash)) pair(c);
}

void tell_version(void) {
  serial_write(REPORT_VERSION);
  serial_write(PROTOCOL_MAJOR);
  serial_write(PROTOCOL_MINOR);
}

void tell_firmware(void) {
  begin(REPORT_FIRMWARE);
  serial_write(FIRMWARE_MAJOR);
  serial_write(FIRMWARE_MINOR);
  text(PSTR(FIRMWARE_NAME));
  end();
}

static void ability(uint8_t pin, uint8_t mode, uint8_t bits) {
  if (!pin_can(pin, mode)) return;
  serial_write(mode);
  serial_write(bits);
}

void tell_capabilities(void) {
  begin(CAPABILITY_RESPONSE);
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
    ability(pin, MODE_INPUT, LEVEL_BITS);
    ability(pin, MODE_PULLUP, LEVEL_BITS);
    ability(pin, MODE_OUTPUT, LEVEL_BITS);
    ability(pin, MODE_ANALOG, ADC_BITS);
    ability(pin, MODE_PWM, PWM_BITS);
    ability(pin, MODE_I2C, LEVEL_BITS);
    serial_write(MODE_NONE);
  }
  end();
}

void tell_analog_mapping(void) {
  begin(ANALOG_MAPPING_RESPONSE);
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
    serial_write(pin < FIRST_ANALOG_PIN ? NOT_ANALOG : pin - FIRST_ANALOG_PIN);
  }
  end();
}

void tell_pin_state(uint8_t pin) {
  if (pin >= PIN_COUNT) return;
  uint8_t value = pin_value(pin);
  begin(PIN_STATE_RESPONSE);
  serial_write(pin);
  serial_write(pin_can(pin, MODE_INPUT) ? pin_mode(pin) : MODE_NONE);
  serial_write(value & LOW_7_BITS);
  if (value > LOW_7_BITS) serial_write(value >> 7);
  end();
}

void tell_string(const char *text_in_flash) {
  begin(STRING_DATA);
  text(text_in_flash);
  end();
}

void tell_analog(uint8_t channel, uint16_t value) {
  serial_write(ANALOG_MESSAGE | channel);
  pair(value);
}

void tell_digital(uint8_t port, uint8_t levels) {
  serial_write(DIGITAL_MESSAGE | port);
  pair(levels);
}

void tell_bus(uint8_t address, uint16_t first, const uint8_t *bytes, uint8_t count) {
  begin(I2C_REPLY);
  pair(address);
  pair(first);
  for (uint8_t i = 0; i < count; i++) pair(bytes[i]);
  end();
}

void tell_guard(uint8_t reset_cause) {
  struct guard_state state = guard_state();
  begin(ROOST);
  serial_write(ROOST_STATE);
  serial_write((state.armed ? STATE_ARMED : 0) | (state.tripped ? STATE_TRIPPED : 0) |
               (state.granted ? STATE_GRANTED : 0));
  serial_write(state.beat);
  saturating_pair(state.remaining_ms);
  saturating_pair(state.trips);
  serial_write(reset_cause);
  serial_write(state.pins);
  saturating_pair(state.timeout_ms);
  end();
}
