import { countEntries, pageOfEntries } from "../../src/store/audit-log.ts";
import type { Engine } from "../../src/store/database.ts";
import type { Reply } from "../exchange.ts";
import { type Person, startServer, type TestServer, type TestServerOptions } from "../harness.ts";

/** A server with group `company` (alice administers it, bob is a member) and group `rivals` of rita. */
export interface Company extends TestServer {
  readonly alice: Person;
  readonly bob: Person;
  readonly rita: Person;
  /** A call whose body is `{"data": …}`. */
  send(method: string, path: string, key: string, data?: unknown): Promise<Reply>;
  /** Actions of the group's audit, oldest first, as `ACTION target`. */
  trail(groupId?: string): Promise<string[]>;
  /** Everything that the audit holds: a refused call adds one entry REQUEST_REFUSED at most. */
  countChanges(): Promise<number>;
}

const ENTRIES_MAX = 500;

export async function startCompany(
  engine: Engine,
  options: Omit<TestServerOptions, "engine"> = {},
): Promise<Company> {
  const server = await startServer({ engine, ...options });
  await server.createGroup("company");
  await server.createGroup("rivals");
  const { store } = server.parts;
  const filter = [{ field: "action", value: "REQUEST_REFUSED" }] as const;
  return {
    ...server,
    alice: await server.createAdministrator("company", "alice", { first_name: "Alice" }),
    bob: await server.createMember("company", "bob", { first_name: "Bob", last_name: "Kelso" }),
    rita: await server.createAdministrator("rivals", "rita"),
    send: (method, path, key, data) =>
      server.request(method, path, { key, ...(data !== undefined && { body: { data } }) }),
    async trail(groupId = "company") {
      const page = { groupId, afterSeq: null, limit: ENTRIES_MAX };
      const rows = await store.read((db) => pageOfEntries(db, page));
      return rows.toReversed().map(({ action, target }) => `${action} ${target}`);
    },
    async countChanges() {
      const [all, refused] = await store.read(async (db) => [
        await countEntries(db, {}),
        await countEntries(db, { filter }),
      ]);
      return (all ?? 0) - (refused ?? 0);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export function user(id: string) {
  return { type: "user", id };
}

/** What an error says, to be compared as a whole. */
export function errorOf({ status, body }: Reply) {
  return [status, body?.error?.code, body?.error?.message];
}

export function idsOf({ body }: Reply): string[] {
  return body.data.map(({ id }: { readonly id: string }) => id);
}
