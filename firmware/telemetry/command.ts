/**
 * Commands that come over MQTT, from dashboards and from people: who sends them is not known,
 * so what they carry is checked to the last key before anything is done.
 */

export const VERBS = ['charge', 'release', 'hold', 'resume'] as const;
export type Verb = (typeof VERBS)[number];

/** What came of a command. */
export type CommandOutcome =
  | { readonly status: 'ok'; readonly data?: object }
  | { readonly status: 'error'; readonly error: string };

/** Published on .../cmd/<verb>/reply. */
export interface CommandReply {
  readonly status: 'ok' | 'error';
  readonly data: object | null;
  readonly error: string | null;
  /** As the sender gave it, so that it can tell its replies apart. */
  readonly transaction: string | null;
}

export type ParsedCommand =
  | { readonly verb: Verb; readonly transaction: string | null }
  | { readonly error: string; readonly transaction: string | null };

export const MAX_COMMAND_BYTES = 4096;
const MAX_TRANSACTION_CHARACTERS = 64;
const FORM = 'send {} or {"transaction":"any text"}';

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
  const { transaction = null } = value as { transaction?: unknown };
  if (transaction !== null && typeof transaction !== 'string') {
    return refuse(`transaction is not a string; ${FORM}`);
  }
  if (transaction !== null && transaction.length > MAX_TRANSACTION_CHARACTERS) {
    return refuse(
      `transaction has ${transaction.length} characters; ${MAX_TRANSACTION_CHARACTERS} are the most`,
    );
  }
  const unknown = Object.keys(value).find((key) => key !== 'transaction');
  if (unknown !== undefined) {
    return refuse(`unknown key ${JSON.stringify(unknown.slice(0, 40))}; ${FORM}`, transaction);
  }
  if (!isVerb(verb)) {
    return refuse(`unknown command; it is one of ${VERBS.join(', ')}`, transaction);
  }
  return { verb, transaction };
}

function isVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

export function replyOf(outcome: CommandOutcome, transaction: string | null): CommandReply {
  return outcome.status === 'ok'
    ? { status: 'ok', data: outcome.data ?? {}, error: null, transaction }
    : { status: 'error', data: null, error: outcome.error, transaction };
}
