import { TestClock } from "../../src/base/clock.ts";
import { createLog } from "../../src/base/log.ts";
import type { Entry } from "../../src/ledger/entry.ts";
import { Ledger } from "../../src/ledger/ledger.ts";
import type { Engine } from "../../src/store/database.ts";
import type { Store } from "../../src/store/store.ts";
import { freshStore } from "../engines.ts";

export interface TestLedger extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  readonly clock: TestClock;
  readonly ledger: Ledger;
}

/** A ledger on a database of its own, whose clock stands still at the instant. */
export async function openLedger(engine: Engine, instant: string, waitingMax?: number): Promise<TestLedger> {
  const database = await freshStore(engine);
  const clock = new TestClock(Date.parse(instant));
  const { store } = database;
  const ledger = new Ledger({
    store,
    clock,
    log: createLog({ level: "silent" }),
    node: "node-1",
    ...(waitingMax && { waitingMax }),
  });
  return {
    url: database.url,
    store,
    clock,
    ledger,
    async [Symbol.asyncDispose]() {
      await ledger.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A call that costs one request. */
export function request(uid: number, gid: number, changes: Partial<Entry> = {}): Entry {
  return { uid, gid, bucket: "files", charges: [{ quota: "api_requests", cost: 1 }], ...changes };
}
