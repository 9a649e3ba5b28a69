import assert from "node:assert/strict";

/** What one call does to usage and counters, each by its name; every name is raised by one. */
export type Effects = readonly string[];

interface Line {
  /** By calls that were answered. */
  sure: number;
  /** By calls of which nothing was heard. */
  unsure: number;
}

/** What the callers themselves have seen: kept by hand, on their side of the wire. */
export class CallersBook {
  readonly #lines = new Map<string, Line>();
  #awaited: { readonly count: number; readonly reached: PromiseWithResolvers<void> } | undefined;
  /** Calls whose answer the server's death has swallowed, over all deaths. */
  swallowed = 0;
  answered = 0;
  refused = 0;

  /** Resolves once so many more calls were answered, with yes or no. */
  whenAnswered(count: number): Promise<void> {
    const reached = Promise.withResolvers<void>();
    this.#awaited = { count: this.answered + this.refused + count, reached };
    return reached.promise;
  }

  noteAnswered(effects: Effects): void {
    this.answered += 1;
    this.#notice();
    for (const name of effects) this.#lineOf(name).sure += 1;
  }

  noteSwallowed(effects: Effects): void {
    this.swallowed += 1;
    for (const name of effects) this.#lineOf(name).unsure += 1;
  }

  noteRefused(): void {
    this.refused += 1;
    this.#notice();
  }

  /**
   * Every answered call must be there, and beyond those none but calls whose answer was swallowed. What was
   * found is certain from then on.
   */
  assertAgrees(found: ReadonlyMap<string, number>): void {
    for (const name of found.keys()) assert.ok(this.#lines.has(name), `nobody has called for ${name}`);
    for (const [name, line] of this.#lines) {
      const count = found.get(name) ?? 0;
      const facts = `${name}: ${count} found, ${line.sure} answered, ${line.unsure} swallowed`;
      assert.ok(count >= line.sure, `answered calls are lost. ${facts}`);
      assert.ok(count <= line.sure + line.unsure, `calls are counted that nobody made. ${facts}`);
      line.sure = count;
      line.unsure = 0;
    }
  }

  #notice(): void {
    if (this.#awaited && this.answered + this.refused >= this.#awaited.count) this.#awaited.reached.resolve();
  }

  #lineOf(name: string): Line {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const line = { sure: 0, unsure: 0 };
    this.#lines.set(name, line);
    return line;
  }
}
