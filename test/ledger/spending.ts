import assert from "node:assert/strict";
import { verifyLedger } from "../../src/ledger/verify.ts";
import type { Reply } from "../exchange.ts";
import { type Person, startTestServer, type TestServer, type TestServerOptions } from "../harness.ts";

export const FILE = "/api/v3/files/44d88612fea8a8f36de82e1278abb02f";

/** The real server with a group `company`, of which alice is a member; calls are decided by HTTP. */
export interface Spending extends TestServer {
  readonly alice: Person;
  /** A call that costs one of `api_requests`, or what its path costs, as a proxy asks about it. */
  spend(person: Pick<Person, "apikey">, path?: string): Promise<Reply>;
  /** Sets limits as an operator does, of `alice` or of `company`; null removes one. */
  limit(subject: string, limits: Readonly<Record<string, number | null>>): Promise<Reply>;
  moveTo(instant: string): void;
  /** Everything that usage and quotas are made of, to be compared as a whole. */
  books(): Promise<unknown>;
  /** Usage = quota = journal. */
  assertAgreement(): Promise<void>;
}

const TABLES = [
  "usage_journal",
  "user_usage_daily",
  "group_usage_daily",
  "member_counters",
  "group_counters",
] as const;

export async function startSpending(options: TestServerOptions = {}): Promise<Spending> {
  const server = await startTestServer(options);
  await server.createGroup("company");
  const alice = await server.createMember("company", "alice");
  const { store } = server.parts;
  return {
    ...server,
    alice,
    spend: ({ apikey }, path = FILE) => server.requestTarget("GET", `/authorize${path}`, { key: apikey }),
    async limit(subject, limits) {
      const [type, path] =
        subject === "company" ? ["group", "/groups/company"] : ["user", `/users/${subject}`];
      const quotas = Object.fromEntries(Object.entries(limits).map(([name, allowed]) => [name, { allowed }]));
      const body = { data: { type, attributes: { quotas } } };
      const reply = await server.request("PATCH", path, { key: server.operator.apikey, body });
      assert.equal(reply.status, 200, reply.text);
      return reply;
    },
    moveTo: (instant) => server.clock.set(Date.parse(instant)),
    async books() {
      await server.parts.ledger.fold();
      const rows = await store.read(async (db) => {
        const all: unknown[] = [];
        for (const table of TABLES) all.push(await db.selectFrom(table).selectAll().execute());
        return all;
      });
      return JSON.parse(JSON.stringify(rows));
    },
    async assertAgreement() {
      await server.parts.ledger.fold();
      assert.deepEqual(await verifyLedger(store, server.clock.nowMs() / 1000), []);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Statuses of that many calls, one after the other. */
export async function statusesOf(calls: number, call: () => Promise<Reply>): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < calls; index += 1) statuses.push((await call()).status);
  return statuses;
}

/** When a refused call may come again, in unix seconds. */
export function resetOf({ clock }: TestServer, { status, headers, text }: Reply): number {
  assert.equal(status, 429, text);
  return clock.nowMs() / 1000 + Number(headers["retry-after"]);
}
