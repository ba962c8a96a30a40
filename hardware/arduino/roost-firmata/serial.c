/* SPDX-License-Identifier: MIT */
#include "serial.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

/* 16 MHz / 8 / (34 + 1) = 57143 baud, 0.8 % off; no setting comes closer. */
#define BAUD_DIVIDER 34

/* Powers of two: positions wrap with a mask. */
#define IN_BYTES 128
#define OUT_BYTES 128

static volatile uint8_t in[IN_BYTES];
static volatile uint8_t in_head, in_tail;
static volatile bool broken;
static volatile uint8_t out[OUT_BYTES];
static volatile uint8_t out_head, out_tail;

void serial_start(void) {
  UBRR0 = BAUD_DIVIDER;
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

ISR(USART_RX_vect) {
  /* The state belongs to the byte that is read next. */
  bool damaged = (UCSR0A & (_BV(FE0) | _BV(DOR0))) != 0;
  uint8_t byte = UDR0;
  uint8_t next = (in_head + 1) & (IN_BYTES - 1);
  if (damaged || next == in_tail) {
    broken = true;
    return;
  }
  in[in_head] = byte;
  in_head = next;
}

ISR(USART_UDRE_vect) {
  UDR0 = out[out_tail];
  out_tail = (out_tail + 1) & (OUT_BYTES - 1);
  if (out_tail == out_head) UCSR0B &= ~_BV(UDRIE0);
}

int16_t serial_read(void) {
  int16_t byte = SERIAL_NONE;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (broken) {
      /* What still waits belongs to a message with a hole. */
      broken = false;
      in_tail = in_head;
      byte = SERIAL_BROKEN;
    } else if (in_tail != in_head) {
      byte = in[in_tail];
      in_tail = (in_tail + 1) & (IN_BYTES - 1);
    }
  }
  return byte;
}

bool serial_waits(void) { return broken || in_tail != in_head; }

void serial_write(uint8_t byte) {
  uint8_t next = (out_head + 1) & (OUT_BYTES - 1);
  while (next == out_tail) {
    /* The interrupt makes room. */
  }
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    out[out_head] = byte;
    out_head = next;
    UCSR0B |= _BV(UDRIE0);
  }
}
