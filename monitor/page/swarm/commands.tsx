/**
 * Commands to one member: nothing is sent before somebody has read what it does and confirmed it, and what became of it
 * is said in words.
 */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Access } from '../access.ts';
import { TokenForm } from '../access-control.tsx';
import type { Store } from '../store.ts';
import {
  type CommandWords,
  LONGEST_REASON,
  padRelease,
  robotCommands,
  SHORTEST_REASON,
  type Verb,
} from './command-words.ts';

interface Props {
  readonly id: string;
  readonly kind: 'robot' | 'pad';
  readonly occupant: string | null;
  readonly store: Store;
  readonly access: Access;
}

type Outcome = { readonly ok: boolean; readonly text: string } | null;

export function Commands({ id, kind, occupant, store, access }: Props) {
  const [asking, setAsking] = useState<Verb | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const buttons = useRef<HTMLParagraphElement>(null);
  const askedLast = useRef<Verb | null>(null);
  // When the form goes, the focus goes back to the button that opened it.
  useEffect(() => {
    if (asking !== null) askedLast.current = asking;
    else if (!busy && askedLast.current !== null) {
      buttons.current?.querySelector<HTMLElement>(`[data-verb="${askedLast.current}"]`)?.focus();
      askedLast.current = null;
    }
  }, [asking, busy]);
  const choices: readonly (readonly [Verb, CommandWords])[] =
    kind === 'robot' ? robotCommands(id) : [['release', padRelease(id, occupant)]];
  const chosen = choices.find(([verb]) => verb === asking) ?? null;

  const send = async (verb: Verb, words: CommandWords, reason: string | null) => {
    setBusy(true);
    setOutcome({ ok: true, text: `Sent; waiting for ${id} to answer...` });
    const { ok, error } = await access.command({ verb, member: id, reason });
    setBusy(false);
    if (ok) setAsking(null);
    setOutcome({
      ok,
      text: ok
        ? `Done: ${id} has accepted "${words.title.replace('...', '').toLowerCase()}".`
        : `Not done: ${error}`,
    });
  };

  if (!store.commands.value) {
    return (
      <section class="commands">
        <h3>Commands</h3>
        <p class="muted">This hub takes no commands: it was started without tokens.</p>
      </section>
    );
  }
  if (access.token.value === null) {
    return (
      <section class="commands">
        <h3>Commands</h3>
        <details>
          <summary>This page is read-only; enter a token to command</summary>
          <TokenForm access={access} onDone={() => {}} />
        </details>
      </section>
    );
  }
  return (
    <section class="commands">
      <h3>Commands</h3>
      <p class="buttons" ref={buttons}>
        {choices.map(([verb, words]) => (
          <button
            key={verb}
            type="button"
            data-verb={verb}
            aria-expanded={asking === verb}
            disabled={busy || (kind === 'pad' && occupant === null)}
            onClick={() => {
              setOutcome(null);
              setAsking(asking === verb ? null : verb);
            }}
          >
            {words.title}
          </button>
        ))}
        {kind === 'pad' && occupant === null && <span class="muted">Nobody is on {id}.</span>}
      </p>
      {chosen !== null && (
        <Confirm
          key={chosen[0]}
          words={chosen[1]}
          busy={busy}
          live={store.live.value.up}
          confirm={(reason) => void send(chosen[0], chosen[1], reason)}
          cancel={() => setAsking(null)}
        />
      )}
      <p role="status" class="outcome" data-ok={outcome?.ok === false ? 'no' : 'yes'}>
        {outcome?.text}
      </p>
    </section>
  );
}

interface ConfirmProps {
  readonly words: CommandWords;
  readonly busy: boolean;
  readonly live: boolean;
  readonly confirm: (reason: string | null) => void;
  readonly cancel: () => void;
}

function Confirm({ words, busy, live, confirm, cancel }: ConfirmProps) {
  const [reason, setReason] = useState('');
  const field = useId();
  const does = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="confirm"
      aria-describedby={does}
      onSubmit={(event) => {
        event.preventDefault();
        const text = reason.trim();
        confirm(text === '' ? null : text);
      }}
    >
      <p id={does}>{words.does}</p>
      {!live && <p class="not-live">What you see is not live: things may be different by now.</p>}
      <label for={field}>Reason {words.needsReason ? '(needed)' : '(if you like)'}</label>
      <input
        id={field}
        ref={input}
        type="text"
        autocomplete="off"
        required={words.needsReason}
        minLength={SHORTEST_REASON}
        maxLength={LONGEST_REASON}
        // Spaces alone are no reason.
        {...(words.needsReason && { pattern: '.*\\S.*\\S.*\\S.*' })}
        title={`At least ${SHORTEST_REASON} letters`}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <p class="buttons">
        <button type="submit" class={words.needsReason ? 'danger' : 'primary'} disabled={busy}>
          {words.button}
        </button>
        <button type="button" disabled={busy} onClick={cancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}
