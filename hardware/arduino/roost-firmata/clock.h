/* SPDX-License-Identifier: MIT
 *
 * Milliseconds since the start, by the overflow of timer 0 (which also makes the PWM of D5 and D6).
 */
#ifndef ROOST_CLOCK_H
#define ROOST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

void clock_start(void);

/* Wraps after 65 s: compare differences. */
uint16_t clock_ms(void);

/* Whether a millisecond has passed since the last call that said so. Interrupts must be off. */
bool clock_ticked(void);

#endif
