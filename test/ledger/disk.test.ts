import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { sql } from "kysely";
import { entriesAfter } from "../../src/store/audit-log.ts";
import { type Spending, startSpending, statusesOf } from "./spending.ts";

const HOUR_MS = 3_600_000;
/** More hours than fit on the pages that a small database has left. */
const HOURS_MAX = 500;

/** The disk is as full as the database is large; undefined: there is room again. */
async function limitPages({ parts }: Spending, pages?: number): Promise<void> {
  await sql.raw(`pragma max_page_count = ${pages ?? 1_000_000}`).execute(parts.store.database.writer);
}

async function pagesOf({ parts }: Spending): Promise<number> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(parts.store.database.writer);
  return rows[0]?.page_count ?? 0;
}

/** How many calls were answered before one found no room. */
async function spendUntilFull(server: Spending): Promise<number> {
  for (let answered = 0; answered < HOURS_MAX; answered += 1) {
    server.clock.advance(HOUR_MS);
    const { status, body } = await server.spend(server.alice);
    if (status === 200) continue;
    assert.deepEqual(
      [status, body],
      [
        503,
        { error: { code: "TransientError", message: "The call could not be recorded; try again shortly" } },
      ],
    );
    return answered;
  }
  assert.fail("the database never became full");
}

test("on a full disk calls are refused with 503 and leave nothing behind, and they go on when there is room", async () => {
  await using server = await startSpending({ engine: "sqlite" });
  server.moveTo("2026-05-01T00:00:00Z");
  await server.limit("company", { api_requests_monthly: 2 * HOURS_MAX });
  await limitPages(server, await pagesOf(server));
  const answered = await spendUntilFull(server);
  const refused = await Promise.all(Array.from({ length: 20 }, () => server.spend(server.alice)));
  assert.deepEqual(new Set(refused.map(({ status }) => status)), new Set([503]));
  // Calls are folded into their tables in whole steps, which find no room either; no call is lost or counted twice.
  const usage = await server.request("GET", "/users/alice/api_usage", { key: server.alice.apikey });
  assert.deepEqual([usage.status, usage.body.error.code], [503, "TransientError"]);

  await limitPages(server);
  // What was refused has cost nothing: exactly the rest of the month is there.
  await server.limit("company", { api_requests_monthly: answered + 3 });
  assert.deepEqual(await statusesOf(4, () => server.spend(server.alice)), [200, 200, 200, 429]);
  await server.assertAgreement();
});

test("on a full disk an administrative change is refused as a whole, its audit entry with it", async () => {
  await using server = await startSpending({ engine: "sqlite" });
  const entries = () => server.parts.store.read((db) => entriesAfter(db, 0, 10_000));
  await limitPages(server, await pagesOf(server));
  const key = server.operator.apikey;
  const create = (id: string) =>
    server.request("POST", "/users", {
      key,
      body: { data: { type: "user", id, attributes: { email: `${id}@example.com` } } },
    });
  let created = 0;
  while ((await create(`user-${created}`)).status === 200) created += 1;
  const before = await entries();
  const refused = await create(`user-${created}`);
  assert.deepEqual([refused.status, refused.body.error.code], [503, "TransientError"]);
  assert.deepEqual(await entries(), before);
  await limitPages(server);
  assert.equal((await create(`user-${created}`)).status, 200);
  assert.equal((await entries()).length, before.length + 1);
});

test("while another process writes, calls wait and the server goes on answering whatever needs no database", async () => {
  await using server = await startSpending({ engine: "sqlite" });
  assert.equal((await server.spend(server.alice)).status, 200);
  using other = new DatabaseSync(server.databaseUrl.slice("sqlite:".length));
  other.exec("begin immediate");
  const waiting = server.spend(server.alice);
  for (let turn = 0; turn < 20; turn += 1) {
    assert.equal((await server.requestTarget("GET", "/healthz")).status, 200);
  }
  other.exec("rollback");
  assert.equal((await waiting).status, 200);
  await server.assertAgreement();
});

test("when another process does not stop writing, calls are refused with 503, and go on once it has stopped", async () => {
  await using server = await startSpending({ engine: "sqlite" });
  await server.limit("alice", { api_requests_daily: 3 });
  assert.equal((await server.spend(server.alice)).status, 200);
  const before = await server.books();
  using other = new DatabaseSync(server.databaseUrl.slice("sqlite:".length));
  other.exec("begin immediate");
  const { status, body } = await server.spend(server.alice);
  assert.deepEqual([status, body.error.code], [503, "TransientError"]);
  assert.deepEqual(await server.books(), before);
  other.exec("rollback");
  assert.deepEqual(await statusesOf(3, () => server.spend(server.alice)), [200, 200, 429]);
  await server.assertAgreement();
});
