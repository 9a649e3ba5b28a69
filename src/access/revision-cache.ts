import { monotonicMs } from "../base/clock.ts";
import type { Store } from "../store/store.ts";

/** An account with its key takes about 1 KiB; ten thousand that call in turn find room. */
const ENTRIES_MAX = 12_288;
/** How many are turned away for one that replaces another, once the cache is full. */
const TURNED_AWAY = 15;
/** How long another node's administrative change may go unseen here. */
const OTHER_NODES_STALE_MS = 1000;

/**
 * Remembers what was read until the next administrative change. A change made through this process is
 * seen by the very next call; one made by another node on the same PostgreSQL within a second.
 */
export class RevisionCache<K, V> {
  readonly #store: Store;
  readonly #entries = new Map<K, { readonly value: V; readonly loadedMs: number }>();
  /** Whoever wants the same at the same time waits for one reading. */
  readonly #loading = new Map<K, Promise<V | undefined>>();
  #revision = -1;
  #turnedAway = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get(key: K): V | undefined {
    this.#dropStale();
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#store.engine === "postgres" && monotonicMs() - entry.loadedMs > OTHER_NODES_STALE_MS) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry.value;
  }

  /** The remembered value, else a loaded one; absence is never remembered, so that guessing fills no memory. */
  async getOrLoad(key: K, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const known = this.get(key);
    if (known !== undefined) return known;
    const loading = this.#loading.get(key) ?? this.#load(key, load);
    return loading;
  }

  async #load(key: K, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const revision = this.#store.revision;
    const loadedMs = monotonicMs();
    const loading = load();
    this.#loading.set(key, loading);
    try {
      const value = await loading;
      // What was read while a change was being committed may already be old.
      if (value !== undefined && revision === this.#store.revision) this.#remember(key, { value, loadedMs });
      return value;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  #remember(key: K, entry: { readonly value: V; readonly loadedMs: number }): void {
    if (this.#entries.size >= ENTRIES_MAX) {
      // Were each to replace the oldest, a round of more callers than there is room for would find nothing remembered,
      // and leave all of it behind as garbage; so most stay, and who calls often gets in soon.
      this.#turnedAway = (this.#turnedAway + 1) % (TURNED_AWAY + 1);
      if (this.#turnedAway !== 0) return;
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, entry);
  }

  #dropStale(): void {
    if (this.#revision === this.#store.revision) return;
    this.#revision = this.#store.revision;
    this.#entries.clear();
    // A reading that began before the change must not answer who asks after it.
    this.#loading.clear();
  }
}
