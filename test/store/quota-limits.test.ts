import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteLimits, limitsOf, limitsOfMany, setLimit } from "../../src/store/quota-limits.ts";
import { forEachEngine, freshStore } from "../engines.ts";

forEachEngine((engine) => {
  test("a limit is set, changed and read by subject, beyond 32 bits", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await store.transaction(async (tx) => {
      await setLimit(tx, "user", 1, "api_requests_hourly", 60_000_000_000);
      await setLimit(tx, "user", 1, "api_requests_daily", 10);
      await setLimit(tx, "group", 1, "api_requests_daily", 20);
      await setLimit(tx, "user", 1, "api_requests_daily", 0);
    });
    assert.deepEqual(
      [...(await store.read((db) => limitsOf(db, "user", 1)))],
      [
        ["api_requests_daily", 0],
        ["api_requests_hourly", 60_000_000_000],
      ],
    );
    assert.deepEqual([...(await store.read((db) => limitsOf(db, "group", 1)))], [["api_requests_daily", 20]]);
    assert.equal((await store.read((db) => limitsOf(db, "group", 2))).size, 0);
  });

  test("the limits of many subjects are read together, an empty map for one without", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const ids = Array.from({ length: 1_200 }, (_, index) => index + 1);
    await store.transaction(async (tx) => {
      for (const id of [1, 600, 1_200]) await setLimit(tx, "user", id, "monitor_uploaded_files", id);
      await setLimit(tx, "group", 2, "monitor_uploaded_files", 5);
    });
    const limits = await store.read((db) => limitsOfMany(db, "user", ids));
    assert.equal(limits.size, 1_200);
    const set = [...limits].flatMap(([id, quotas]) =>
      [...quotas].map(([name, allowed]) => [id, name, allowed]),
    );
    assert.deepEqual(
      set,
      [1, 600, 1_200].map((id) => [id, "monitor_uploaded_files", id]),
    );
    assert.equal((await store.read((db) => limitsOfMany(db, "user", []))).size, 0);
  });

  test("deleting the limits of one subject leaves the others", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await store.transaction(async (tx) => {
      await setLimit(tx, "user", 1, "api_requests_daily", 1);
      await setLimit(tx, "user", 2, "api_requests_daily", 1);
      await setLimit(tx, "group", 1, "api_requests_daily", 1);
      await deleteLimits(tx, "user", 1);
    });
    await store.read(async (db) => {
      assert.equal((await limitsOf(db, "user", 1)).size, 0);
      assert.equal((await limitsOf(db, "user", 2)).size, 1);
      assert.equal((await limitsOf(db, "group", 1)).size, 1);
    });
  });
});
