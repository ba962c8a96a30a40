/** Flash as the text of an Intel HEX file. */

const LINE_BYTES = 16;

export function hexOf(flash: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < flash.length; at += LINE_BYTES) {
    const data = flash.subarray(at, at + LINE_BYTES);
    if (data.every((byte) => byte === 0xff)) continue;
    lines.push(recordOf([data.length, at >> 8, at & 0xff, 0, ...data]));
  }
  return [...lines, ':00000001FF', ''].join('\n');
}

function recordOf(bytes: readonly number[]): string {
  const checksum = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return `:${Buffer.from([...bytes, checksum])
    .toString('hex')
    .toUpperCase()}`;
}
