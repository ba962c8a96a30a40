/* SPDX-License-Identifier: MIT
 *
 * What the host wants to be told without asking: analog values at an interval, digital levels when they change.
 */
#ifndef ROOST_REPORTS_H
#define ROOST_REPORTS_H

#include <stdbool.h>
#include <stdint.h>

void reports_start(void);

/* Nothing is reported, at the usual interval. */
void reports_reset(void);

void report_analog(uint8_t channel, bool on);
/* Tells the levels at once. */
void report_digital(uint8_t port, bool on);
void report_every(uint16_t interval_ms);

/* To be called often. */
void reports_run(void);

#endif
