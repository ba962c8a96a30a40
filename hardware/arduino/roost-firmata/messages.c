/* SPDX-License-Identifier: MIT */
#include "messages.h"

#include <avr/pgmspace.h>
#include <stdbool.h>

#include "guard.h"
#include "i2c.h"
#include "outputs.h"
#include "pins.h"
#include "reports.h"
#include "telling.h"
#include "words.h"

#define FIRST_COMMAND 0x80
#define COMMAND_MASK 0xF0
#define NOTHING 0
/* An I2C write of 32 bytes has 67. */
#define SYSEX_BYTES 72

static uint8_t reset_cause;
static uint8_t command;
static uint8_t data[SYSEX_BYTES];
static uint8_t count;

static uint16_t pair(const uint8_t *bytes) { return bytes[0] | ((uint16_t)bytes[1] << 7); }

static void reset(void) {
  outputs_reset();
  reports_reset();
  i2c_reset();
}

/* Messages of another length than they must have are no messages. */
static void roost(const uint8_t *bytes, uint8_t length) {
  if (bytes[0] == ROOST_ARM && length == 5) {
    if (bytes[2] > 1 || !output_guard(bytes[1], bytes[2] == 1, pair(bytes + 3))) {
      tell_string(PSTR("this pin can't be guarded so"));
    }
  } else if (bytes[0] == ROOST_GRANT && length == 4) {
    guard_grant(bytes[1], pair(bytes + 2));
  } else if (bytes[0] == ROOST_STATE && length == 1) {
    tell_guard(reset_cause);
  }
}

static void extended_analog(const uint8_t *bytes, uint8_t length) {
  uint16_t duty = length >= 3 ? pair(bytes + 1) : bytes[1];
  for (uint8_t i = 3; i < length; i++) {
    if (bytes[i] != 0) duty = UINT16_MAX;
  }
  output_duty(bytes[0], duty);
}

static void sysex(void) {
  const uint8_t *bytes = data + 1;
  uint8_t length = count - 1;
  if (count == 0) return;
  switch (data[0]) {
    case ROOST:
      if (length >= 1) roost(bytes, length);
      break;
    case REPORT_FIRMWARE:
      if (length == 0) tell_firmware();
      break;
    case CAPABILITY_QUERY:
      tell_capabilities();
      break;
    case ANALOG_MAPPING_QUERY:
      tell_analog_mapping();
      break;
    case PIN_STATE_QUERY:
      if (length == 1) tell_pin_state(bytes[0]);
      break;
    case EXTENDED_ANALOG:
      if (length >= 2) extended_analog(bytes, length);
      break;
    case SAMPLING_INTERVAL:
      if (length == 2) report_every(pair(bytes));
      break;
    case I2C_CONFIG:
      i2c_config(length >= 2 ? pair(bytes) : 0);
      break;
    case I2C_REQUEST:
      i2c_request(bytes, length);
      break;
    default:
      break;
  }
}

/* A command with its one or two data bytes. */
static void do_command(void) {
  uint8_t low = command & ~COMMAND_MASK;
  if (command == SET_PIN_MODE) {
    output_mode(data[0], data[1]);
  } else if (command == SET_PIN_LEVEL) {
    if (data[1] <= 1) output_level(data[0], data[1] == 1);
  } else {
    switch (command & COMMAND_MASK) {
      case DIGITAL_MESSAGE:
        output_port(low, (uint8_t)pair(data));
        break;
      case ANALOG_MESSAGE:
        output_duty(low, pair(data));
        break;
      case REPORT_ANALOG:
        report_analog(low, data[0] != 0);
        break;
      case REPORT_DIGITAL:
        report_digital(low, data[0] != 0);
        break;
      default:
        break;
    }
  }
}

/* Data bytes that belong to a command; 0 for those that stand alone or are unknown. */
static uint8_t length_of(uint8_t of) {
  switch (of & COMMAND_MASK) {
    case DIGITAL_MESSAGE:
    case ANALOG_MESSAGE:
      return 2;
    case REPORT_ANALOG:
    case REPORT_DIGITAL:
      return 1;
    default:
      return of == SET_PIN_MODE || of == SET_PIN_LEVEL ? 2 : 0;
  }
}

static void begin(uint8_t byte) {
  if (byte == END_SYSEX && command == START_SYSEX) sysex();
  count = 0;
  command = byte == START_SYSEX || length_of(byte) > 0 ? byte : NOTHING;
  if (byte == REPORT_VERSION) tell_version();
  if (byte == SYSTEM_RESET) reset();
}

void messages_start(uint8_t cause) {
  reset_cause = cause;
  command = NOTHING;
}

void message_byte(uint8_t byte) {
  if (byte >= FIRST_COMMAND) {
    begin(byte);
    return;
  }
  if (command == NOTHING) return;
  if (count == SYSEX_BYTES) {
    /* Longer than anything that is meant. */
    command = NOTHING;
    return;
  }
  data[count++] = byte;
  if (command == START_SYSEX || count < length_of(command)) return;
  do_command();
  command = NOTHING;
}

void message_broken(void) { command = NOTHING; }
