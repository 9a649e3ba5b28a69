import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { createLog } from "../../src/base/log.ts";
import { startServer } from "../../src/server/server.ts";
import { readSettings } from "../../src/server/settings.ts";
import { type Db, DURABILITIES, type Durability, type Engine } from "../../src/store/database.ts";
import { Store } from "../../src/store/store.ts";
import { forEachEngine, freshDatabaseUrl } from "../engines.ts";

/** What the engine itself calls the levels: SQLite's 1 is NORMAL, 2 is FULL. */
const LEVELS: Readonly<Record<Engine, Readonly<Record<Durability, unknown>>>> = {
  sqlite: { process: 1, machine: 2 },
  postgres: { process: "off", machine: "on" },
};

async function levelInForce(tx: Db, engine: Engine): Promise<unknown> {
  const question = engine === "sqlite" ? sql`pragma synchronous` : sql`show synchronous_commit`;
  const { rows } = await question.execute(tx);
  return Object.values(rows[0] as object)[0];
}

/** What is in force at each door when they are used in turn, as on a busy server. */
async function levelsOf(store: Store): Promise<Readonly<Record<"appended" | "changed", unknown>>> {
  const level = (tx: Db) => levelInForce(tx, store.engine);
  const [appended, changed] = [await store.append(level), await store.transaction(level)];
  assert.deepEqual([await store.append(level), await store.transaction(level)], [appended, changed]);
  return { appended, changed };
}

forEachEngine((engine) => {
  for (const durability of DURABILITIES) {
    test(`the journal is durable to the ${durability}, and what is administered to the machine`, async () => {
      await using database = await freshDatabaseUrl(engine);
      const log = { warn: () => {} };
      await using store = await Store.open(database.url, { log, durability });
      const { [durability]: appended, machine: changed } = LEVELS[engine];
      assert.deepEqual(await levelsOf(store), { appended, changed });
    });
  }

  test("TOLLGATE_DURABILITY decides about the journal of a server, which is durable to the process by default", async () => {
    for (const [variable, durability] of [
      ["", "process"],
      ["process", "process"],
      ["machine", "machine"],
    ] as const) {
      await using database = await freshDatabaseUrl(engine);
      const { settings, secrets } = readSettings(
        {
          TOLLGATE_DATABASE_URL: database.url,
          TOLLGATE_KEY_PEPPER: "a pepper that is only good for tests",
          TOLLGATE_DURABILITY: variable,
        },
        { listen: "127.0.0.1:0" },
      );
      await using server = await startServer(settings, secrets, { log: createLog({ level: "silent" }) });
      const { [durability]: appended, machine: changed } = LEVELS[engine];
      assert.deepEqual(await levelsOf(server.parts.store), { appended, changed });
    }
  });

  if (engine === "postgres") {
    test("a stricter level that the database's operator has set is kept, except for a journal that may be lax", async () => {
      await using database = await freshDatabaseUrl(engine);
      const url = `${database.url}?options=${encodeURIComponent("-c synchronous_commit=remote_apply")}`;
      for (const [durability, appended] of [
        ["machine", "remote_apply"],
        ["process", "off"],
      ] as const) {
        await using store = await Store.open(url, { log: { warn: () => {} }, durability });
        assert.deepEqual(await levelsOf(store), { appended, changed: "remote_apply" });
      }
    });
  }
});
