/** What the shell gives to each view that is loaded when somebody goes there. */
import type { Store } from './store.ts';

export interface ViewProps {
  readonly store: Store;
}
