import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachEngine } from "../engines.ts";
import { startTestServer, type TestServer } from "../harness.ts";
import { GROUP_ATTRIBUTE_CASES, USER_ATTRIBUTE_CASES } from "./attributes.ts";
import { CALLERS, type Caller, type Cast, createCast, PASSWORD, type Target } from "./cast.ts";

forEachEngine((engine) => {
  describe("attributes", () => {
    let server: TestServer;
    let cast: Cast;
    let target: Target;
    before(async () => {
      server = await startTestServer({ engine });
      cast = await createCast(server);
      target = await cast.newTargetWithPassword();
      await signIn(target);
      // Everything has a value, so that an attribute is absent only because it is hidden.
      const all = Object.fromEntries(
        GROUP_ATTRIBUTE_CASES.slice(0, -2).map(({ name, value }) => [name, value]),
      );
      const filled = await send("operator", "PATCH", "/groups/acme", { data: { attributes: all } });
      assert.equal(filled.status, 200, JSON.stringify(filled.body));
    });
    after(() => server[Symbol.asyncDispose]());

    for (const caller of CALLERS) {
      for (const path of ["/users/<target>", "/users/<email>", "/users/<key>"]) {
        test(`GET ${path} shows ${caller} exactly what he may read`, async () => {
          const answer = await send(caller, "GET", fill(path, target));
          assert.deepEqual(shown(answer), expectedOf(USER_ATTRIBUTE_CASES, caller, maySeeUser(caller)));
        });
      }

      test(`a listing of the group shows ${caller} exactly what he may read of a member`, async () => {
        const names = USER_ATTRIBUTE_CASES.map(({ name }) => name).join(",");
        const answer = await send(caller, "GET", `/groups/acme/users?limit=40&attributes=${names}`);
        const row = answer.body.data?.find((item: { id: string }) => item.id === target.id);
        const expected = expectedOf(USER_ATTRIBUTE_CASES, caller, maySeeGroup(caller));
        assert.deepEqual(row === undefined ? shown(answer) : Object.keys(row.attributes).sort(), expected);
      });

      test(`GET /groups/acme shows ${caller} exactly what he may read`, async () => {
        const answer = await send(caller, "GET", "/groups/acme");
        assert.deepEqual(shown(answer), expectedOf(GROUP_ATTRIBUTE_CASES, caller, maySeeGroup(caller)));
      });

      for (const { name, value, writes } of USER_ATTRIBUTE_CASES) {
        test(`PATCH of a user's ${name} by ${caller} answers as written and a refusal changes nothing`, async () => {
          // A refused call changes nothing, so those can share a target.
          const fresh = writes[caller] === 200 ? await cast.newTarget() : target;
          // An attribute that he may write stands beside it: it must not be written alone.
          const mayRename = ["owner", "operator"].includes(caller);
          const attributes = { ...(mayRename && { first_name: "Both" }), [name]: value };
          const body = { data: { attributes } };
          const unchanged = await send("operator", "GET", `/users/${fresh.id}`);
          const answer = await send(caller, "PATCH", `/users/${fresh.id}`, body, fresh);
          assert.equal(answer.status, writes[caller] ?? hiddenStatus(caller), JSON.stringify(answer.body));
          const after = await send("operator", "GET", `/users/${fresh.id}`);
          if (answer.status === 200) assert.notDeepEqual(after.body, unchanged.body);
          else assert.deepEqual(after.body, unchanged.body);
        });
      }

      for (const { name, value, writes } of GROUP_ATTRIBUTE_CASES) {
        test(`PATCH of a group's ${name} by ${caller} answers as written and a refusal changes nothing`, async () => {
          const other = typeof value === "string" ? `${value} 2` : different(value);
          const unchanged = await send("operator", "GET", "/groups/acme");
          const answer = await send(caller, "PATCH", "/groups/acme", {
            data: { attributes: { [name]: other } },
          });
          assert.equal(answer.status, writes[caller] ?? hiddenStatus(caller), JSON.stringify(answer.body));
          const after = await send("operator", "GET", "/groups/acme");
          if (answer.status === 200)
            await send("operator", "PATCH", "/groups/acme", { data: { attributes: { [name]: value } } });
          else assert.deepEqual(after.body, unchanged.body);
        });
      }
    }

    function send(caller: Caller, method: string, path: string, body?: unknown, as: Target = target) {
      return server.request(method, path, { key: cast.keyOf(caller, as), body });
    }

    async function signIn({ id }: Target) {
      const answer = await server.request("POST", `/users/${id}/api_keys`, {
        headers: { "x-user-password": PASSWORD },
        body: { data: { attributes: {} } },
      });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    }
  });
});

function maySeeUser(caller: Caller): boolean {
  return ["group administrator", "owner", "operator"].includes(caller);
}

function maySeeGroup(caller: Caller): boolean {
  return !["nobody", "stranger", "administrator of another group"].includes(caller);
}

function hiddenStatus(caller: Caller): number {
  return caller === "nobody" ? 401 : 404;
}

function expectedOf(cases: typeof USER_ATTRIBUTE_CASES, caller: Caller, isSeen: boolean): unknown {
  if (!isSeen) return hiddenStatus(caller);
  return cases
    .filter(({ readers }) => readers.includes(caller))
    .map(({ name }) => name)
    .sort();
}

function shown(answer: {
  readonly status: number;
  readonly body: { data?: { attributes?: object } };
}): unknown {
  return answer.status === 200 ? Object.keys(answer.body.data?.attributes ?? {}).sort() : answer.status;
}

function fill(path: string, { id, email, apikey }: Target): string {
  return path.replace("<target>", id).replace("<email>", email).replace("<key>", apikey);
}

/** Another valid value of the same shape. */
function different(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (Array.isArray(value)) return [`other-${value[0].replace("*", "x")}`];
  const text = JSON.stringify(value);
  return JSON.parse(
    text.replace("private", "public").replace("500", "600").replace("365", "366").replace("true", "false"),
  );
}
