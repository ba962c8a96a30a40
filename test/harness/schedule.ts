/** Virtual time: what is to happen, in order of time and then of being asked for. */
export class Schedule {
  nowMs = 0;
  private readonly heap: { atMs: number; order: number; act: () => void }[] = [];
  private order = 0;

  at(atMs: number, act: () => void): void {
    const { heap } = this;
    this.order += 1;
    heap.push({ atMs: Math.max(atMs, this.nowMs), order: this.order, act });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.before(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  after(delayMs: number, act: () => void): void {
    this.at(this.nowMs + delayMs, act);
  }

  /** Runs everything up to `untilMs`, or until `stop` says so. */
  run(untilMs: number, stop: () => boolean = () => false): void {
    while (this.heap.length > 0 && this.heap[0]!.atMs <= untilMs && !stop()) {
      const next = this.pop();
      this.nowMs = next.atMs;
      next.act();
    }
    if (!stop()) this.nowMs = Math.max(this.nowMs, untilMs);
  }

  private pop() {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      let parent = 0;
      for (;;) {
        const left = 2 * parent + 1;
        const right = left + 1;
        let least = parent;
        if (left < heap.length && this.before(left, least)) least = left;
        if (right < heap.length && this.before(right, least)) least = right;
        if (least === parent) break;
        this.swap(parent, least);
        parent = least;
      }
    }
    return top;
  }

  private before(a: number, b: number): boolean {
    const left = this.heap[a]!;
    const right = this.heap[b]!;
    return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
  }

  private swap(a: number, b: number): void {
    const kept = this.heap[a]!;
    this.heap[a] = this.heap[b]!;
    this.heap[b] = kept;
  }
}
