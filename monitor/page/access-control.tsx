/** Says whether this page may command, and takes a token. */
import { useId, useRef, useState } from 'preact/hooks';
import type { Access } from './access.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly access: Access;
}

export function AccessControl({ store, access }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const given = access.token.value !== null;
  if (store.view.peek() !== null && !store.commands.value) {
    return (
      <p class="access" title="This hub was started without tokens">
        Read-only
      </p>
    );
  }
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        {given ? 'Commands on' : 'Read-only'}
      </button>
      <TokenDialog access={access} given={given} dialog={dialog} />
    </>
  );
}

function TokenDialog({
  access,
  given,
  dialog,
}: {
  readonly access: Access;
  readonly given: boolean;
  readonly dialog: { current: HTMLDialogElement | null };
}) {
  const [text, setText] = useState('');
  const field = useId();
  const title = useId();
  const close = () => {
    setText('');
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="small-dialog" aria-labelledby={title}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          access.setToken(text);
          close();
        }}
      >
        <h2 id={title}>Who commands</h2>
        <p>
          Without a token this page shows the swarm and cannot touch it. Whoever runs the hub gives
          tokens (<code>roost monitor --tokens FILE</code>). A token is kept until this tab is
          closed.
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
                close();
              }}
            >
              Forget the token
            </button>
          )}
          <button type="button" onClick={close}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
