/** Readers of arguments: each returns the value, or says what may stand there. */

import { InvalidArgumentError } from 'commander';
import { parseBrokerUrl } from '../firmware/mqtt/broker-url.ts';
import type { Shard } from '../sim/campaign/shard.ts';
import { parseDuration } from './duration.ts';

/** Of an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(`Write a whole number from ${from} to ${to}.`);
  };
}

export function positiveNumber(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number > 0) return number;
  throw new InvalidArgumentError('Write a number above 0.');
}

/** A part of many runs, as 2/5. */
export function shard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('Write which part of how many, for instance 1/4 or 4/4.');
}

/** `9464`, `0.0.0.0:9464` or `[::1]:9464`. */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(?:\[([\da-f:]+)\]|([^\s:[\]]+)):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (match && port <= 65_535) return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
  throw new InvalidArgumentError(
    'Write a port, or an address and a port, for instance 9464 or 0.0.0.0:9464.',
  );
}

/** In milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('Write a duration with its unit, for instance 500ms, 30s or 10m.');
}

export function brokerUrl(text: string): string {
  const address = parseBrokerUrl(text);
  if (typeof address === 'string') throw new InvalidArgumentError(`${address}.`);
  return text;
}
