import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { sql } from "kysely";
import { findGroup, insertGroup, lockGroup, updateGroup } from "../../src/store/groups.ts";
import { Store } from "../../src/store/store.ts";
import { countUsers, findUser } from "../../src/store/users.ts";
import { forEachEngine, freshStore, openStore } from "../engines.ts";
import { addGroup, addUser } from "./fixtures.ts";

/** Runs a function as another request would, which knows nothing of the transaction around the caller. */
const outsideOfTransaction = AsyncLocalStorage.snapshot();

forEachEngine((engine) => {
  test("a transaction that throws leaves nothing and passes its error on", async () => {
    await using fresh = await freshStore(engine);
    const stop = new Error("stop");
    await assert.rejects(
      fresh.store.transaction(async (tx) => {
        await addUser(tx, "alice");
        throw stop;
      }),
      (error) => error === stop,
    );
    assert.equal(await fresh.store.read((db) => findUser(db, "alice")), undefined);
    await fresh.store.transaction((tx) => addUser(tx, "alice"));
    assert.equal(await fresh.store.read(countUsers), 1);
  });

  test("the store's doors are shut inside a transaction and open again after it", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    for (const [name, door] of [
      ["read", () => store.read(countUsers)],
      ["transaction", () => store.transaction(countUsers)],
      ["append", () => store.append(countUsers)],
    ] as const) {
      const message = `Store.${name} was called inside a transaction; use the transaction's own tx`;
      await assert.rejects(store.transaction(door), { message });
      await assert.rejects(store.append(door), { message });
    }
    assert.equal(await store.read(countUsers), 0);
  });

  test("a read beside an open transaction neither waits for it nor sees into it", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await store.transaction(async (tx) => {
      await addUser(tx, "alice");
      const seen = await outsideOfTransaction(() => store.read(countUsers));
      assert.equal(seen, 0);
      assert.equal(await countUsers(tx), 1);
    });
    assert.equal(await store.read(countUsers), 1);
  });

  test("transactions started together all happen, one after the other or side by side", async () => {
    await using fresh = await freshStore(engine);
    const ids = Array.from({ length: 30 }, (_, index) => `user-${index}`);
    await Promise.all(
      ids.map((id, index) =>
        index % 2 === 0
          ? fresh.store.transaction((tx) => addUser(tx, id))
          : fresh.store.append((tx) => addUser(tx, id)),
      ),
    );
    assert.equal(await fresh.store.read(countUsers), 30);
  });

  test("the revision grows with every transaction, failed ones included, and not with reads or appends", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const start = store.revision;
    await store.read(countUsers);
    await store.append(countUsers);
    assert.equal(store.revision, start);
    await store.transaction(countUsers);
    assert.equal(store.revision, start + 1);
    await assert.rejects(store.transaction(() => Promise.reject(new Error("stop"))));
    assert.equal(store.revision, start + 2);
  });

  test("what was committed is there after the database is closed and opened again", async () => {
    await using fresh = await freshStore(engine);
    await fresh.store.transaction((tx) => addUser(tx, "alice"));
    await fresh.store.append((tx) => addUser(tx, "bob"));
    await using again = await openStore(fresh.url);
    assert.equal(await again.read(countUsers), 2);
  });

  test("two transactions that lock the same group happen one after the other", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const { gid } = await store.transaction((tx) => addGroup(tx, "company"));
    await Promise.all(
      Array.from({ length: 8 }, () =>
        store.transaction(async (tx) => {
          const group = await lockGroup(tx, gid);
          assert.ok(group);
          await updateGroup(tx, group, { organization: `${group.organization}+` });
        }),
      ),
    );
    const group = await store.read((db) => findGroup(db, "company"));
    assert.equal(group?.organization, "The company++++++++");
  });

  test("a lost commit race is told as the conflict that it is, to all but one", async () => {
    await using fresh = await freshStore(engine);
    const attempts = await Promise.allSettled(
      Array.from({ length: 5 }, () => fresh.store.transaction((tx) => addUser(tx, "alice"))),
    );
    const refused = attempts.filter((attempt) => attempt.status === "rejected");
    assert.deepEqual(
      refused.map(({ reason }) => [reason.code, reason.message]),
      Array(4).fill(["AlreadyExistsError", 'User "alice" already exists']),
    );
    assert.equal(await fresh.store.read(countUsers), 1);
  });

  test("an integer beyond 32 bits comes back as it went in", async () => {
    await using fresh = await freshStore(engine);
    const group = await fresh.store.transaction((tx) =>
      insertGroup(tx, { id: "company", organization: "", createdAt: 60_000_000_000 }),
    );
    assert.equal(group.createdAt, 60_000_000_000);
  });

  if (engine === "postgres") {
    test("a connection that the server closes costs one call a TransientError, and the next call works", async () => {
      await using fresh = await freshStore(engine);
      const { store } = fresh;
      await assert.rejects(
        store.transaction(async (tx) => {
          const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
          await outsideOfTransaction(() =>
            store.read((db) => sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db)),
          );
          await addUser(tx, "alice");
        }),
        { code: "TransientError", message: "The database is not reachable; try again shortly" },
      );
      assert.equal(await store.read(countUsers), 0);
    });

    test("a server that is not there is a TransientError", async () => {
      await using store = await openStore("postgres://nobody@127.0.0.1:1/none");
      await assert.rejects(store.read(countUsers), {
        code: "TransientError",
        message: "The database is not reachable; try again shortly",
      });
    });
  }
});

test("a database URL of another kind is refused with the kinds that there are", async () => {
  await assert.rejects(openStore("mysql://localhost/x"), {
    message: "The database URL must begin with sqlite: or postgres://",
  });
  await assert.rejects(openStore("sqlite::memory:"), { message: "SQLite needs a file: sqlite:<path>" });
});

test("a file that cannot be opened is a TransientError", async () => {
  await assert.rejects(Store.open("sqlite:/nonexistent/tollgate.db", { log: { warn: () => {} } }), {
    code: "TransientError",
  });
});
