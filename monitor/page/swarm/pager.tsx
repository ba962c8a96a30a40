/** Ways through the pages of a long list. */
import type { PageOf } from './robot-order.ts';

interface Props {
  readonly what: string;
  /** Of the list; two of them have two names. */
  readonly at: 'top' | 'bottom';
  readonly page: PageOf<unknown>;
  readonly turn: (page: number) => void;
}

export function Pager({ what, at, page, turn }: Props) {
  if (page.pages === 1) return null;
  const last = page.first + page.items.length;
  return (
    <nav class="pager" aria-label={`Pages of ${what}, ${at}`}>
      <button type="button" disabled={page.page === 0} onClick={() => turn(page.page - 1)}>
        Previous
      </button>
      <span class="number">
        {page.first + 1} to {last} of {page.count}
      </span>
      <button
        type="button"
        disabled={page.page === page.pages - 1}
        onClick={() => turn(page.page + 1)}
      >
        Next
      </button>
    </nav>
  );
}
