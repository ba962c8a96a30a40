/**
 * What a package brings with it, by the lock file alone: the same walk as Node.js takes through
 * node_modules, so that it holds also for packages that this machine does not install.
 */

export interface LockEntry {
  readonly version?: string;
  /** The true name of a package that stands in for another. */
  readonly name?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockFile = Readonly<Record<string, LockEntry>>;

/** The entries below `roots` (and these), by their places such as `node_modules/a/node_modules/b`. */
export function treeOf(lock: LockFile, roots: readonly string[]): Map<string, LockEntry> {
  const found = new Map<string, LockEntry>();
  const visit = (from: string, wanted: string): void => {
    const place = placeOf(lock, from, wanted);
    if (place === null)
      throw new Error(`${wanted}, wanted by ${from || 'the project'}, is not there`);
    if (found.has(place)) return;
    const entry = lock[place]!;
    found.set(place, entry);
    const wants = { ...entry.dependencies, ...entry.optionalDependencies };
    for (const name of Object.keys(wants)) visit(place, name);
  };
  for (const root of roots) visit('', root);
  return found;
}

/** Looks beside the package that asks, then further and further out. */
function placeOf(lock: LockFile, from: string, wanted: string): string | null {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    const place = folder === '' ? `node_modules/${wanted}` : `${folder}/node_modules/${wanted}`;
    if (lock[place] !== undefined) return place;
    if (folder === '') return null;
  }
}

/** `name@version` of an entry: the true name, where it stands in for another. */
export function identityOf(place: string, entry: LockEntry): string {
  const name =
    entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return `${name}@${entry.version}`;
}
