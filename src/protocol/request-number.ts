/**
 * Request numbers are (boot, n), so that they grow across restarts without a disk write per request
 * (protocol.md section 4). In memory they are one number that compares as the pair does.
 */

/** `boot * 2^32 + n`; 0 stands for "none". Exact, since boots stay below 2^16. */
export type RequestNumber = number;

const N_SPAN = 2 ** 32;

export function requestNumber(boot: number, n: number): RequestNumber {
  return boot * N_SPAN + n;
}

export function bootOf(number: RequestNumber): number {
  return Math.floor(number / N_SPAN);
}

/** The count within its boot. */
export function nOf(number: RequestNumber): number {
  return number % N_SPAN;
}
