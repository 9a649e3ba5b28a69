const CAPACITY_AT_FIRST = 1 << 16;

/** How long each of many calls took, in milliseconds. All are kept, so that percentiles are exact. */
export class Latencies {
  #ms = new Float64Array(CAPACITY_AT_FIRST);
  #count = 0;
  #isSorted = false;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    if (this.#count === this.#ms.length) {
      const larger = new Float64Array(2 * this.#ms.length);
      larger.set(this.#ms);
      this.#ms = larger;
    }
    this.#ms[this.#count] = ms;
    this.#count += 1;
    this.#isSorted = false;
  }

  /** The least time that so many hundredths of the calls did not exceed. */
  percentile(hundredths: number): number {
    const measured = this.#ms.subarray(0, this.#count);
    if (!this.#isSorted) measured.sort();
    this.#isSorted = true;
    const value = measured[Math.max(0, Math.ceil((hundredths / 100) * this.#count) - 1)];
    if (value === undefined) throw new Error("There is no percentile of nothing");
    return value;
  }
}
