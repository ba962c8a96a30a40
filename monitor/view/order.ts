/** Names as people count: r2 before r10, the same on the page and in the terminal. */

const names = new Intl.Collator('en', { numeric: true });

/** For sorting. */
export function compareIds(a: string, b: string): number {
  return names.compare(a, b);
}
