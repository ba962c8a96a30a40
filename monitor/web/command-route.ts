/** POST /api/command: who asks, whether that makes sense, and what came of it. */

import type { IncomingMessage } from 'node:http';
import type { CommandRequest } from '../view/wire.ts';
import { type Answer, json, refusal } from './answer.ts';
import type { WebHub } from './hub-port.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Tokens } from './tokens.ts';

const MAX_BODY_BYTES = 4096;
const MAX_MEMBER_CHARACTERS = 64;
export const REASON_CHARACTERS = { min: 3, max: 200 } as const;
const VERBS = ['charge', 'release', 'hold', 'resume'] as const;

export interface CommandRoute {
  readonly hub: WebHub;
  /** Null: read-only. */
  readonly tokens: Tokens | null;
  /** By the address of who tries tokens. */
  readonly attempts: RateLimit;
  /** By the name of the token. */
  readonly commands: RateLimit;
}

export async function answerCommand(
  route: CommandRoute,
  request: IncomingMessage,
): Promise<Answer> {
  const { hub, tokens, attempts, commands } = route;
  if (tokens === null) {
    return refusal(403, 'this hub takes no commands: start it with --tokens FILE');
  }
  const by = tokens.nameOf(request.headers.authorization);
  if (by === null) {
    if (!attempts.take(request.socket.remoteAddress ?? '')) return tooMany();
    return { ...refusal(401, 'no such token'), headers: { 'www-authenticate': 'Bearer' } };
  }
  if (!commands.take(by)) return tooMany();
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refusal(400, 'send JSON, with content-type: application/json');
  }
  const body = await read(request);
  if (body === null) return refusal(413, `more than ${MAX_BODY_BYTES} bytes are no command`);
  const command = commandOf(body, hub);
  if (typeof command === 'string') return refusal(400, command);
  const { outcome, ok, error } = await hub.command(command, by);
  const status = { ok: 200, refused: 200, 'no-answer': 504, unknown: 400 }[outcome];
  return json({ schemaVersion: 1, ok, error }, status);
}

function tooMany(): Answer {
  return { ...refusal(429, 'too often; wait some seconds'), headers: { 'retry-after': '5' } };
}

/** Null when it is too long. */
async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The command, or what is wrong with it. */
function commandOf(body: string, hub: WebHub): CommandRequest | string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'this is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'send {"verb":"charge","member":"r1","reason":null}';
  }
  const { verb: name, member, reason = null, ...rest } = value as Record<string, unknown>;
  const other = Object.keys(rest)[0];
  if (other !== undefined) return `unknown key ${JSON.stringify(other.slice(0, 40))}`;
  const verb = VERBS.find((one) => one === name);
  if (verb === undefined) return `verb is one of ${VERBS.join(', ')}`;
  if (typeof member !== 'string' || member.length > MAX_MEMBER_CHARACTERS) {
    return 'member is the id of a robot or a pad';
  }
  if (reason !== null && typeof reason !== 'string') return 'reason is text, or null';
  const why = reason?.trim() ?? null;
  const { min, max } = REASON_CHARACTERS;
  if (why !== null && why.length > max) return `the reason has more than ${max} characters`;
  const view = hub.view();
  if (Object.hasOwn(view.robots, member)) return { verb, member, reason: why || null };
  if (!Object.hasOwn(view.pads, member)) return `there is no member ${JSON.stringify(member)}`;
  if (verb !== 'release') return `a pad takes release alone; ${verb} is for robots`;
  if (why === null || why.length < min) {
    return `to release a pad on behalf of a robot, give a reason of ${min} to ${max} characters`;
  }
  return { verb, member, reason: why };
}
