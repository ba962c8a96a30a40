/* SPDX-License-Identifier: MIT */
#include "bus.h"

#include <avr/io.h>
#include <util/twi.h>

#include "clock.h"

/* 16 MHz / (16 + 2 * 72) = 100 kHz. */
#define BIT_RATE 72
/* A byte takes 0.1 ms; a device may stretch it this far. */
#define PATIENCE_MS 3

void bus_start(void) {
  TWBR = BIT_RATE;
  TWCR = _BV(TWEN);
}

void bus_end(void) { TWCR = 0; }

/* Lets the hardware do one step, and waits for it. */
static bool step(uint8_t command) {
  uint16_t start_ms = clock_ms();
  TWCR = _BV(TWINT) | _BV(TWEN) | command;
  while ((TWCR & _BV(TWINT)) == 0) {
    if ((uint16_t)(clock_ms() - start_ms) > PATIENCE_MS) return false;
  }
  return true;
}

static bool send(uint8_t byte) {
  TWDR = byte;
  return step(0);
}

static enum bus_result stop(enum bus_result result) {
  uint16_t start_ms = clock_ms();
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
  while ((TWCR & _BV(TWSTO)) != 0) {
    if ((uint16_t)(clock_ms() - start_ms) > PATIENCE_MS) result = BUS_STUCK;
    if (result == BUS_STUCK) break;
  }
  if (result == BUS_STUCK) {
    /* Lets go of both wires, and begins anew. */
    bus_end();
    bus_start();
  }
  return result;
}

static enum bus_result address_for(uint8_t address, uint8_t direction, uint8_t acknowledged) {
  if (!step(_BV(TWSTA))) return BUS_STUCK;
  if (TW_STATUS != TW_START && TW_STATUS != TW_REP_START) return BUS_STUCK;
  if (!send((address << 1) | direction)) return BUS_STUCK;
  return TW_STATUS == acknowledged ? BUS_DONE : BUS_NO_DEVICE;
}

enum bus_result bus_write(uint8_t address, const uint8_t *bytes, uint8_t count, bool ends) {
  enum bus_result result = address_for(address, TW_WRITE, TW_MT_SLA_ACK);
  for (uint8_t i = 0; i < count && result == BUS_DONE; i++) {
    if (!send(bytes[i]))
      result = BUS_STUCK;
    else if (TW_STATUS != TW_MT_DATA_ACK)
      result = BUS_NO_DEVICE;
  }
  return ends || result != BUS_DONE ? stop(result) : result;
}

enum bus_result bus_read(uint8_t address, uint8_t *bytes, uint8_t count) {
  enum bus_result result = address_for(address, TW_READ, TW_MR_SLA_ACK);
  for (uint8_t i = 0; i < count && result == BUS_DONE; i++) {
    /* The last byte is not acknowledged: the device lets go of the wire. */
    if (!step(i + 1 < count ? _BV(TWEA) : 0))
      result = BUS_STUCK;
    else
      bytes[i] = TWDR;
  }
  return stop(result);
}
