/* SPDX-License-Identifier: MIT */
#include "i2c.h"

#include <avr/pgmspace.h>
#include <util/delay.h>

#include "bus.h"
#include "guard.h"
#include "pins.h"
#include "telling.h"

#define SDA_PIN 18
#define SCL_PIN 19

#define MOST_BYTES 32
#define MOST_READINGS 8
#define NO_REGISTER 0xFFFF
#define DELAY_STEP_US 10

/* The second byte of a request. */
#define TEN_BIT_ADDRESS 0x20
#define WITHOUT_STOP 0x40
#define KIND(mode) (((mode) >> 3) & 3)
#define WRITE 0
#define READ_ONCE 1
#define READ_ALWAYS 2
#define STOP_READING 3

struct reading {
  uint8_t address;
  uint16_t first;
  uint8_t count;
  bool stop;
};

static struct reading readings[MOST_READINGS];
static uint8_t reading_count;
/* The reading whose turn is next; beyond the last one until the next interval. */
static uint8_t turn;
static uint16_t wait_us;

static bool is_on(void) { return pin_mode(SDA_PIN) == MODE_I2C && pin_mode(SCL_PIN) == MODE_I2C; }

void i2c_config(uint16_t delay_us) {
  wait_us = delay_us;
  if (is_on()) return;
  if (guard_has(SDA_PIN) || guard_has(SCL_PIN)) {
    tell_string(PSTR("I2C: A4 or A5 is guarded"));
    return;
  }
  pin_set_mode(SDA_PIN, MODE_I2C, false);
  pin_set_mode(SCL_PIN, MODE_I2C, false);
  bus_start();
}

void i2c_reset(void) {
  reading_count = 0;
  wait_us = 0;
}

static void read(const struct reading *wanted) {
  uint8_t bytes[MOST_BYTES];
  enum bus_result result = BUS_DONE;
  uint16_t first = wanted->first;
  if (first != NO_REGISTER) {
    uint8_t number = (uint8_t)first;
    result = bus_write(wanted->address, &number, 1, wanted->stop);
    for (uint16_t us = 0; us < wait_us; us += DELAY_STEP_US) _delay_us(DELAY_STEP_US);
  }
  if (result == BUS_DONE) result = bus_read(wanted->address, bytes, wanted->count);
  if (result == BUS_STUCK)
    tell_string(PSTR("I2C: the bus is stuck"));
  else if (result == BUS_NO_DEVICE)
    tell_string(PSTR("I2C: Too few bytes received"));
  tell_bus(wanted->address, first == NO_REGISTER ? 0 : first, bytes,
           result == BUS_DONE ? wanted->count : 0);
}

static uint16_t pair(const uint8_t *data) { return data[0] | ((uint16_t)data[1] << 7); }

static void write(uint8_t address, const uint8_t *data, uint8_t count) {
  uint8_t bytes[MOST_BYTES];
  if (count / 2 > MOST_BYTES) return;
  for (uint8_t i = 0; i + 1 < count; i += 2) bytes[i / 2] = (uint8_t)pair(data + i);
  enum bus_result result = bus_write(address, bytes, count / 2, true);
  if (result == BUS_STUCK) tell_string(PSTR("I2C: the bus is stuck"));
  if (result == BUS_NO_DEVICE) tell_string(PSTR("I2C: no device answers"));
}

static void keep(const struct reading *wanted) {
  if (reading_count == MOST_READINGS) {
    tell_string(PSTR("I2C: too many readings"));
    return;
  }
  readings[reading_count++] = *wanted;
}

static void forget(uint8_t address) {
  uint8_t kept = 0;
  for (uint8_t i = 0; i < reading_count; i++) {
    if (readings[i].address != address) readings[kept++] = readings[i];
  }
  reading_count = kept;
}

void i2c_request(const uint8_t *data, uint8_t count) {
  if (count < 2 || !is_on()) return;
  uint8_t address = data[0];
  uint8_t mode = data[1];
  data += 2;
  count -= 2;
  if ((mode & TEN_BIT_ADDRESS) != 0) {
    tell_string(PSTR("I2C: addresses have 7 bits here"));
    return;
  }
  if (KIND(mode) == WRITE) {
    write(address, data, count);
    return;
  }
  if (KIND(mode) == STOP_READING) {
    forget(address);
    return;
  }
  if (count != 2 && count != 4) return;
  struct reading wanted = {
      .address = address, .first = NO_REGISTER, .stop = (mode & WITHOUT_STOP) == 0};
  if (count == 4) {
    wanted.first = pair(data);
    data += 2;
  }
  uint16_t bytes = pair(data);
  if (bytes == 0 || bytes > MOST_BYTES) {
    tell_string(PSTR("I2C: 1 to 32 bytes at once"));
    return;
  }
  wanted.count = (uint8_t)bytes;
  if (KIND(mode) == READ_ALWAYS)
    keep(&wanted);
  else
    read(&wanted);
}

void i2c_interval(void) {
  /* A short interval does not keep the last ones from their turn. */
  if (turn >= reading_count) turn = 0;
}

void i2c_run(void) {
  if (turn >= reading_count || !is_on()) return;
  read(&readings[turn++]);
}
