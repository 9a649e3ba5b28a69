import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { sql } from "kysely";
import { bootstrap } from "../../src/access/bootstrap.ts";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const PASSWORDS = {
  first: "the first password of alice",
  second: "the second password of alice",
  wrong: "a password mistyped by alice",
  invited: "the password of the invited",
};

forEachEngine((engine) => {
  test("no key, token or password is in a log line, an error, an audit entry or the database", async () => {
    await using server = await startTestServer({ engine });
    const { secrets, errors } = await live(server);
    assert.equal(new Set(secrets).size, 13);
    const texts = [...server.logLines, ...errors, ...(await databaseTexts(server))];
    for (const part of ['{"level"', '{"error"', "audit_log {", "api_keys {", "users {"]) {
      assert.ok(
        texts.some((text) => text.startsWith(part)),
        part,
      );
    }
    for (const text of texts) {
      const found = secrets.find((secret) => text.includes(secret));
      assert.equal(found, undefined, text.slice(0, 300));
    }
  });
});

/** Makes and uses secrets of every kind, in places where they belong and in those where they do not. */
async function live(server: TestServer) {
  const errors: string[] = [];
  const first = await bootstrap(server.parts.newAccounts, "first", "first@example.com");
  const secrets = [first.apikey, first.password, server.operator.apikey, ...Object.values(PASSWORDS)];
  const expect = async (status: number, method: string, path: string, call: object = {}) => {
    const reply = await server.request(method, path, call);
    assert.equal(reply.status, status, `${method} ${path}: ${reply.text}`);
    if (status !== 200) errors.push(reply.text, JSON.stringify(reply.headers));
    return reply.body;
  };
  const root = server.operator.apikey;
  await server.createGroup("company");
  const alice = await server.createAdministrator("company", "alice", { password: PASSWORDS.first });
  const key = alice.apikey;
  const made = await expect(200, "POST", "/users/alice/api_keys", { key, body: { data: {} } });
  const rotated = await expect(200, "POST", `/users/alice/api_keys/${made.data.id}/rotate`, { key });
  const passwordHeader = (password: string) => ({ headers: { "x-user-password": password } });
  const signedIn = await expect(200, "POST", "/users/alice/api_keys", passwordHeader(PASSWORDS.first));
  const keys = [made, rotated, signedIn].map(({ data }) => String(data.attributes.apikey));
  await expect(401, "POST", "/users/alice/api_keys", passwordHeader(PASSWORDS.wrong));
  await expect(401, "POST", `/users/${encodeURIComponent(PASSWORDS.wrong)}/api_keys`, passwordHeader("x"));
  await expect(401, "POST", `/users/${key}/api_keys`, passwordHeader(PASSWORDS.wrong));
  const change = { current_password: PASSWORDS.first, new_password: PASSWORDS.second };
  await expect(200, "POST", "/users/me/password", { key, body: { data: change } });
  await expect(403, "POST", "/users/me/password", { key, body: { data: change } });
  await expect(403, "DELETE", "/users/me", { key, headers: { "x-user-password": PASSWORDS.wrong } });
  await expect(200, "POST", "/groups/company/relationships/users", {
    key,
    body: { data: [{ type: "user", id: "new@example.com" }] },
  });
  const token = /[0-9a-f]{64}/.exec(server.mails[0]?.text ?? "")?.[0] ?? "";
  await expect(200, "GET", `/invitations/${token}`);
  await expect(400, "POST", `/invitations/${token}/accept`, {
    body: { data: { id: token, attributes: {} } },
  });
  const acceptance = { data: { id: "newcomer", attributes: { password: PASSWORDS.invited } } };
  const accepted = await expect(200, "POST", `/invitations/${token}/accept`, { body: acceptance });
  await expect(404, "POST", `/invitations/${token}/accept`, { body: acceptance });
  const newcomer = accepted.data.attributes.apikey;
  await expect(200, "GET", `/users/${newcomer}`, { key, headers: { "user-agent": `tool ${key}` } });
  await expect(404, "GET", `/users/${key}`, { key: newcomer });
  await expect(403, "PATCH", "/groups/company", {
    key: newcomer,
    headers: { "user-agent": key },
    body: { data: { attributes: { organization: key } } },
  });
  await expect(401, "GET", `/users/me?apikey=${key}`);
  await expect(409, "POST", "/users", {
    key: root,
    body: { data: { id: "alice", attributes: { email: "a@example.com", password: PASSWORDS.wrong } } },
  });
  await expect(400, "POST", "/users/me/api_keys", { key, body: { data: { attributes: { apikey: key } } } });
  return { secrets: [...secrets, key, ...keys, token, newcomer], errors };
}

/** Every row of every table, and on SQLite every byte of the files too. */
async function databaseTexts(server: TestServer): Promise<string[]> {
  const { store } = server.parts;
  const db = store.database.reader;
  const texts: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    texts.push(...rows.map((row) => `${name} ${JSON.stringify(row)}`));
  }
  if (store.engine === "sqlite") {
    const files = globSync(`${server.databaseUrl.slice("sqlite:".length)}*`);
    assert.ok(files.length > 0);
    texts.push(...files.map((file) => readFileSync(file, "latin1")));
  }
  return texts;
}
