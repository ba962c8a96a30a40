/**
 * Commands that come over MQTT, from dashboards and from people: who sends them is not known,
 * so what they carry is checked to the last key before anything is done.
 */

export const VERBS = ['charge', 'release', 'hold', 'resume'] as const;
export type Verb = (typeof VERBS)[number];

export interface Command {
  readonly verb: Verb;
  /** Of a robot that leads and is told to release a pad that robots guard: which pad. */
  readonly pad: string | null;
  /** Why somebody wants it, in their own words. */
  readonly reason: string | null;
  /** Who asks, as the sender says: nobody has proved it. */
  readonly by: string | null;
  /** As the sender gave it, so that it can tell its replies apart. */
  readonly transaction: string | null;
}

/** What came of a command. */
export type CommandOutcome =
  | { readonly status: 'ok'; readonly data?: object }
  | { readonly status: 'error'; readonly error: string };

/** Published on .../cmd/<verb>/reply. */
export interface CommandReply {
  readonly status: 'ok' | 'error';
  readonly data: object | null;
  readonly error: string | null;
  readonly transaction: string | null;
}

export type ParsedCommand =
  | Command
  | { readonly error: string; readonly transaction: string | null };

export const MAX_COMMAND_BYTES = 4096;
/** What a payload may hold; each is a text. */
const MAX_CHARACTERS = { transaction: 64, reason: 200, by: 200, pad: 64 } as const;
type Key = keyof typeof MAX_CHARACTERS;
const KEYS = Object.keys(MAX_CHARACTERS) as Key[];
const FORM =
  'send {} or an object of texts: {"transaction":"any text","reason":"why","by":"who asks"}';

/** They would forge lines of the log, turn the reading around, or are half of a character. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u;

/** Never throws; the error says what to send instead. */
export function parseCommand(verb: string, payload: Uint8Array): ParsedCommand {
  const refuse = (error: string, transaction: string | null = null) => ({ error, transaction });
  if (payload.length > MAX_COMMAND_BYTES) {
    return refuse(`the payload has ${payload.length} bytes, over ${MAX_COMMAND_BYTES}; ${FORM}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return refuse(`the payload is not JSON; ${FORM}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(`the payload is not a JSON object; ${FORM}`);
  }
  const texts: Record<Key, string | null> = {
    transaction: null,
    reason: null,
    by: null,
    pad: null,
  };
  // The transaction first: a refusal of anything else repeats it.
  for (const key of KEYS) {
    const text = Object.hasOwn(value, key) ? (value as Record<Key, unknown>)[key] : null;
    const wrong = whatIsWrong(key, text);
    if (wrong !== null) return refuse(`${wrong}; ${FORM}`, texts.transaction);
    texts[key] = text as string | null;
  }
  const { transaction } = texts;
  const unknown = Object.keys(value).find((key) => !(KEYS as string[]).includes(key));
  if (unknown !== undefined) {
    return refuse(`unknown key ${JSON.stringify(unknown.slice(0, 40))}; ${FORM}`, transaction);
  }
  if (!isVerb(verb)) {
    return refuse(`unknown command; it is one of ${VERBS.join(', ')}`, transaction);
  }
  if (texts.pad !== null && verb !== 'release') {
    return refuse(`${verb} takes no pad; only release does`, transaction);
  }
  return { verb, ...texts };
}

function whatIsWrong(key: Key, text: unknown): string | null {
  if (text === null) return null;
  if (typeof text !== 'string') return `${key} is not a string`;
  const most = MAX_CHARACTERS[key];
  if (text.length > most) return `${key} has ${text.length} characters; ${most} are the most`;
  // A transaction is repeated as it came and stands in no log.
  if (key !== 'transaction' && UNPRINTABLE.test(text))
    return `${key} has characters that cannot be printed; leave out line ends and the like`;
  return null;
}

function isVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

/** Who asks for what and why, for the log: `asked to release p1 by alice: "it is stuck"`. */
export function askedFor({ verb, pad, by, reason }: Command): string {
  const what = pad === null ? verb : `${verb} ${pad}`;
  const who = by === null ? '' : ` by ${by}`;
  const why = reason === null ? '' : `: ${JSON.stringify(reason)}`;
  return `asked to ${what}${who}${why}`;
}

export function replyOf(outcome: CommandOutcome, transaction: string | null): CommandReply {
  return outcome.status === 'ok'
    ? { status: 'ok', data: outcome.data ?? {}, error: null, transaction }
    : { status: 'error', data: null, error: outcome.error, transaction };
}
