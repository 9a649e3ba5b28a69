const MODULUS = 2 ** 32;

/** Numbers that look random and are the same at every start (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, not including, 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / MODULUS;
  }

  /** A whole number around the mean, from half of it to one and a half. */
  around(mean: number): number {
    return Math.round(mean * (0.5 + this.fraction()));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }
}
