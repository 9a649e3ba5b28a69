import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Documented, type OpenApiDocument } from "../documented.ts";
import { startTestServer } from "../harness.ts";

interface ContractOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ContractOperation>>>>;
}

/** VirusTotal's own description of its access control: 23 operations. */
const CONTRACT: Contract = JSON.parse(readFileSync(new URL("./contract.openapi.json", import.meta.url), "utf8"));

const OPERATIONS = Object.entries(CONTRACT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/**
 * The quotas of our own endpoints are unlimited, so no 429 is answered where the contract lists one for
 * VirusTotal's; the gateway will document its own.
 */
const NEVER_ANSWERED = new Set(["429"]);

test("the contract has 23 operations", () => {
  assert.equal(OPERATIONS.length, 23);
});

test("the server documents every operation of the contract under its path, method and id", async () => {
  const served = (await servedDocument()) as unknown as Contract;
  for (const { path, method, operation } of OPERATIONS) {
    assert.equal(served.paths[path]?.[method]?.operationId, operation.operationId, `${method} ${path}`);
  }
});

test("the server documents every status and parameter that the contract lists", async () => {
  const served = (await servedDocument()) as unknown as Contract;
  for (const { path, method, operation } of OPERATIONS) {
    const ours = served.paths[path]?.[method];
    const statuses = Object.keys(operation.responses).filter((status) => !NEVER_ANSWERED.has(status));
    const missing = statuses.filter((status) => ours?.responses[status] === undefined);
    assert.deepEqual(missing, [], `${method} ${path}`);
    const names = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`);
    const known = (ours?.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`);
    assert.deepEqual(names.filter((name) => !known.includes(name)), [], `${method} ${path}`);
  }
});

test("operations that the contract lacks are marked as extensions, unless VirusTotal's clients know them", async () => {
  const { paths } = await servedDocument();
  const listed = new Set(OPERATIONS.map(({ path, method }) => `${method} ${path}`));
  const unmarked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, operation]) => !listed.has(`${method} ${path}`) && !("x-tollgate-extension" in operation))
      .map(([method]) => `${method} ${path}`),
  );
  assert.deepEqual(unmarked.sort(), [
    "get /groups/{id}/activity_log_entries",
    "get /groups/{id}/relationships/activity_log_entries",
    "get /groups/{id}/users_consuming_quota/{quota_name}",
    "get /metadata",
    "patch /groups/{id}/relationships/service_accounts",
    "patch /groups/{id}/relationships/users",
  ]);
});

test("an answer that the document does not describe fails the test that got it", async () => {
  const documented = new Documented(await servedDocument());
  const answer = { headers: {}, bytes: Buffer.alloc(0) };
  const fine = { ...answer, status: 200, text: "", body: { data: true } };
  documented.check("GET", "/groups/g/relationships/users/u", fine);
  assert.throws(() => documented.check("GET", "/groups/g/relationships/users/u", { ...fine, body: { data: "yes" } }));
  assert.throws(() => documented.check("GET", "/groups/g/relationships/users/u", { ...fine, status: 418 }));
  assert.throws(() => documented.check("DELETE", "/users/u", { ...fine, text: "{}" }));
});

async function servedDocument(): Promise<OpenApiDocument> {
  await using server = await startTestServer();
  const { body } = await server.request("GET", "/openapi.json");
  return body;
}
