import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { sql } from "kysely";
import { migrate, prepareSchema, requireCurrentSchema, schemaState } from "../src/store/migrate.ts";
import { emptyDatabaseUrl, forEachEngine, freshStore, openStore } from "./engines.ts";

/** Every table and its columns, so that the engines cannot drift apart; nullable ones end in a question mark. */
const COLUMNS = {
  api_keys:
    "allowed_addresses created_at expires_at? hash id label last_used_address? last_used_at? last_used_client? prefix read_only uid",
  audit_log:
    "action actor? actor_key_id? actor_session_id? address? after? at_ms before? client? group_id? hash outcome previous_hash request_id? seq target? target_type?",
  group_counters: "gid quota used window_start",
  group_usage_daily: "bucket calls consuming day gid",
  groups:
    "administrators_count attributes created_at gid id organization privileges service_accounts_count users_count",
  invitations: "created_at email expires_at gid id invited_by is_admin sent_at token_hash",
  journal_fold: "done_uid up_to writer",
  journal_tail: "lines seq writer",
  last_seen: "at uid",
  member_counters: "gid quota uid used window_start",
  key_pepper: "fingerprint",
  quota_limits: "allowed quota subject subject_id",
  password_resets: "expires_at token_hash uid",
  recovery_codes: "hash uid",
  refused_calls: "calls code gid hour last_address last_at last_endpoint last_method quota side uid",
  sessions: "address client created_at id last_seen_at method oidc_sid? token_hash uid",
  sso_grants: "checked_at refresh_token uid",
  totp: "enabled_at? last_step secret uid",
  usage_journal: "bucket calls cost gid hour node quota uid",
  user_usage_daily: "bucket calls consuming day uid",
  users:
    "api_quota_gid? email? first_name gid? has_2fa id intelligence_quota_gid? is_admin kind last_login? last_name monitor_quota_gid? password_hash? preferences privileges profile_phrase reputation roles sso_issuer? sso_subject? sso_suspended status uid user_since",
};

const MIGRATE_SCRIPT = `
  const [{ migrate }, { Store }] = await Promise.all([import("./src/store/migrate.ts"), import("./src/store/store.ts")]);
  await using store = await Store.open(process.env.DATABASE_URL, { log: { warn() {} } });
  process.stdout.write(JSON.stringify(await migrate(store)));
`;

/** Returns the names that this process applied. */
async function migrateInOtherProcess(url: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", MIGRATE_SCRIPT],
    { env: { ...process.env, DATABASE_URL: url } },
  );
  return JSON.parse(stdout);
}

forEachEngine((engine) => {
  test("an empty database becomes current, and migrating again does nothing", async () => {
    await using database = await emptyDatabaseUrl(engine);
    await using store = await openStore(database.url);
    const { known, ...empty } = await schemaState(store);
    assert.deepEqual(empty, { applied: [], state: "behind" });
    assert.deepEqual(await migrate(store), known);
    assert.deepEqual(await schemaState(store), { applied: known, known, state: "current" });
    assert.deepEqual(await migrate(store), []);
    await requireCurrentSchema(store);
  });

  test("the schema has the same columns on every engine", async () => {
    await using fresh = await freshStore(engine);
    const tables = await fresh.store.database.reader.introspection.getTables();
    const columns = tables
      .filter((table) => !table.name.startsWith("schema_migrations"))
      .map((table) => [
        table.name,
        table.columns
          .map((column) => `${column.name}${column.isNullable ? "?" : ""}`)
          .toSorted()
          .join(" "),
      ]);
    assert.deepEqual(Object.fromEntries(columns), COLUMNS);
  });

  test("two processes that migrate the same empty database at once both succeed", async () => {
    await using database = await emptyDatabaseUrl(engine);
    const applied = await Promise.all([
      migrateInOtherProcess(database.url),
      migrateInOtherProcess(database.url),
    ]);
    await using store = await openStore(database.url);
    assert.deepEqual(applied.flat(), (await schemaState(store)).known);
  });

  test("a database that is behind is refused with the command to run", async () => {
    await using database = await emptyDatabaseUrl(engine);
    await using store = await openStore(database.url);
    await assert.rejects(requireCurrentSchema(store), {
      message: "The database schema is older than this Tollgate; run `tollgate migrate`",
    });
  });

  test("a database of a newer program is refused, by the migration too, and left as it is", async () => {
    await using fresh = await freshStore(engine);
    const { store } = fresh;
    const name = "999-from-the-future";
    await store.transaction((tx) =>
      sql`insert into schema_migrations (name, timestamp) values (${name}, ${"2030-01-01T00:00:00Z"})`.execute(
        tx,
      ),
    );
    const refusal = { message: "This database was migrated by a newer Tollgate; install it" };
    await assert.rejects(requireCurrentSchema(store), refusal);
    await assert.rejects(prepareSchema(store), refusal);
    await assert.rejects(migrate(store), refusal);
    assert.equal((await schemaState(store)).state, "ahead");
  });

  test(`a start ${engine === "sqlite" ? "migrates" : "refuses to migrate"} an empty database`, async () => {
    await using database = await emptyDatabaseUrl(engine);
    await using store = await openStore(database.url);
    if (engine === "sqlite") {
      await prepareSchema(store);
      assert.equal((await schemaState(store)).state, "current");
    } else {
      await assert.rejects(prepareSchema(store), /run `tollgate migrate`/);
      assert.deepEqual((await schemaState(store)).applied, []);
    }
  });
});
