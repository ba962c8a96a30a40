/* SPDX-License-Identifier: MIT
 *
 * The dead-man: outputs that must not stay on when the host has died, frozen or lost its cable.
 *
 * The host arms pins once, and then grants them time over and over. A guarded pin leaves its safe level only while
 * time is granted. When that runs out, all of them go to their safe level by themselves, and stay there until
 * they are written anew.
 */
#ifndef ROOST_GUARD_H
#define ROOST_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct guard_state {
  bool armed;
  /* A grant ran out, and none came since. */
  bool tripped;
  bool granted;
  uint8_t beat;
  uint16_t remaining_ms;
  uint16_t trips;
  uint8_t pins;
  uint16_t timeout_ms;
};

/* Makes a pin an output at its safe level, guarded until the next reset. No grant is longer than the timeout that
 * was given last. False: the pin is guarded with another safe level, which stays. */
bool guard_arm(uint8_t pin, bool safe_high, uint16_t timeout_ms);

/* From now on for so long; 0: everything safe at once. */
void guard_grant(uint8_t beat, uint16_t for_ms);

bool guard_has(uint8_t pin);
bool guard_safe_level(uint8_t pin);

/* Whether a pin may have a level now. A write of a whole port repeats what the host believes of pins that it does not
 * mean: it does not bring back what the guard has switched off, until the host has written the safe level. */
bool guard_permits(uint8_t pin, bool high, bool whole_port);

struct guard_state guard_state(void);

/* Whether a grant has run out since the last call. */
bool guard_has_news(void);

/* Time passes; called in an interrupt. */
void guard_pass(uint8_t ms);

#endif
