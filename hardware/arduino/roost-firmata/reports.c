/* SPDX-License-Identifier: MIT */
#include "reports.h"

#include <avr/io.h>

#include "clock.h"
#include "i2c.h"
#include "pins.h"
#include "telling.h"

#define PINS_PER_PORT 8
/* As StandardFirmata's. */
#define USUAL_INTERVAL_MS 19

static uint8_t analog_wanted;
static uint8_t digital_wanted;
static uint8_t told[PORT_COUNT];
static uint16_t interval_ms;
static uint16_t last_ms;

void reports_start(void) {
  /* 125 kHz for the converter: 0.1 ms for each value. */
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
  reports_reset();
}

void reports_reset(void) {
  analog_wanted = 0;
  digital_wanted = 0;
  interval_ms = USUAL_INTERVAL_MS;
  last_ms = clock_ms();
}

static uint16_t convert(uint8_t channel) {
  /* Full scale is the supply. */
  ADMUX = _BV(REFS0) | channel;
  ADCSRA |= _BV(ADSC);
  while ((ADCSRA & _BV(ADSC)) != 0) {
    /* 0.1 ms. */
  }
  return ADC;
}

/* Levels of the pins that are inputs; the others count as low. */
static uint8_t levels_of(uint8_t port) {
  uint8_t levels = 0;
  for (uint8_t bit = 0; bit < PINS_PER_PORT; bit++) {
    uint8_t pin = port * PINS_PER_PORT + bit;
    if (!pin_can(pin, MODE_INPUT)) continue;
    uint8_t mode = pin_mode(pin);
    if ((mode == MODE_INPUT || mode == MODE_PULLUP) && pin_reads_high(pin)) levels |= 1 << bit;
  }
  return levels;
}

void report_analog(uint8_t channel, bool on) {
  if (channel >= ANALOG_COUNT) return;
  if (on)
    analog_wanted |= 1 << channel;
  else
    analog_wanted &= ~(1 << channel);
}

static void tell_levels(uint8_t port, uint8_t levels) {
  told[port] = levels;
  tell_digital(port, levels);
}

void report_digital(uint8_t port, bool on) {
  if (port >= PORT_COUNT) return;
  if (on) {
    digital_wanted |= 1 << port;
    tell_levels(port, levels_of(port));
  } else {
    digital_wanted &= ~(1 << port);
  }
}

void report_every(uint16_t ms) {
  if (ms > 0) interval_ms = ms;
}

void reports_run(void) {
  for (uint8_t port = 0; port < PORT_COUNT; port++) {
    if ((digital_wanted & (1 << port)) == 0) continue;
    uint8_t levels = levels_of(port);
    if (levels != told[port]) tell_levels(port, levels);
  }
  i2c_run();
  uint16_t passed_ms = clock_ms() - last_ms;
  if (passed_ms < interval_ms) return;
  /* In step with the interval, unless it was held up for longer than that. */
  last_ms += passed_ms < 2 * interval_ms ? interval_ms : passed_ms;
  for (uint8_t channel = 0; channel < ANALOG_COUNT; channel++) {
    bool wanted = (analog_wanted & (1 << channel)) != 0;
    if (wanted && pin_mode(FIRST_ANALOG_PIN + channel) == MODE_ANALOG) {
      tell_analog(channel, convert(channel));
    }
  }
  i2c_interval();
}
