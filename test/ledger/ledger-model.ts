/** One counter that a call raises, as the model sees it: told by words, windows cut from ISO dates. */
export interface ModelLine {
  readonly side: "user" | "group";
  readonly id: number;
  readonly quota: string;
  readonly allowed: number;
}

export interface ModelCall {
  readonly all: readonly string[];
  readonly held: readonly string[];
}

const WINDOW_LENGTHS: Readonly<Record<string, number>> = {
  per_minute: 16,
  hourly: 13,
  daily: 10,
  monthly: 7,
};

/** The ledger in a few lines: counters by name and window, and nothing of memory, batches or databases. */
export class LedgerModel {
  readonly settled = new Map<string, number>();
  readonly #held = new Map<string, number>();

  /** The charged counters, when no limit forbids; a limit that is Infinity is none, and holds nothing. */
  reserve(lines: readonly ModelLine[], now: number): ModelCall | undefined {
    const iso = new Date(now).toISOString();
    const all = lines.map((line) => keyOf(line, iso));
    const spent = all.map((key) => (this.settled.get(key) ?? 0) + (this.#held.get(key) ?? 0));
    if (lines.some(({ allowed }, index) => (spent[index] ?? 0) + 1 > allowed)) return undefined;
    const held = all.filter((_key, index) => Number.isFinite(lines[index]?.allowed));
    for (const key of held) this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    return { all, held };
  }

  end({ all, held }: ModelCall, isSettled: boolean): void {
    for (const key of held) this.#held.set(key, (this.#held.get(key) ?? 0) - 1);
    if (isSettled) for (const key of all) this.settled.set(key, (this.settled.get(key) ?? 0) + 1);
  }
}

function keyOf({ side, id, quota }: ModelLine, iso: string): string {
  const suffix = Object.keys(WINDOW_LENGTHS).find((name) => quota.endsWith(`_${name}`));
  return `${side} ${id} ${quota} ${suffix === undefined ? "live" : iso.slice(0, WINDOW_LENGTHS[suffix])}`;
}
