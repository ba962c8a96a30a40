/** What an answer of the hub to a command means, in plain words. */
import type { CommandAnswer } from '../view/wire.ts';

/** The hub's own words where it says why, and what its status means where it does not. */
export function understood(status: number, text: string): CommandAnswer {
  const { ok, error } = bodyOf(text);
  if (status === 200) {
    if (ok === true) return { schemaVersion: 1, ok: true, error: null };
    return failed(
      error ?? (ok === false ? 'refused' : 'The hub gave an answer that this page does not know.'),
    );
  }
  if (status === 401) return failed('The hub does not know this token.');
  if (status === 403) return failed(error ?? 'This hub takes no commands.');
  if (status === 429) {
    return failed(error ?? 'Too many commands at once. Wait a little, and try again.');
  }
  if (status === 504) return failed(error ?? 'The member did not answer.');
  return failed(error ?? `The hub answers ${status}.`);
}

export function failed(error: string): CommandAnswer {
  return { schemaVersion: 1, ok: false, error };
}

/** What the hub says was wrong, of an answer that is no success. */
export function errorOf(text: string): string | null {
  return bodyOf(text).error;
}

function bodyOf(text: string): { readonly ok?: unknown; readonly error: string | null } {
  try {
    const { ok, error } = JSON.parse(text) as { ok?: unknown; error?: unknown };
    return { ok, error: typeof error === 'string' && error !== '' ? error : null };
  } catch {
    return { error: null };
  }
}
