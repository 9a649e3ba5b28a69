import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings } from "../../src/server/settings.ts";
import { startServer } from "../harness.ts";

const SECRETS = {
  TOLLGATE_KEY_PEPPER: "a pepper that nobody may ever read here",
  TOLLGATE_UPSTREAM_API_KEY: "a-licensed-key-that-stays-secret",
  TOLLGATE_DATABASE_URL: "postgres://tollgate:pass-word-of-the-database@127.0.0.1/tollgate",
};

interface Row {
  readonly id: string;
  readonly attributes: { readonly value?: string; readonly is_secret: boolean; readonly source: string };
}

test("operators see every setting of the server, where it is from, and no secret", async () => {
  const { settings } = readSettings(
    { ...SECRETS, TOLLGATE_UPSTREAM_URL: "https://www.virustotal.com", TOLLGATE_LOG_LEVEL: "warn" },
    { listen: "127.0.0.1:0" },
  );
  await using server = await startServer({ settings: { inForce: settings.inForce } });
  const { body, text } = await server.request("GET", "/settings", { key: server.operator.apikey });
  const shown = new Map(body.data.map((row: Row) => [row.id, row.attributes]));
  const of = (id: string) => {
    const attributes = shown.get(id) as Row["attributes"];
    return [attributes.value, attributes.is_secret, attributes.source];
  };
  assert.deepEqual(of("TOLLGATE_LISTEN"), ["127.0.0.1:0", false, "command_line"]);
  assert.deepEqual(of("TOLLGATE_LOG_LEVEL"), ["warn", false, "environment"]);
  assert.deepEqual(of("TOLLGATE_INVITATION_DAYS"), ["14", false, "default"]);
  assert.deepEqual(of("TOLLGATE_PUBLIC_URL"), [undefined, false, "default"]);
  assert.deepEqual(of("TOLLGATE_UPSTREAM_API_KEY"), [undefined, true, "environment"]);
  assert.deepEqual(of("TOLLGATE_SMTP_URL"), [undefined, true, "default"]);
  for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret));
  // What only the command line reads is no setting of the server.
  assert.deepEqual([shown.has("TOLLGATE_URL"), shown.has("TOLLGATE_API_KEY")], [false, false]);
});
