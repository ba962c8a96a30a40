/* SPDX-License-Identifier: MIT
 *
 * What the host wants of devices on the I2C bus.
 */
#ifndef ROOST_I2C_H
#define ROOST_I2C_H

#include <stdbool.h>
#include <stdint.h>

/* Gives the pins to the bus, unless the guard has one of them. Between the writing of a register's number and the
 * reading of the register, a slow device gets the delay. */
void i2c_config(uint16_t delay_us);
void i2c_reset(void);

/* The data of a request of Firmata: address, mode, and pairs of seven bits. */
void i2c_request(const uint8_t *data, uint8_t count);

/* All readings that were asked for again and again become due. */
void i2c_interval(void);

/* Does one of those that are due: with slow devices, all of them together would keep the watchdog waiting. */
void i2c_run(void);

#endif
