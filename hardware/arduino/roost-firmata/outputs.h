/* SPDX-License-Identifier: MIT
 *
 * What the host wants of the pins, as far as it may: a guarded pin is an output for good, and follows the guard.
 */
#ifndef ROOST_OUTPUTS_H
#define ROOST_OUTPUTS_H

#include <stdbool.h>
#include <stdint.h>

/* Each of these ignores what a pin can't do. */
void output_mode(uint8_t pin, uint8_t mode);
void output_level(uint8_t pin, bool high);
void output_duty(uint8_t pin, uint16_t duty);
/* Eight pins at once; pins that are no outputs get their pull-up switched on by a 1. */
void output_port(uint8_t port, uint8_t levels);

/* Arms the guard for a pin; false if the pin can't be an output, or is guarded otherwise. */
bool output_guard(uint8_t pin, bool safe_high, uint16_t timeout_ms);

/* Guarded pins safe, all others as after a reset. */
void outputs_reset(void);

#endif
