import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf } from "../../src/store/api-keys.ts";
import type { Db } from "../../src/store/database.ts";
import { forEachEngine } from "../engines.ts";
import { addKey, addUser } from "../store/fixtures.ts";
import { openLedger, request } from "./ledger-setup.ts";

const NOON = Date.parse("2026-03-31T12:00:00Z") / 1000;

forEachEngine((engine) => {
  test("the last use of a key is noted once a minute, and at once from another address or client", async () => {
    await using opened = await openLedger(engine, "2026-03-31T12:00:00Z");
    const { ledger, store } = opened;
    const { uid, keyId } = await store.transaction(insertOwner);
    const use = (at: number, address = "192.0.2.1", client = "vtpy") =>
      ledger.record(request(uid, 0, { keyUse: { keyId, lastUse: { at, address, client } } }));
    const noted = async () => {
      await ledger.writeKeyUses();
      return (await store.read((db) => keysOf(db, uid)))[0]?.lastUsed;
    };
    await Promise.all([use(NOON), use(NOON + 1)]);
    assert.deepEqual(await noted(), { at: NOON, address: "192.0.2.1", client: "vtpy" });
    await use(NOON + 59);
    assert.equal((await noted())?.at, NOON);
    await use(NOON + 60);
    assert.equal((await noted())?.at, NOON + 60);
    await use(NOON + 61, "192.0.2.2");
    assert.deepEqual(await noted(), { at: NOON + 61, address: "192.0.2.2", client: "vtpy" });
    await use(NOON + 62, "192.0.2.2", "curl");
    assert.deepEqual(await noted(), { at: NOON + 62, address: "192.0.2.2", client: "curl" });
  });
});

async function insertOwner(tx: Db): Promise<{ readonly uid: number; readonly keyId: string }> {
  const user = await addUser(tx, "alice");
  const key = await addKey(tx, user, "key-1");
  return { uid: user.uid, keyId: key.id };
}
