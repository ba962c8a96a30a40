/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "guard.h"

/* 256 counts of 64 cycles of 16 MHz are 1024 us: a millisecond, and 24 us that are saved up. */
#define SPARE_US_PER_TICK 24
#define US_PER_MS 1000

static volatile uint16_t now_ms;
static volatile bool ticked;
static uint16_t spare_us;

void clock_start(void) {
  TCCR0A = _BV(WGM01) | _BV(WGM00);
  TCCR0B = _BV(CS01) | _BV(CS00);
  TIMSK0 = _BV(TOIE0);
}

uint16_t clock_ms(void) {
  uint16_t ms;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { ms = now_ms; }
  return ms;
}

bool clock_ticked(void) {
  bool was = ticked;
  ticked = false;
  return was;
}

/* The guard is kept here and not in the main loop: an output goes off in time whatever that is busy with. */
ISR(TIMER0_OVF_vect) {
  uint8_t passed_ms = 1;
  spare_us += SPARE_US_PER_TICK;
  if (spare_us >= US_PER_MS) {
    spare_us -= US_PER_MS;
    passed_ms = 2;
  }
  now_ms += passed_ms;
  ticked = true;
  guard_pass(passed_ms);
}
