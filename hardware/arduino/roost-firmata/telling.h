/* SPDX-License-Identifier: MIT
 *
 * What the board says to the host, in the words of Firmata 2.6 and in Roost's own.
 */
#ifndef ROOST_TELLING_H
#define ROOST_TELLING_H

#include <stdint.h>

void tell_version(void);
void tell_firmware(void);
void tell_capabilities(void);
void tell_analog_mapping(void);
void tell_pin_state(uint8_t pin);
void tell_string(const char *text_in_flash);
void tell_analog(uint8_t channel, uint16_t value);
void tell_digital(uint8_t port, uint8_t levels);
void tell_bus(uint8_t address, uint16_t first, const uint8_t *bytes, uint8_t count);
void tell_guard(uint8_t reset_cause);

#endif
