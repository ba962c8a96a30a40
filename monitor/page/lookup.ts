/** Looks a record up by a name that somebody else has chosen: `constructor` and `__proto__` are names like others. */
export function lookup<T>(records: Readonly<Record<string, T>> | undefined, id: string): T | null {
  return records !== undefined && Object.hasOwn(records, id) ? (records[id] ?? null) : null;
}
