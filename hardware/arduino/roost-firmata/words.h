/* SPDX-License-Identifier: MIT
 *
 * The numbers of the Firmata protocol (github.com/firmata/protocol), and of Roost's own messages in it.
 */
#ifndef ROOST_WORDS_H
#define ROOST_WORDS_H

#define PROTOCOL_MAJOR 2
#define PROTOCOL_MINOR 6
#define FIRMWARE_NAME "RoostFirmata"
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0

/* Messages of three bytes; the low half is a port or a pin. */
#define DIGITAL_MESSAGE 0x90
#define REPORT_ANALOG 0xC0
#define REPORT_DIGITAL 0xD0
#define ANALOG_MESSAGE 0xE0

#define START_SYSEX 0xF0
#define SET_PIN_MODE 0xF4
#define SET_PIN_LEVEL 0xF5
#define END_SYSEX 0xF7
#define REPORT_VERSION 0xF9
#define SYSTEM_RESET 0xFF

/* The first byte of a sysex. */
#define ROOST 0x0B
#define ANALOG_MAPPING_QUERY 0x69
#define ANALOG_MAPPING_RESPONSE 0x6A
#define CAPABILITY_QUERY 0x6B
#define CAPABILITY_RESPONSE 0x6C
#define PIN_STATE_QUERY 0x6D
#define PIN_STATE_RESPONSE 0x6E
#define EXTENDED_ANALOG 0x6F
#define STRING_DATA 0x71
#define I2C_REQUEST 0x76
#define I2C_REPLY 0x77
#define I2C_CONFIG 0x78
#define REPORT_FIRMWARE 0x79
#define SAMPLING_INTERVAL 0x7A

/* The second byte of Roost's own. */
#define ROOST_ARM 0x01
#define ROOST_GRANT 0x02
#define ROOST_STATE 0x03

/* Bits of the state. */
#define STATE_ARMED 0x01
#define STATE_TRIPPED 0x02
#define STATE_GRANTED 0x04

#endif
