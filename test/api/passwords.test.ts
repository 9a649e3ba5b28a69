import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";

const PASSWORD = "correct horse battery staple";
const NOW = Date.parse("2026-07-15T10:00:00Z") / 1000;
const WRONG = {
  error: { code: "WrongCredentialsError", message: "Wrong username or password" },
};

forEachEngine((engine) => {
  test("a person without a key makes one with the password, by username or e-mail address", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice", { password: PASSWORD });
    for (const id of ["alice", "alice@example.com", "Alice@Example.com"]) {
      const { status, body } = await signIn(server, id, PASSWORD);
      assert.equal(status, 200, id);
      assert.equal(body.data.links.self, `${server.url}/api/v3/users/alice/api_keys/${body.data.id}`);
      const me = await server.request("GET", "/users/me", { key: body.data.attributes.apikey });
      assert.deepEqual([me.body.data.id, me.body.data.attributes.last_login], ["alice", NOW]);
    }
    const nothing = await server.request("POST", "/users/alice/api_keys");
    assert.deepEqual([nothing.status, nothing.body.error.code], [401, "AuthenticationRequiredError"]);
    const badKey = await server.request("POST", "/users/alice/api_keys", {
      key: "nonsense",
      headers: { "x-user-password": PASSWORD },
    });
    assert.equal(badKey.status, 401);
    const elsewhere = await server.request("GET", "/users/alice", {
      headers: { "x-user-password": PASSWORD },
    });
    assert.equal(elsewhere.status, 401);
    const unicode = "пароль із двадцяти літер";
    const changed = await changePassword(server, alice.apikey, {
      current_password: PASSWORD,
      new_password: unicode,
    });
    assert.equal(changed.status, 200);
    assert.equal((await signIn(server, "alice", Buffer.from(unicode).toString("latin1"))).status, 200);
  });

  test("nothing tells an unknown account from a wrong password", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    const { apikey } = await server.createUser("without");
    await server.createUser("sleeper", { password: PASSWORD });
    await setStatus(server, "sleeper", "inactive");
    const ids = ["alice", "alice@example.com", "nobody", "nobody@example.com", "without", "sleeper", apikey];
    for (const id of ids) {
      for (let attempt = 1; attempt <= 5; attempt++) {
        const { status, body, headers } = await signIn(server, id, "a wrong password");
        assert.deepEqual([status, body, headers["retry-after"]], [401, WRONG, undefined], `${id} ${attempt}`);
        server.clock.advance(1_000_000);
      }
      server.clock.advance(3_600_000);
    }
    assert.equal((await signIn(server, "ALICE", PASSWORD)).status, 401);
  });

  test("guessing is slowed, by account and by address, and a right password waits likewise", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    for (const id of ["alice", "nobody"]) {
      for (let attempt = 1; attempt <= 5; attempt++) await signIn(server, id, "a wrong password");
      const { status, body, headers } = await signIn(server, id, PASSWORD);
      assert.deepEqual(
        [status, body.error.code, headers["retry-after"]],
        [429, "TooManyRequestsError", "1"],
        id,
      );
    }
    server.clock.advance(1_000);
    assert.equal((await signIn(server, "alice", PASSWORD)).status, 200);
    for (let attempt = 1; attempt <= 5; attempt++) await signIn(server, "alice", "a wrong password");
    assert.equal((await signIn(server, "alice", PASSWORD)).status, 429);
    server.clock.advance(1_000);
    for (let name = 0; name < 6; name++) await signIn(server, `guess-${name}`, "a wrong password");
    assert.equal((await signIn(server, "another", "a wrong password")).status, 429);
  });

  test("of more passwords at once than can be computed some are answered 503 with when to try again", async () => {
    await using server = await startTestServer({ engine });
    const create = (number: number) => {
      const attributes = { email: `user-${number}@example.com`, password: "correct horse battery" };
      const body = { data: { type: "user", id: `user-${number}`, attributes } };
      return server.request("POST", "/users", { key: server.operator.apikey, body });
    };
    const replies = await Promise.all(Array.from({ length: 80 }, (_, number) => create(number)));
    const refused = replies.filter(({ status }) => status !== 200);
    assert.ok(refused.length > 0 && refused.length < replies.length);
    for (const { status, headers, body } of refused) {
      assert.deepEqual([status, body.error.code, headers["retry-after"]], [503, "TransientError", "2"]);
    }
    const { body } = await server.request("GET", "/users?limit=1", { key: server.operator.apikey });
    assert.equal(body.meta.count, 1 + replies.length - refused.length);
  });

  test("an account that is not active is told so only with the right password", async () => {
    await using server = await startTestServer({ engine });
    await server.createUser("alice", { password: PASSWORD });
    await setStatus(server, "alice", "inactive");
    assert.deepEqual((await signIn(server, "alice", "a wrong password")).body, WRONG);
    const right = await signIn(server, "alice", PASSWORD);
    assert.deepEqual([right.status, right.body.error.code], [401, "UserNotActiveError"]);
    const keys = await server.request("GET", "/users/alice/api_keys", { key: server.operator.apikey });
    assert.equal(keys.body.meta.count, 1);
  });

  test("only the owner changes a password, with the current one, and the change leaves no trace of either", async () => {
    await using server = await startTestServer({ engine });
    const alice = await server.createUser("alice", { password: PASSWORD });
    const next = "another long password";
    const body = { current_password: PASSWORD, new_password: next };
    const asOperator = await server.request("POST", "/users/alice/password", {
      key: server.operator.apikey,
      body: { data: body },
    });
    assert.equal(asOperator.status, 403);
    const refusals = [
      [{ ...body, current_password: "not the password" }, 403, "ForbiddenError"],
      [{ new_password: next }, 400, "InvalidArgumentError"],
      [{ ...body, new_password: "short" }, 400, "InvalidArgumentError"],
      [{ ...body, new_password: "x".repeat(257) }, 400, "InvalidArgumentError"],
      [{ ...body, new_password: 7 }, 400, "BadRequestError"],
    ] as const;
    for (const [data, status, code] of refusals) {
      const reply = await changePassword(server, alice.apikey, data);
      assert.deepEqual([reply.status, reply.body.error.code], [status, code]);
    }
    assert.equal((await signIn(server, "alice", PASSWORD)).status, 200);
    assert.equal((await changePassword(server, alice.apikey, body)).status, 200);
    assert.equal((await signIn(server, "alice", PASSWORD)).status, 401);
    assert.equal((await signIn(server, "alice", next)).status, 200);
    const log = await server.request("GET", "/audit_log_entries?filter=action:UPDATE_USER", {
      key: server.operator.apikey,
    });
    assert.deepEqual(log.body.data[0].attributes.after, { has_password: true, password_changed: true });
  });
});

async function signIn(server: TestServer, id: string, password: string) {
  return server.request("POST", `/users/${id}/api_keys`, { headers: { "x-user-password": password } });
}

async function changePassword(server: TestServer, key: string, data: object) {
  return server.request("POST", "/users/me/password", { key, body: { data } });
}

async function setStatus(server: TestServer, id: string, status: string) {
  const body = { data: { attributes: { status } } };
  const reply = await server.request("PATCH", `/users/${id}`, { key: server.operator.apikey, body });
  assert.equal(reply.status, 200, reply.text);
}
