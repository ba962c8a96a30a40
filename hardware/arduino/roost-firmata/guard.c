/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <util/atomic.h>

#include "pins.h"

/* What the guard knows of a pin. */
#define GUARDED 0x01
#define SAFE_HIGH 0x02
/* It was on when it was made safe, and the host may still believe that it is. */
#define FORCED 0x04

static volatile uint8_t pins[PIN_COUNT];
static volatile struct guard_state state;
static volatile bool news;

static bool is_safe(uint8_t pin) {
  uint8_t value = pin_value(pin);
  if ((pins[pin] & SAFE_HIGH) == 0) return value == 0;
  return value == (pin_mode(pin) == MODE_PWM ? UINT8_MAX : 1);
}

static void make_safe(void) {
  for (uint8_t pin = 0; pin < PIN_COUNT; pin++) {
    if ((pins[pin] & GUARDED) == 0 || is_safe(pin)) continue;
    pins[pin] |= FORCED;
    if (pin_mode(pin) == MODE_PWM)
      pin_set_duty(pin, (pins[pin] & SAFE_HIGH) != 0 ? UINT8_MAX : 0);
    else
      pin_set_level(pin, (pins[pin] & SAFE_HIGH) != 0);
  }
}

bool guard_arm(uint8_t pin, bool safe_high, uint16_t timeout_ms) {
  uint8_t was = pins[pin];
  if ((was & GUARDED) != 0 && ((was & SAFE_HIGH) != 0) != safe_high) return false;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    pins[pin] = GUARDED | (safe_high ? SAFE_HIGH : 0);
    if ((was & GUARDED) == 0) state.pins++;
    state.armed = true;
    state.timeout_ms = timeout_ms;
    if (state.remaining_ms > timeout_ms) state.remaining_ms = timeout_ms;
    if (state.remaining_ms == 0) state.granted = false;
  }
  return true;
}

void guard_grant(uint8_t beat, uint16_t for_ms) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    state.beat = beat;
    state.tripped = false;
    state.remaining_ms = for_ms < state.timeout_ms ? for_ms : state.timeout_ms;
    state.granted = state.remaining_ms > 0;
    if (!state.granted) make_safe();
  }
}

bool guard_has(uint8_t pin) { return (pins[pin] & GUARDED) != 0; }

bool guard_safe_level(uint8_t pin) { return (pins[pin] & SAFE_HIGH) != 0; }

bool guard_permits(uint8_t pin, bool high, bool whole_port) {
  if (!guard_has(pin)) return true;
  if (high == guard_safe_level(pin)) {
    pins[pin] &= ~FORCED;
    return true;
  }
  if (!state.granted) return false;
  if (whole_port) return (pins[pin] & FORCED) == 0;
  pins[pin] &= ~FORCED;
  return true;
}

struct guard_state guard_state(void) {
  struct guard_state copy;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { copy = state; }
  return copy;
}

bool guard_has_news(void) {
  bool had = news;
  news = false;
  return had;
}

void guard_pass(uint8_t ms) {
  if (!state.granted) return;
  if (state.remaining_ms > ms) {
    state.remaining_ms -= ms;
    return;
  }
  state.remaining_ms = 0;
  state.granted = false;
  state.tripped = true;
  if (state.trips < UINT16_MAX) state.trips++;
  make_safe();
  news = true;
}
