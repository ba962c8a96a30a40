/**
 * Who may command: a file of names and tokens, which its owner alone may read. Tokens are compared by their digests
 * and all of them each time, so that the time that it takes says nothing.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** The message is for the person at the terminal. */
export class TokensError extends Error {}

const MIN_TOKEN_CHARACTERS = 16;
const MAX_NAME_CHARACTERS = 64;

interface Known {
  readonly name: string;
  readonly digest: Buffer;
}

export class Tokens {
  private readonly known: readonly Known[];

  constructor(tokens: readonly { readonly name: string; readonly token: string }[]) {
    this.known = tokens.map(({ name, token }) => ({ name, digest: digestOf(token) }));
  }

  /** Whom the token belongs to, or null. `header` is that of `Authorization`. */
  nameOf(header: string | undefined): string | null {
    const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1];
    if (token === undefined) return null;
    const digest = digestOf(token);
    let name: string | null = null;
    for (const known of this.known) if (timingSafeEqual(known.digest, digest)) name = known.name;
    return name;
  }
}

/** Throws TokensError. */
export function loadTokens(path: string): Tokens {
  let text: string;
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0) {
      throw new TokensError(`${path}: others may read these tokens; type: chmod 600 ${path}`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof TokensError) throw error;
    throw new TokensError(`${path} cannot be read: ${(error as Error).message}`);
  }
  return parseTokens(text, path);
}

/** Lines of `NAME TOKEN`; empty ones and those that begin with # are passed over. */
export function parseTokens(text: string, where: string): Tokens {
  const found: { name: string; token: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    const match = /^(\S+)\s+([\x21-\x7e]+)$/.exec(words);
    const at = `${where}:${index + 1}`;
    if (!match) throw new TokensError(`${at}: write NAME TOKEN, with a space between them`);
    const [, name, token] = match as unknown as [string, string, string];
    if (name.length > MAX_NAME_CHARACTERS) {
      throw new TokensError(`${at}: the name has more than ${MAX_NAME_CHARACTERS} characters`);
    }
    if (token.length < MIN_TOKEN_CHARACTERS) {
      throw new TokensError(
        `${at}: the token of ${name} has less than ${MIN_TOKEN_CHARACTERS} characters; ` +
          'make one with: openssl rand -hex 24',
      );
    }
    if (found.some((other) => other.name === name || other.token === token)) {
      throw new TokensError(`${at}: the name ${name} or its token stands there twice`);
    }
    found.push({ name, token });
  }
  if (found.length === 0) throw new TokensError(`${where} has no token: write lines NAME TOKEN`);
  return new Tokens(found);
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
