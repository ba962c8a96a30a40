/**
 * A real table of many rows, a page of them at a time: the text alternative of a drawing. A thousand rows at once would
 * take the browser longer to lay out than the drawing itself.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly count: number;
  /** Which row is to be seen; its page is opened when it changes. */
  readonly current?: number;
  /** The cells of a row. */
  row(index: number): { readonly key: string; readonly cells: readonly ComponentChildren[] };
}

const ROWS = 50;

export function PagedTable({ caption, columns, count, current, row }: Props) {
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (current !== undefined && current >= 0) setPage(Math.floor(current / ROWS));
  }, [current]);
  const pages = Math.max(1, Math.ceil(count / ROWS));
  const shown = Math.min(page, pages - 1);
  const from = shown * ROWS;
  const indices = Array.from({ length: Math.min(ROWS, count - from) }, (_, each) => from + each);
  return (
    <div class="paged">
      <section
        class="paged-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must take the focus
        tabIndex={0}
        aria-label={caption}
      >
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {indices.map((index) => {
              const { key, cells } = row(index);
              return (
                <tr key={key} {...(index === current && { 'aria-current': 'true' as const })}>
                  {cells.map((cell, place) => (
                    <td key={columns[place]}>{cell}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <p class="paged-pages">
          <button type="button" disabled={shown === 0} onClick={() => setPage(shown - 1)}>
            Rows before
          </button>
          <span>
            {from + 1} to {from + indices.length} of {count}
          </span>
          <button type="button" disabled={shown >= pages - 1} onClick={() => setPage(shown + 1)}>
            Rows after
          </button>
        </p>
      )}
    </div>
  );
}
