/** Says whether this page may command, and takes a token. */
import { useId, useRef, useState } from 'preact/hooks';
import type { Access } from './access.ts';
import type { Store } from './store.ts';
import { useView } from './use-view.ts';

interface Props {
  readonly store: Store;
  readonly access: Access;
}

export function AccessControl({ store, access }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const there = useView(store, (view) => view !== null);
  if (!there) return null;
  if (!store.commands.value) {
    return (
      <p class="access" title="This hub takes no commands: it was started without tokens">
        Read-only
      </p>
    );
  }
  const given = access.token.value !== null;
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        {given ? 'Commands on' : 'Read-only'}
      </button>
      <dialog ref={dialog} class="small-dialog" aria-labelledby={title}>
        <h2 id={title}>Who may command</h2>
        <TokenForm access={access} onDone={close} onCancel={close} />
      </dialog>
    </>
  );
}

interface TokenProps {
  readonly access: Access;
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

export function TokenForm({ access, onDone, onCancel }: TokenProps) {
  const [text, setText] = useState('');
  const field = useId();
  const given = access.token.value !== null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        access.setToken(text);
        setText('');
        onDone();
      }}
    >
      <p>
        Without a token this page shows the swarm and cannot touch it. Whoever runs the hub gives
        tokens (<code>roost monitor --tokens FILE</code>). It is kept until this tab is closed.
      </p>
      <label for={field}>Token</label>
      <input
        id={field}
        type="password"
        autocomplete="off"
        required
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <p class="buttons">
        <button type="submit" class="primary">
          Use this token
        </button>
        {given && (
          <button
            type="button"
            onClick={() => {
              access.setToken(null);
              onDone();
            }}
          >
            Forget the token
          </button>
        )}
        {onCancel !== undefined && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </p>
    </form>
  );
}
