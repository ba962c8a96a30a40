/* SPDX-License-Identifier: MIT
 *
 * RoostFirmata: Firmata for an Arduino Uno (or Nano), with outputs that go off by themselves when the host falls
 * silent.
 *
 * StandardFirmata keeps a relay closed for ever when its host dies. This firmware speaks the same protocol, and adds
 * a dead-man (guard.h) and a watchdog: should the program itself get stuck, the chip is reset, all pins become inputs,
 * and a relay that is open without a signal opens.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "clock.h"
#include "guard.h"
#include "messages.h"
#include "pins.h"
#include "reports.h"
#include "serial.h"
#include "telling.h"

/* The longest of all that is done in one go takes 50 ms: telling what all pins can do. */
#define WATCHDOG WDTO_250MS
/* A flood of bytes does not keep everything else from its turn. */
#define BYTES_AT_ONCE 64

/* Not set to 0 at the start: what the next function finds out is still there in main. */
static uint8_t reset_cause __attribute__((section(".noinit")));

/* Runs before all else. After a reset by the watchdog it is still on, and can't be set before its flag is cleared. */
void begin(void) __attribute__((naked, used, section(".init3")));
void begin(void) {
  reset_cause = MCUSR & 0x0F;
  MCUSR = 0;
}

static void listen(void) {
  for (uint8_t bytes = 0; bytes < BYTES_AT_ONCE; bytes++) {
    int16_t byte = serial_read();
    if (byte == SERIAL_NONE) return;
    if (byte == SERIAL_BROKEN)
      message_broken();
    else
      message_byte((uint8_t)byte);
  }
}

/* Until the next interrupt: a byte, or a millisecond. */
static void rest(void) {
  cli();
  /* Only as long as the clock runs, which the guard needs. */
  if (clock_ticked()) wdt_reset();
  if (!serial_waits()) {
    sleep_enable();
    sei();
    /* The instruction after sei comes before any interrupt: none is slept through. */
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

int main(void) {
  wdt_enable(WATCHDOG);
  set_sleep_mode(SLEEP_MODE_IDLE);
  pins_start();
  reports_start();
  messages_start(reset_cause);
  clock_start();
  serial_start();
  sei();
  tell_version();
  tell_firmware();
  for (;;) {
    listen();
    if (guard_has_news()) tell_guard(reset_cause);
    reports_run();
    rest();
  }
}
