/* SPDX-License-Identifier: MIT
 *
 * The serial port at 57600 baud, with a buffer in each direction.
 */
#ifndef ROOST_SERIAL_H
#define ROOST_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

void serial_start(void);

/* The next received byte, or one of these. */
#define SERIAL_NONE (-1)
/* Bytes were lost or damaged on their way: what came before is not to be trusted to go on. */
#define SERIAL_BROKEN (-2)
int16_t serial_read(void);

/* Whether something waits to be read. Interrupts must be off. */
bool serial_waits(void);

/* Waits while the buffer is full, as long as the line takes for one byte. */
void serial_write(uint8_t byte);

#endif
