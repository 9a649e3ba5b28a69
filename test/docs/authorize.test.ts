import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { startTestServer } from "../harness.ts";
import { readDocument } from "./readme.ts";

const EXAMPLES = ["nginx.conf", "haproxy.cfg", "Caddyfile", "traefik.yaml", "envoy.yaml"];

function exampleOf(name: string): string {
  return readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), "utf8");
}

test("every example gives Tollgate the paths that it answers itself, and no others", async () => {
  await using server = await startTestServer();
  const own = new Set(server.parts.routes.map(({ path }) => path.split("/")[1] ?? ""));
  for (const name of EXAMPLES) {
    const [, nouns = ""] = /\/api\/v3\/\((?:\?:)?(users\|.*?)\)/.exec(exampleOf(name)) ?? [];
    const pattern = new RegExp(`^(?:${nouns.replaceAll("\\\\", "\\")})$`);
    for (const noun of [...own, "openapi.json"]) assert.match(noun, pattern, name);
    for (const noun of ["files", "urls", "intelligence", "analyses"])
      assert.doesNotMatch(noun, pattern, name);
  }
});

test("docs/authorize.md names every example", () => {
  const text = readDocument("docs/authorize.md");
  for (const name of [...EXAMPLES, "tollgate.lua"]) assert.ok(text.includes(`(examples/${name})`), name);
});

test("Traefik's example asks with the caller's key, and passes on what no client can say", () => {
  const { middlewares, routers } = parse(exampleOf("traefik.yaml")).http;
  const { address, trustForwardHeader, authRequestHeaders, authResponseHeaders } =
    middlewares.tollgate.forwardAuth;
  assert.deepEqual([new URL(address).pathname, trustForwardHeader], ["/authorize", false]);
  assert.ok(authRequestHeaders.includes("X-Apikey"));
  assert.deepEqual(authResponseHeaders, ["X-Tollgate-User", "X-Tollgate-Group", "X-Tollgate-Key-Id"]);
  assert.deepEqual(routers.virustotal.middlewares, ["tollgate", "licence"]);
});
