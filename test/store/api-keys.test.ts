import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteKey, findKey, insertKey, keysOf, touchKeys, updateKey } from "../../src/store/api-keys.ts";
import { findKeyOwner } from "../../src/store/users.ts";
import { forEachEngine, freshStore } from "../engines.ts";
import { addGroup, addKey, addMember, addUser } from "./fixtures.ts";

forEachEngine((engine) => {
  test("a key is read back as it was inserted, by its owner only, and leads to its owner by its hash", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const [alice, bob] = await store.transaction(async (tx) => [
      await addMember(tx, await addGroup(tx, "company"), "alice", { roles: ["USER_ROLE_GROUP_ADMIN"] }),
      await addUser(tx, "bob"),
    ]);
    assert.ok(alice && bob);
    const key = {
      id: "key-1",
      uid: alice.uid,
      prefix: "01234567",
      label: "größer",
      createdAt: 5,
      expiresAt: 4_000_000_000,
      allowedAddresses: ["10.0.0.0/8", "::1"],
      readOnly: true,
    };
    const inserted = await store.transaction((tx) => insertKey(tx, { ...key, hash: "secret hash" }));
    assert.deepEqual(inserted, { ...key, lastUsed: null });
    await store.read(async (db) => {
      assert.deepEqual(await findKey(db, alice.uid, "key-1"), inserted);
      assert.equal(await findKey(db, bob.uid, "key-1"), undefined);
      assert.deepEqual(await findKeyOwner(db, "secret hash"), { user: alice, key: inserted, policy: {} });
      assert.equal(await findKeyOwner(db, "key-1"), undefined);
    });
  });

  test("the keys of an account are listed oldest first", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const alice = await store.transaction(async (tx) => {
      const user = await addUser(tx, "alice");
      for (const id of ["b", "a"]) await addKey(tx, user, id);
      await addKey(tx, await addUser(tx, "bob"), "c");
      return user;
    });
    const ids = (await store.read((db) => keysOf(db, alice.uid))).map((key) => key.id);
    assert.deepEqual(ids, ["a", "b"]);
  });

  test("an update changes what it names; of a key that is gone it is a NotFoundError", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const key = await store.transaction(async (tx) => addKey(tx, await addUser(tx, "alice"), "key-1"));
    const changes = { label: "server", expiresAt: 9, allowedAddresses: ["::1"], readOnly: true };
    const changed = await store.transaction((tx) => updateKey(tx, "key-1", changes));
    assert.deepEqual(changed, { ...key, ...changes });
    assert.deepEqual(await store.transaction((tx) => updateKey(tx, "key-1", {})), changed);
    const open = await store.transaction((tx) => updateKey(tx, "key-1", { expiresAt: null }));
    assert.equal(open.expiresAt, null);
    await store.transaction((tx) => deleteKey(tx, "key-1"));
    assert.equal(await store.read((db) => findKeyOwner(db, "hash of key-1")), undefined);
    await assert.rejects(
      store.transaction((tx) => updateKey(tx, "key-1", { label: "x" })),
      {
        code: "NotFoundError",
        message: 'API key "key-1" not found',
      },
    );
  });

  test("the last use of many keys is noted at once, and an older use never overwrites a newer one", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const ids = Array.from({ length: 250 }, (_, index) => `key-${index}`);
    const alice = await store.transaction(async (tx) => {
      const user = await addUser(tx, "alice");
      for (const id of ids) await addKey(tx, user, id);
      return user;
    });
    const lastUse = { at: 100, address: "10.0.0.1", client: "vt-py, gzip" };
    await store.append((tx) =>
      touchKeys(
        tx,
        ids.map((keyId) => ({ keyId, lastUse })),
      ),
    );
    await store.append((tx) =>
      touchKeys(tx, [
        { keyId: "key-0", lastUse: { at: 99, address: "x", client: "x" } },
        { keyId: "key-1", lastUse: { at: 101, address: "y", client: "y" } },
        { keyId: "unknown", lastUse },
      ]),
    );
    await store.append((tx) => touchKeys(tx, []));
    const keys = await store.read((db) => keysOf(db, alice.uid));
    assert.equal(keys.length, 250);
    for (const key of keys) {
      assert.deepEqual(
        key.lastUsed,
        key.id === "key-1" ? { at: 101, address: "y", client: "y" } : lastUse,
        key.id,
      );
    }
  });
});
