const UNKNOWN_MS = 60 * 60 * 1000;
const FILES_MAX = 10_000;

/** What a file can be asked for by: the hash that ids of a length are of. */
const ALGORITHMS = new Map([
  [32, "md5"],
  [40, "sha1"],
  [64, "sha256"],
]);

/**
 * Files that an upstream has said not to know. Whoever uploads one of them within the hour has uploaded one that is
 * new to it, as far as anybody here can tell without asking once more, which would cost a request of the licence.
 */
export class UnknownFiles {
  /** By their ids in lower case: when it was said. The oldest comes first. */
  readonly #saidMs = new Map<string, number>();

  /** What the upstream has said of a file. Times are of a clock that only goes forward. */
  note(id: string, isKnown: boolean, nowMs: number): void {
    if (isKnown && this.#saidMs.size === 0) return;
    const name = id.toLowerCase();
    this.#saidMs.delete(name);
    if (isKnown || !ALGORITHMS.has(name.length) || !/^[0-9a-f]+$/.test(name)) return;
    this.#saidMs.set(name, nowMs);
    if (this.#saidMs.size <= FILES_MAX) return;
    for (const oldest of this.#saidMs.keys()) {
      this.#saidMs.delete(oldest);
      return;
    }
  }

  /** The hashes by which one of the files may be recognised. */
  algorithms(): readonly string[] {
    const lengths = new Set([...this.#saidMs.keys()].map((id) => id.length));
    return [...ALGORITHMS].filter(([length]) => lengths.has(length)).map(([, algorithm]) => algorithm);
  }

  /** Whether a file, by all its ids, is one of them; from now on it is not. */
  take(ids: readonly string[], nowMs: number): boolean {
    const said = ids.map((id) => this.#saidMs.get(id)).filter((ms) => ms !== undefined);
    for (const id of ids) this.#saidMs.delete(id);
    return said.some((ms) => nowMs - ms < UNKNOWN_MS);
  }
}
