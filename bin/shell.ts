/** Texts for a person to paste into a shell. */

/** One word of a command line, in quotes where it needs them. */
export function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
