/**
 * A Map of at most `max` entries that forgets what was set longest ago, half of them at a time. To delete the first entry
 * of a Map again and again is slow: it keeps the places of deleted ones, and every look for the first passes them all.
 */
export class RecentMap<K, V> {
  readonly #generationMax: number;
  #newer = new Map<K, V>();
  #older = new Map<K, V>();

  constructor(max: number) {
    this.#generationMax = Math.ceil(max / 2);
  }

  get(key: K): V | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= this.#generationMax && !this.#newer.has(key)) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }

  delete(key: K): void {
    this.#newer.delete(key);
    this.#older.delete(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }
}
