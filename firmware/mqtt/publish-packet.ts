/**
 * PUBLISH with QoS 0, as bytes (MQTT 3.1.1, section 3.3).
 *
 * Written to the stream in one piece and at once. The client's own publish() takes a tenth
 * longer for a round trip, and has places in which a message can wait for a better time,
 * where a frame has to be lost instead.
 */

const PUBLISH = 0x30;
const RETAIN = 0x01;

export function publishPacket(topic: Uint8Array, payload: Uint8Array, retain: boolean): Buffer {
  const length = 2 + topic.length + payload.length;
  let at = 1;
  // A fixed header has five bytes at most.
  const packet = Buffer.allocUnsafe(5 + length);
  packet[0] = retain ? PUBLISH | RETAIN : PUBLISH;
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    packet[at++] = rest >= 128 ? (rest % 128) | 0x80 : rest;
    if (rest < 128) break;
  }
  packet[at++] = topic.length >> 8;
  packet[at++] = topic.length & 0xff;
  packet.set(topic, at);
  packet.set(payload, at + topic.length);
  return packet.subarray(0, at + topic.length + payload.length);
}
