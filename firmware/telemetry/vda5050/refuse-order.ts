/**
 * Orders are heard in order to be refused in a way that the fleet tool sees: Roost shares pads, and does not drive
 * robots along routes. Without this a tool would send its robot off and wait for ever.
 */

import { parseObject } from './instant-actions.ts';
import type { MessageErrors } from './message-errors.ts';

const REFUSAL = 'orders are not taken: this is a status feed of a robot that goes by itself';
const MAX_ORDER_ID_CHARACTERS = 128;

/** Never throws; returns why it was refused. */
export function refuseOrder(payload: Uint8Array, errors: MessageErrors): string {
  const order = parseObject(payload);
  if (typeof order === 'string') {
    errors.add('malformed', order, { topic: 'order' });
    return order;
  }
  const { orderId, orderUpdateId } = order;
  const references: Record<string, string> = { topic: 'order' };
  if (typeof orderId === 'string')
    references.orderId = orderId.slice(0, MAX_ORDER_ID_CHARACTERS).toWellFormed();
  if (Number.isInteger(orderUpdateId)) references.orderUpdateId = String(orderUpdateId);
  errors.add('orderRefused', REFUSAL, references);
  return REFUSAL;
}
