import assert from "node:assert/strict";
import type { Entry } from "../../src/ledger/entry.ts";
import { findUser } from "../../src/store/users.ts";
import type { TestServer } from "../harness.ts";

/** Records calls of an account as the gateway would: charged to its group, as one request each unless said otherwise. */
export async function recordCalls(server: TestServer, id: string, entry: Partial<Entry> = {}): Promise<void> {
  const { store, ledger } = server.parts;
  const user = await store.read((db) => findUser(db, id));
  assert.ok(user !== undefined);
  const cost = entry.calls ?? 1;
  await ledger.record({
    uid: user.uid,
    gid: user.membership?.gid ?? 0,
    bucket: "files",
    charges: [{ quota: "api_requests", cost }],
    ...entry,
  });
}

/** Noon of a day, as an instant to record at. */
export function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`) / 1000;
}
