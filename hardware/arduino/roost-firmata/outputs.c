/* SPDX-License-Identifier: MIT */
#include "outputs.h"

#include <util/atomic.h>

#include "guard.h"
#include "pins.h"

#define PINS_PER_PORT 8

void output_mode(uint8_t pin, uint8_t mode) {
  if (!pin_can(pin, mode)) return;
  if (!guard_has(pin)) {
    pin_set_mode(pin, mode, false);
  } else if (mode == MODE_OUTPUT || mode == MODE_PWM) {
    pin_set_mode(pin, mode, guard_safe_level(pin));
  }
}

void output_level(uint8_t pin, bool high) {
  if (pin >= PIN_COUNT) return;
  /* The guard must not change its mind between the question and the deed. */
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    uint8_t mode = pin_mode(pin);
    if (mode == MODE_OUTPUT && guard_permits(pin, high, false)) pin_set_level(pin, high);
    if (mode == MODE_INPUT || mode == MODE_PULLUP) pin_set_pullup(pin, high);
  }
}

void output_duty(uint8_t pin, uint16_t duty) {
  if (pin >= PIN_COUNT || pin_mode(pin) != MODE_PWM) return;
  uint8_t most = duty > UINT8_MAX ? UINT8_MAX : (uint8_t)duty;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    bool is_safe = guard_safe_level(pin) ? most == UINT8_MAX : most == 0;
    bool high = is_safe == guard_safe_level(pin);
    if (guard_permits(pin, high, false)) pin_set_duty(pin, most);
  }
}

void output_port(uint8_t port, uint8_t levels) {
  if (port >= PORT_COUNT) return;
  for (uint8_t bit = 0; bit < PINS_PER_PORT; bit++) {
    uint8_t pin = port * PINS_PER_PORT + bit;
    bool high = (levels & (1 << bit)) != 0;
    if (pin >= PIN_COUNT) return;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
      uint8_t mode = pin_mode(pin);
      if (mode == MODE_OUTPUT && guard_permits(pin, high, true)) pin_set_level(pin, high);
      /* A 0 comes along with every write of a neighbour: it does not switch a pull-up off. */
      if (mode == MODE_INPUT && high) pin_set_pullup(pin, true);
    }
  }
}

bool output_guard(uint8_t pin, bool safe_high, uint16_t timeout_ms) {
  if (!pin_can(pin, MODE_OUTPUT)) return false;
  if (!guard_arm(pin, safe_high, timeout_ms)) return false;
  pin_set_mode(pin, pin_mode(pin) == MODE_PWM ? MODE_PWM : MODE_OUTPUT, safe_high);
  return true;
}

void outputs_reset(void) {
  guard_grant(0, 0);
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
    uint8_t mode = pin < FIRST_ANALOG_PIN ? MODE_INPUT : MODE_ANALOG;
    if (pin_can(pin, mode) && !guard_has(pin)) pin_set_mode(pin, mode, false);
  }
}
