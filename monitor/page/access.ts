/**
 * Who may command: whoever has a token of the hub. Without one the page is read-only.
 *
 * A token is kept for this tab alone. One that comes in the address (`#token=...`) is taken out of it at once, so that
 * it stands in no bookmark and on no screen that somebody shares.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CommandAnswer, CommandRequest } from '../view/wire.ts';
import { failed, understood } from './command-answer.ts';

const KEY = 'roost-token';

export interface Access {
  readonly token: ReadonlySignal<string | null>;
  setToken(token: string | null): void;
  /** What became of it, in plain words. Never throws. */
  command(request: CommandRequest): Promise<CommandAnswer>;
}

export function openAccess(window: Window): Access {
  const token = signal<string | null>(null);
  const setToken = (next: string | null) => {
    const clean = next?.trim() ?? '';
    token.value = clean === '' ? null : clean;
    keep(window, token.value);
  };
  const takeFromAddress = () => {
    const match = /^#token=(.+)$/.exec(window.location.hash);
    if (match === null) return false;
    setToken(safelyDecoded(match[1]!));
    window.history.replaceState(null, '', '#swarm');
    return true;
  };
  if (!takeFromAddress()) token.value = kept(window);
  window.addEventListener('hashchange', takeFromAddress);

  return {
    token,
    setToken,
    async command(request) {
      if (token.value === null) return failed('This page is read-only: enter a token first.');
      const answer = await window
        .fetch(new URL('api/command', window.document.baseURI), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            // Bytes that no header can bear would throw; such a token is wrong anyway.
            authorization: `Bearer ${token.value.replace(/[^\x20-\x7e]/g, '')}`,
          },
          body: JSON.stringify(request),
        })
        .catch(() => null);
      if (answer === null) {
        return failed('The hub did not answer. Whether the command went out is not known.');
      }
      return understood(answer.status, await answer.text().catch(() => ''));
    },
  };
}

function kept(window: Window): string | null {
  try {
    return window.sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(window: Window, token: string | null): void {
  try {
    if (token === null) window.sessionStorage.removeItem(KEY);
    else window.sessionStorage.setItem(KEY, token);
  } catch {
    // Then it is kept until the page is left.
  }
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
