import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "node:test";
import pg from "pg";
import type { Engine } from "../src/store/database.ts";
import { migrate } from "../src/store/migrate.ts";
import { Store } from "../src/store/store.ts";

/** A database of a test's own, gone when the test disposes of it. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** An open store with the current schema on a database of its own. */
export interface TestStore extends TestDatabase {
  readonly store: Store;
}

/** Runs a suite on every engine that ENGINES names: sqlite (the default), postgres, or both with a comma. */
export function forEachEngine(suite: (engine: Engine) => void): void {
  for (const engine of chosenEngines()) describe(engine, () => suite(engine));
}

/** A database with the current schema. */
export async function freshDatabaseUrl(engine: Engine): Promise<TestDatabase> {
  if (engine === "postgres") return postgresDatabase(await postgresTemplate());
  template ??= sqliteTemplate();
  return sqliteFile(await template);
}

/** A database without any schema. */
export async function emptyDatabaseUrl(engine: Engine): Promise<TestDatabase> {
  return engine === "postgres" ? postgresDatabase("template0") : sqliteFile();
}

export async function freshStore(engine: Engine): Promise<TestStore> {
  const database = await freshDatabaseUrl(engine);
  const store = await openStore(database.url);
  return {
    url: database.url,
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

export async function openStore(url: string): Promise<Store> {
  return Store.open(url, { log: { warn: () => {} } });
}

/** For a suite that proves nothing of engines: it runs on one of those that ENGINES names. */
export function anyEngine(): Engine {
  return chosenEngines()[0] ?? "sqlite";
}

function chosenEngines(): Engine[] {
  return (process.env.ENGINES ?? "sqlite").split(",").map((name) => {
    if (name === "sqlite" || name === "postgres") return name;
    throw new Error(`ENGINES must name sqlite or postgres, not "${name}"`);
  });
}

// NOTE: module state on purpose: migrating takes many times longer than writing the bytes of a migrated file.
let template: Promise<Uint8Array> | undefined;

async function sqliteTemplate(): Promise<Uint8Array> {
  await using database = sqliteFile();
  await migrateUrl(database.url);
  return readFileSync(database.url.slice("sqlite:".length));
}

function sqliteFile(content?: Uint8Array): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-test-"));
  const path = join(folder, "tollgate.db");
  if (content !== undefined) writeFileSync(path, content);
  return {
    url: `sqlite:${path}`,
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function postgresDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${process.pid}_${crypto.randomUUID().replaceAll("-", "")}`;
  await onCluster((client) => client.query(`create database ${name} template ${template}`));
  return {
    url: databaseUrl(name),
    async [Symbol.asyncDispose]() {
      await onCluster((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Copying a migrated database takes a fraction of migrating one. All test processes share it. */
async function postgresTemplate(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of globSync("src/store/migrations/*.ts").sort()) hash.update(readFileSync(file));
  const name = `template_${hash.digest("hex").slice(0, 16)}`;
  await onCluster(async (client) => {
    await client.query("select pg_advisory_lock(1)");
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount !== 0) return;
    await client.query(`drop database if exists ${name}_unfinished`);
    await client.query(`create database ${name}_unfinished template template0`);
    await migrateUrl(databaseUrl(`${name}_unfinished`));
    await client.query(`alter database ${name}_unfinished rename to ${name}`);
  });
  return name;
}

async function migrateUrl(url: string): Promise<void> {
  await using store = await openStore(url);
  await migrate(store);
}

async function onCluster(run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function clusterUrl(): string {
  const url = process.env.TOLLGATE_TEST_POSTGRES_URL;
  if (url === undefined) {
    throw new Error("TOLLGATE_TEST_POSTGRES_URL is not set; run the command through scripts/with-postgres");
  }
  return url;
}
