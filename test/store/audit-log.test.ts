import assert from "node:assert/strict";
import { test } from "node:test";
import { parseActivityFilter } from "../../src/model/activity-filter.ts";
import {
  type AuditRow,
  countEntries,
  entriesAfter,
  insertEntry,
  lastEntry,
  pageOfEntries,
} from "../../src/store/audit-log.ts";
import type { Store } from "../../src/store/store.ts";
import { forEachEngine, freshStore } from "../engines.ts";

const MIDNIGHT_MS = Date.UTC(2025, 9, 27);

const FILTERS = [
  ["date:2025-10-27", [3, 2]],
  ["date:2025-10-27+", [4, 3, 2]],
  ["date:2025-10-27-", [3, 2, 1]],
  ["date:2025-10-26+ AND date:2025-10-26-", [1]],
  ["user:alice", [4, 1]],
  ["target:bob date:2025-10-27", [3]],
  ["action:delete_group_user", [4]],
  ["user:%", []],
  ["", [4, 3, 2, 1]],
] as const;

forEachEngine((engine) => {
  test("an entry is read back as it was written, and the last one is the head", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    assert.equal(await store.transaction(lastEntry), undefined);
    await store.transaction((tx) => insertEntry(tx, entry(1, { before: '{"a": 1}', after: null })));
    await store.transaction((tx) => insertEntry(tx, entry(2)));
    assert.deepEqual({ ...(await store.transaction(lastEntry)) }, entry(2));
    const [first] = await store.read((db) => entriesAfter(db, 0, 1));
    assert.deepEqual({ ...first }, entry(1, { before: '{"a": 1}', after: null }));
  });

  test("writers that extend the chain at once neither skip nor repeat a number", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction(async (tx) => {
          const head = await lastEntry(tx);
          await insertEntry(tx, entry((head?.seq ?? 0) + 1, { previous_hash: head?.hash ?? "start" }));
        }),
      ),
    );
    const rows = await store.read((db) => entriesAfter(db, 0, 100));
    assert.deepEqual(
      rows.map(({ seq, previous_hash }) => [seq, previous_hash]),
      Array.from({ length: 20 }, (_, index) => [index + 1, index === 0 ? "start" : `hash ${index}`]),
    );
  });

  test("the log is paged newest first and read through oldest first", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    await write(store, [{}, { group_id: "other" }, {}, {}, { group_id: null }]);
    const page = (afterSeq: number | null, groupId?: string) =>
      store.read(async (db) => seqs(await pageOfEntries(db, { groupId, afterSeq, limit: 2 })));
    assert.deepEqual(await page(null), [5, 4]);
    assert.deepEqual(await page(4), [3, 2]);
    assert.deepEqual(await page(2), [1]);
    assert.deepEqual(await page(null, "company"), [4, 3]);
    assert.deepEqual(await page(3, "company"), [1]);
    assert.deepEqual(seqs(await store.read((db) => entriesAfter(db, 2, 2))), [3, 4]);
    assert.equal(await store.read((db) => countEntries(db, {})), 5);
    assert.equal(await store.read((db) => countEntries(db, { groupId: "company" })), 3);
  });

  test("a filter finds the entries that satisfy all of its terms, and counts them", async (t) => {
    await using fresh = await freshStore(engine);
    await write(fresh.store, [
      { at_ms: MIDNIGHT_MS - 1, actor: "alice" },
      { at_ms: MIDNIGHT_MS },
      { at_ms: MIDNIGHT_MS + 86_399_999, target: "bob" },
      { at_ms: MIDNIGHT_MS + 86_400_000, actor: "alice", action: "DELETE_GROUP_USER" },
    ]);
    for (const [filter, expected] of FILTERS) {
      await t.test(`${filter} finds [${expected.join(", ")}]`, async () => {
        const selection = { groupId: "company", filter: parseActivityFilter(filter) };
        const page = await fresh.store.read((db) => pageOfEntries(db, { ...selection, limit: 40 }));
        assert.deepEqual(seqs(page), expected);
        assert.equal(await fresh.store.read((db) => countEntries(db, selection)), expected.length);
      });
    }
  });
});

async function write(store: Store, entries: readonly Partial<AuditRow>[]): Promise<void> {
  await store.transaction(async (tx) => {
    for (const [index, row] of entries.entries()) await insertEntry(tx, entry(index + 1, row));
  });
}

function seqs(rows: readonly AuditRow[]): number[] {
  return rows.map((row) => row.seq);
}

function entry(seq: number, row: Partial<AuditRow> = {}): AuditRow {
  return {
    seq,
    at_ms: MIDNIGHT_MS,
    action: "ADD_GROUP_USER",
    outcome: "ok",
    actor: "root",
    actor_key_id: "key-1",
    actor_session_id: null,
    address: "127.0.0.1",
    client: "vt-py",
    request_id: "r1",
    target_type: "user",
    target: "carol",
    group_id: "company",
    before: null,
    after: "{}",
    previous_hash: `hash ${seq - 1}`,
    hash: `hash ${seq}`,
    ...row,
  };
}
