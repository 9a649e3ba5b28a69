import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { touchKeys } from "../../src/store/api-keys.ts";
import { lastSeenOf } from "../../src/store/member-search.ts";
import { migrate } from "../../src/store/migrate.ts";
import { insertSession, touchSession } from "../../src/store/sessions.ts";
import type { Store } from "../../src/store/store.ts";
import { deleteUser, updateUser } from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addKey, addUser } from "./fixtures.ts";

const ORIGIN = { address: "10.0.0.1", client: "vt-py" };

async function people(store: Store) {
  return store.transaction(async (tx) => {
    const [alice, bob, carol] = [
      await addUser(tx, "alice"),
      await addUser(tx, "bob"),
      await addUser(tx, "carol"),
    ];
    for (const id of ["key-1", "key-2"]) await addKey(tx, alice, id);
    await addKey(tx, bob, "key-3");
    await insertSession(tx, {
      ...ORIGIN,
      id: "session-1",
      uid: bob.uid,
      method: "password",
      oidcSid: null,
      tokenHash: "hash",
      createdAt: 10,
      lastSeenAt: 10,
    });
    return { alice, bob, carol };
  });
}

function seen(store: Store, uids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  return store.read((db) => lastSeenOf(db, uids));
}

forEachEngine((engine) => {
  test("an account was last seen when the latest of its keys, its sessions or its password was used", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { alice, bob, carol } = await people(store);
    const uids = [alice.uid, bob.uid, carol.uid];
    const use = (keyId: string, at: number) => ({ keyId, lastUse: { ...ORIGIN, at } });
    await store.append((tx) =>
      touchKeys(tx, [use("key-1", 300), use("key-2", 200), use("key-3", 50), use("unknown", 900)]),
    );
    assert.deepEqual(
      await seen(store, uids),
      new Map([
        [alice.uid, 300],
        [bob.uid, 50],
      ]),
    );
    await store.append((tx) => touchKeys(tx, [use("key-2", 250)]));
    await store.append((tx) => touchSession(tx, "session-1", { ...ORIGIN, at: 400 }));
    await store.append((tx) => touchSession(tx, "session-1", { ...ORIGIN, at: 350 }));
    await store.transaction((tx) => updateUser(tx, carol, { lastLogin: 500 }));
    assert.deepEqual(
      await seen(store, uids),
      new Map([
        [alice.uid, 300],
        [bob.uid, 400],
        [carol.uid, 500],
      ]),
    );
    await store.transaction((tx) => updateUser(tx, bob, { lastLogin: 390 }));
    await store.transaction((tx) => deleteUser(tx, alice));
    assert.deepEqual(
      await seen(store, uids),
      new Map([
        [bob.uid, 400],
        [carol.uid, 500],
      ]),
    );
    const left = await store.read((db) => db.selectFrom("last_seen").select("uid").execute());
    assert.deepEqual(
      left.map(({ uid }) => uid),
      [bob.uid],
    );
  });

  test("a database from before knows afterwards when its keys and sessions were last used", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { alice, bob, carol } = await people(store);
    await store.transaction(async (tx) => {
      await tx.updateTable("api_keys").set({ last_used_at: 70 }).where("id", "=", "key-2").execute();
      await tx.schema.dropTable("last_seen").execute();
      await sql`delete from schema_migrations where name like '%last-seen'`.execute(tx);
    });
    assert.equal((await migrate(store)).length, 1);
    assert.deepEqual(
      await seen(store, [alice.uid, bob.uid, carol.uid]),
      new Map([
        [alice.uid, 70],
        [bob.uid, 10],
      ]),
    );
  });
});
