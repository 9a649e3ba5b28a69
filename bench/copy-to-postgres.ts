import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { migrate } from "../src/store/migrate.ts";
import { Store } from "../src/store/store.ts";

/** Those that `seed` fills, what refers to others last. */
const TABLES = ["groups", "users", "api_keys", "quota_limits", "last_seen", "member_counters"];

/** Gives an empty PostgreSQL database the schema, and the accounts that were seeded into the folder. */
export async function copyToPostgres(folder: string, database: URL): Promise<void> {
  await createSchema(database);
  using seeded = new DatabaseSync(join(folder, "tollgate.db"), { readOnly: true });
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  try {
    for (const table of TABLES) {
      const rows = seeded.prepare(`select * from ${table}`).all();
      const insert = `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)`;
      await client.query(insert, [JSON.stringify(rows)]);
    }
    // As the server does by itself after a while; a plan made for empty tables would be kept until then.
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

async function createSchema(database: URL): Promise<void> {
  await using store = await Store.open(database.href, { log: { warn: () => undefined } });
  await migrate(store);
}
