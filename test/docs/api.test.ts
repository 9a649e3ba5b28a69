import assert from "node:assert/strict";
import { test } from "node:test";
import { openApiDocument } from "../../src/api/openapi.ts";
import { parseActivityFilter } from "../../src/model/activity-filter.ts";
import { parseMemberFilter } from "../../src/model/member-filter.ts";
import { KNOWN_QUOTAS, payerOf, windowOf } from "../../src/model/quotas.ts";
import { AUDIT_ACTIONS } from "../../src/names/audit-actions.ts";
import { ROLES } from "../../src/names/roles.ts";
import { version } from "../../src/server/version.ts";
import { startServer } from "../harness.ts";
import { readDocument, section } from "./readme.ts";
import { code, firstColumn, rowsOf } from "./tables.ts";

const text = readDocument("docs/api.md");

interface ServedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly [name: string]: unknown }>>>>;
}

/** `GET /users/{id}` and whether it is an extension, of every operation that is served. */
async function servedEndpoints(): Promise<(readonly [endpoint: string, isExtension: boolean])[]> {
  await using server = await startServer();
  const document = openApiDocument(server.parts.routes, version) as ServedDocument;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]) =>
        [`${method.toUpperCase()} ${path}`, operation["x-tollgate-extension"] === true] as const,
    ),
  );
}

test("docs/api.md lists every served operation once, and marks the same ones as extensions", async () => {
  const rows = rowsOf(section(text, "Endpoints"), "endpoint");
  const listed = rows.map((row) => [code(row.endpoint), row.VirusTotal === "extension"] as const);
  const byName = (one: readonly [string, boolean], other: readonly [string, boolean]) =>
    one[0] < other[0] ? -1 : 1;
  assert.deepEqual(listed.sort(byName), (await servedEndpoints()).sort(byName));
});

test("docs/api.md says of every operation for whom it is and what it is to VirusTotal", () => {
  for (const row of rowsOf(section(text, "Endpoints"), "endpoint")) {
    assert.match(row.VirusTotal ?? "", /^(same|differs|extension)$/, code(row.endpoint));
    assert.notEqual(row.for, "", code(row.endpoint));
    assert.ok(row.VirusTotal !== "differs" || row["what to know"] !== "", code(row.endpoint));
  }
});

test("docs/api.md lists every audit action", () => {
  assert.deepEqual(firstColumn(text, "action"), [...AUDIT_ACTIONS]);
});

test("docs/api.md lists every role", () => {
  assert.deepEqual(firstColumn(text, "role"), [...ROLES]);
});

test("docs/api.md says of every known quota its window and which group pays", () => {
  const listed = rowsOf(text, "quota").map((row) => [code(row.quota), row.window, code(row["paid by"])]);
  assert.deepEqual(
    listed.sort(),
    KNOWN_QUOTAS.map((name) => [name, windowOf(name), `${payerOf(name)}_quota_group`]).sort(),
  );
});

test("docs/api.md lists every filter modifier", () => {
  const members = firstColumn(text, "`filter=` of members").filter((name) => name.endsWith(":"));
  assert.deepEqual(members, modifiersOf(parseMemberFilter));
  const activity = firstColumn(text, "`filter=` of the activity log and the audit");
  assert.deepEqual(activity, modifiersOf(parseActivityFilter));
});

/** A filter that is refused names the modifiers that there are. */
function modifiersOf(parse: (filter: string) => unknown): string[] {
  try {
    parse("nonsense:1");
  } catch (error) {
    const [, names = ""] = /; use (.*)$/.exec(String(error)) ?? [];
    return names.split(", ").map((name) => `${name}:`);
  }
  throw new Error("The filter was not refused");
}
