/* SPDX-License-Identifier: MIT
 *
 * What the host says: bytes are put together to messages of Firmata, and these are done.
 *
 * Data bytes are below 128, so that each command is seen as one whatever came before: garbage, or a message that was
 * cut off, is left behind at the next command.
 */
#ifndef ROOST_MESSAGES_H
#define ROOST_MESSAGES_H

#include <stdint.h>

/* Why the chip has started, for those who ask. */
void messages_start(uint8_t reset_cause);

void message_byte(uint8_t byte);

/* Bytes are missing: what has come of a message so far is dropped. */
void message_broken(void);

#endif
