import { type AuditRow, entriesAfter } from "../store/audit-log.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import { CHAIN_START, chainHash } from "./audit.ts";
import { requireOperator } from "./permissions.ts";

const PAGE_ENTRIES = 1000;

/** Where the chain ended at some time. Kept outside the database, it shows what the chain alone cannot. */
export interface ChainHead {
  readonly seq: number;
  /** Or the beginning of it. */
  readonly hash: string;
}

export interface ChainReport {
  /** Entries found good, from the first on. */
  readonly entries: number;
  /** The last good one; null when there is none. */
  readonly head: ChainHead | null;
  readonly firstBad: BadEntry | null;
}

export interface BadEntry {
  readonly seq: number;
  /** A sentence. */
  readonly why: string;
}

export interface VerificationOptions {
  /**
   * Heads that were kept elsewhere. Without one, entries removed from the very end, and a chain made anew from some
   * entry on, look like a log in which nothing more happened.
   */
  readonly expectedHeads?: readonly ChainHead[] | undefined;
  /** Told how many entries have been found good. */
  readonly onProgress?: ((entries: number) => void) | undefined;
}

/** Verification for operators who are not at the machine. */
export class AuditVerification {
  readonly #store: Store;
  readonly #keptHead: () => ChainHead | undefined;
  #running: Promise<unknown> = Promise.resolve();

  /** `keptHead`: what the server itself has kept outside the database. */
  constructor(store: Store, keptHead: () => ChainHead | undefined) {
    this.#store = store;
    this.#keptHead = keptHead;
  }

  /** One at a time, because it reads everything. Operators only. */
  async verify(actor: Actor, expectedHead: ChainHead | undefined): Promise<ChainReport> {
    requireOperator(actor);
    const expectedHeads = [this.#keptHead(), expectedHead].filter((head) => head !== undefined);
    const report = this.#running.then(() => verifyChain(this.#store, { expectedHeads }));
    this.#running = report.catch(() => undefined);
    return report;
  }
}

/** Walks the whole chain and stops at the first entry that was altered, removed, replaced or reordered. */
export async function verifyChain(store: Store, options: VerificationOptions = {}): Promise<ChainReport> {
  const { expectedHeads = [], onProgress } = options;
  let entries = 0;
  let head: ChainHead | null = null;
  for await (const entry of exportChain(store)) {
    const firstBad = fault(entry, head, expectedHeads);
    if (firstBad !== null) return { entries, head, firstBad };
    head = { seq: entry.seq, hash: entry.hash };
    entries += 1;
    if (entries % PAGE_ENTRIES === 0) onProgress?.(entries);
  }
  onProgress?.(entries);
  return { entries, head, firstBad: missingEnd(head, expectedHeads) };
}

/** Every entry, oldest first, in memory one page at a time. */
export async function* exportChain(store: Store): AsyncGenerator<AuditRow, void> {
  let last = 0;
  while (true) {
    const page = await store.read((db) => entriesAfter(db, last, PAGE_ENTRIES));
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.seq;
  }
}

function fault(entry: AuditRow, previous: ChainHead | null, expected: readonly ChainHead[]): BadEntry | null {
  const seq = (previous?.seq ?? 0) + 1;
  if (entry.seq !== seq) return { seq, why: `Entry ${seq} is missing: it was removed or renumbered` };
  const { hash, ...facts } = entry;
  if (chainHash(facts) !== hash) return { seq, why: `Entry ${seq} was altered: its hash is another one` };
  if (entry.previous_hash !== (previous?.hash ?? CHAIN_START)) {
    return { seq, why: `Entry ${seq} does not follow the one before it: one of the two was replaced` };
  }
  if (expected.some((one) => one.seq === seq && !hash.startsWith(one.hash))) {
    return { seq, why: `Entry ${seq} is not the one expected: the chain was made anew` };
  }
  return null;
}

function missingEnd(head: ChainHead | null, expected: readonly ChainHead[]): BadEntry | null {
  const seq = (head?.seq ?? 0) + 1;
  const last = Math.max(0, ...expected.map((one) => one.seq));
  if (last < seq) return null;
  return { seq, why: `Entry ${seq} is missing: the log was cut before the expected entry ${last}` };
}
