import { monotonicMs, utcMinute } from "../base/clock.ts";
import { RecentMap } from "../base/recent-map.ts";
import type { QuotaUse } from "../model/quotas.ts";

const SUBJECTS_MAX = 10_000;
/** How long what another node has recorded may go unseen here. */
const OTHER_NODES_STALE_MS = 1000;

interface Remembered {
  readonly use: QuotaUse;
  readonly loadedMs: number;
  /** No window is shorter than a minute, so within one the same windows are current. */
  readonly minute: number;
}

/**
 * Remembers what subjects have used until this process records more of it. What another node on the same
 * database records is seen within a second.
 */
export class UseCache {
  readonly #remembered = new RecentMap<number, Remembered>(SUBJECTS_MAX);
  #forgotten = 0;

  get(id: number, nowSeconds: number): QuotaUse | undefined {
    const known = this.#remembered.get(id);
    const isCurrent =
      known?.minute === utcMinute(nowSeconds) && monotonicMs() - known.loadedMs < OTHER_NODES_STALE_MS;
    return isCurrent ? known.use : undefined;
  }

  async getOrLoad(id: number, nowSeconds: number, load: () => Promise<QuotaUse>): Promise<QuotaUse> {
    const known = this.get(id, nowSeconds);
    if (known !== undefined) return known;
    const minute = utcMinute(nowSeconds);
    const loadedMs = monotonicMs();
    const forgotten = this.#forgotten;
    const use = await load();
    // What was read while something was being recorded may already be old.
    if (forgotten === this.#forgotten) this.#remembered.set(id, { use, loadedMs, minute });
    return use;
  }

  /** To be called once more was recorded of this one, before anybody is told so. */
  forget(id: number): void {
    this.#forgotten += 1;
    this.#remembered.delete(id);
  }

  forgetAll(): void {
    this.#forgotten += 1;
    this.#remembered.clear();
  }
}
