import assert from "node:assert/strict";
import type { TestServer } from "../harness.ts";
import { type Directory, startDirectory } from "./directory.ts";
import type { DirectoryEntry, DirectoryOptions } from "./directory-configuration.ts";

/** A directory whose groups `soc` and `soc-leads` are the members and administrators of group `company`. */
export async function companyDirectory(
  engine: Parameters<typeof startDirectory>[0],
  logout?: "account" | "sessions",
  options?: DirectoryOptions,
): Promise<Directory> {
  const directory = await startDirectory(engine, logout, options);
  await directory.server.createGroup("company", { sso_users: ["soc"], sso_administrators: ["soc-leads"] });
  return directory;
}

export function entry(name: string, groups: readonly string[]): DirectoryEntry {
  return { preferred_username: name, email: `${name}@example.com`, email_verified: true, groups };
}

export function get(server: TestServer, path: string, cookie: string) {
  return server.request("GET", path, { headers: { cookie } });
}

export async function members(server: TestServer): Promise<Record<string, string>> {
  const { body } = await server.request("GET", "/groups/company/relationships/users", {
    key: server.operator.apikey,
  });
  return Object.fromEntries(
    body.data.map((item: { id: string; context_attributes: { role: string } }) => [
      item.id,
      item.context_attributes.role,
    ]),
  );
}

export async function newKey(server: TestServer, cookie: string): Promise<string> {
  const current = await get(server, "/sessions/current", cookie);
  const headers = {
    cookie,
    "x-csrf-token": current.body.data.attributes.csrf_token,
    "sec-fetch-site": "same-origin",
  };
  const made = await server.request("POST", "/users/me/api_keys", { headers });
  assert.equal(made.status, 200, made.text);
  return made.body.data.attributes.apikey;
}

/** As the identity provider calls the session with this cookie. */
export async function sidOf(server: TestServer, cookie: string): Promise<string> {
  const { id } = (await get(server, "/sessions/current", cookie)).body.data;
  const { store } = server.parts;
  const row = await store.read((db) =>
    db.selectFrom("sessions").select("oidc_sid").where("id", "=", id).executeTakeFirst(),
  );
  return row?.oidc_sid ?? "no sid";
}
