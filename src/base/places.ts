/** Lets so many do something at once; the others wait, and come in the order in which they came. */
export class Places {
  readonly #atOnceMax: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(atOnceMax: number) {
    this.#atOnceMax = atOnceMax;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async take<T>(act: () => Promise<T>): Promise<T> {
    // Whoever ends hands over his place, so that the count stays as it is.
    if (this.#taken >= this.#atOnceMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken -= 1;
      else next();
    }
  }
}
