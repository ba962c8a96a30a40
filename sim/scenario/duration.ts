/**
 * Times as a scenario file has them: `500ms`, `12.5s`, `10m`, `2h`. What is written is read back as the
 * very same number, down to its last bit.
 */

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const TIME = /^(-?)(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** Milliseconds, or null when the text is no time. */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const ms = Number(match[2]) * UNITS_MS[match[3] as keyof typeof UNITS_MS];
  if (!Number.isFinite(ms)) return null;
  return match[1] === '-' && ms !== 0 ? -ms : ms;
}

/** The shortest text of finite milliseconds that is read back as them. */
export function timeText(ms: number): string {
  const size = Math.abs(ms);
  if (ms === 0) return '0s';
  let best = `${plain(size)}ms`;
  for (const [unit, unitMs] of Object.entries(UNITS_MS)) {
    if (size < unitMs) continue;
    const text = `${plain(size / unitMs)}${unit}`;
    if (text.length <= best.length && parseTime(text) === size) best = text;
  }
  return ms < 0 ? `-${best}` : best;
}

/** Digits without an exponent, which no duration has: 1e-7 becomes 0.0000001. */
function plain(size: number): string {
  const [digits = '', exponent] = String(size).split('e');
  if (exponent === undefined) return digits;
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = Number(exponent);
  if (shift < 0) return `0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return `${whole}${fraction}${'0'.repeat(shift - fraction.length)}`;
}
