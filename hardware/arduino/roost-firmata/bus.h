/* SPDX-License-Identifier: MIT
 *
 * The I2C bus as master, at 100 kHz. Nothing here waits for longer than a few milliseconds, even if a wire is
 * short-circuited or a device holds the clock.
 */
#ifndef ROOST_BUS_H
#define ROOST_BUS_H

#include <stdbool.h>
#include <stdint.h>

enum bus_result { BUS_DONE, BUS_NO_DEVICE, BUS_STUCK };

void bus_start(void);
void bus_end(void);

/* Ends with a stop, unless it is to go on with a read. */
enum bus_result bus_write(uint8_t address, const uint8_t *bytes, uint8_t count, bool stop);
enum bus_result bus_read(uint8_t address, uint8_t *bytes, uint8_t count);

#endif
