// What comes next, in order of time: a heap that answers the earliest first, and of equals the one noted first.

export class Agenda<Entry> {
  readonly #heap: { readonly at: number; readonly order: number; readonly entry: Entry }[] = [];
  #noted = 0;

  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  note(at: number, entry: Entry): void {
    this.#heap.push({ at, order: this.#noted++, entry });
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfLater(parent, child)) return;
      child = parent;
    }
  }

  take(): { readonly at: number; readonly entry: Entry } | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (!first || !last || this.#heap.length === 0) return first;
    this.#heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const right = left + 1;
      if (left >= this.#heap.length) return first;
      const child = right < this.#heap.length && this.#isLater(left, right) ? right : left;
      if (!this.#swapIfLater(parent, child)) return first;
      parent = child;
    }
  }

  #isLater(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (!a || !b) return false;
    return a.at === b.at ? a.order > b.order : a.at > b.at;
  }

  #swapIfLater(parent: number, child: number): boolean {
    if (!this.#isLater(parent, child)) return false;
    const a = this.#heap[parent];
    const b = this.#heap[child];
    if (a && b) [this.#heap[parent], this.#heap[child]] = [b, a];
    return true;
  }
}
