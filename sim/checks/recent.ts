/** What was seen under the newest keys: enough to notice a repetition, and bounded however long a run is. */
const KEPT = 4096;

export class Recent<T> {
  private readonly seen = new Map<number, T>();

  get(key: number): T | undefined {
    return this.seen.get(key);
  }

  set(key: number, value: T): void {
    this.seen.set(key, value);
    if (this.seen.size <= KEPT) return;
    const [oldest] = this.seen.keys();
    this.seen.delete(oldest!);
  }
}
