import { randomId } from "../../src/base/ids.ts";
import type { TestServer } from "../harness.ts";
import { PASSWORD, type Target } from "./cast.ts";
import { REPORT_ROUTE_CASES } from "./report-routes.ts";
import {
  ANYBODY,
  CLOSE,
  data,
  EVERYONE,
  MANAGERS,
  MEMBERS,
  OPERATORS,
  OWN_PASSWORD,
  OWNER,
  type RouteCase,
  row,
} from "./rows.ts";
import { SIGN_IN_ROUTE_CASES } from "./sign-in-routes.ts";

const addressOf = ({ id }: Target) => `new-${id}@example.com`;

/** A service account of acme; the caller "service account" is another one, its fellow. */
async function newServiceAccount(server: TestServer): Promise<string> {
  const { body } = await asOperator(server, "POST", "/groups/acme/relationships/service_accounts", [
    { type: "service_account", id: `scan-${randomId()}` },
  ]);
  return body.data[0].id;
}

async function newInvitation(server: TestServer): Promise<{ id: string; token: string }> {
  const email = `${randomId()}@example.com`;
  await asOperator(server, "POST", "/groups/acme/relationships/users", [{ type: "user", id: email }]);
  const token =
    /invitations\/([0-9a-f]{64})/.exec(server.mails.at(-1)?.text ?? "")?.[1] ?? "no token was mailed";
  // It may be sent again only after a while.
  server.clock.advance(120_000);
  return { id: await invitationTo(email, server), token };
}

async function invitationTo(email: string, server: TestServer): Promise<string> {
  let path = "/groups/acme/invitations?limit=40";
  for (;;) {
    const { body } = await asOperator(server, "GET", path);
    const found = body.data.find(
      (item: { attributes: { email: string } }) => item.attributes.email === email,
    );
    if (found !== undefined) return found.id;
    path = `/groups/acme/invitations?limit=40&cursor=${body.meta.cursor}`;
  }
}

async function firstKeyOf(account: string, server: TestServer): Promise<string> {
  const { body } = await asOperator(server, "GET", `${account}/api_keys`);
  return `${account}/api_keys/${body.data[0].id}`;
}

function asOperator(server: TestServer, method: string, path: string, value?: unknown) {
  const body = value === undefined ? undefined : data(value);
  return server.request(method, path, { key: server.operator.apikey, body });
}

/** Every route with what each caller gets; the target is a member of acme and the owner is the target. */
export const ROUTE_CASES: readonly RouteCase[] = [
  ...SIGN_IN_ROUTE_CASES,

  row("GET /users/{id}", CLOSE, ({ id }) => ({ path: `/users/${id}` })),
  row("PATCH /users/{id}", CLOSE, ({ id }) => ({ path: `/users/${id}`, body: data({ attributes: {} }) })),
  {
    ...row("DELETE /users/{id}", "401 403 403 403 403 403 200 200", ({ id }) => ({
      path: `/users/${id}`,
      headers: { "x-user-password": PASSWORD },
    })),
    needsPassword: true,
  },
  {
    ...row("POST /users/{id}/password", OWN_PASSWORD, ({ id }) => ({
      path: `/users/${id}/password`,
      body: data({ current_password: PASSWORD, new_password: `${PASSWORD} 2` }),
    })),
    needsPassword: true,
  },
  row("GET /users", OPERATORS, () => ({ path: "/users" })),
  row("POST /users", OPERATORS, (target) => ({
    path: "/users",
    body: data({ type: "user", id: `new-${target.id}`, attributes: { email: addressOf(target) } }),
  })),
  row("GET /users/{id}/api_usage", CLOSE, ({ id }) => ({ path: `/users/${id}/api_usage` })),
  row("GET /users/{id}/overall_quotas", CLOSE, ({ id }) => ({ path: `/users/${id}/overall_quotas` })),
  row("GET /users/{id}/{relationship}", CLOSE, ({ id }) => ({ path: `/users/${id}/api_quota_group` })),
  row("GET /users/{id}/relationships/{relationship}", OWNER, ({ id }) => ({
    path: `/users/${id}/relationships/groups`,
  })),

  row("GET /groups", OPERATORS, () => ({ path: "/groups" })),
  row("POST /groups", OPERATORS, ({ id }) => ({
    path: "/groups",
    body: data({ type: "group", id: `g-${id}` }),
  })),
  row("GET /groups/{id}", MEMBERS, () => ({ path: "/groups/acme" })),
  row("PATCH /groups/{id}", MANAGERS, () => ({ path: "/groups/acme", body: data({ attributes: {} }) })),
  row("DELETE /groups/{id}", "401 403 403 403 403 403 403 404", () => ({ path: "/groups/no-such-group" })),
  row("GET /groups/{id}/api_usage", MANAGERS, () => ({ path: "/groups/acme/api_usage" })),
  row("GET /groups/{id}/users_consuming_quota/{quota_name}", MANAGERS, () => ({
    path: "/groups/acme/users_consuming_quota/api_requests_daily",
  })),
  row("GET /groups/{id}/activity_log_entries", MANAGERS, () => ({
    path: "/groups/acme/activity_log_entries",
  })),
  row("GET /groups/{id}/{relationship}", MEMBERS, () => ({ path: "/groups/acme/administrators" })),
  row("GET /groups/{id}/relationships/{relationship}", MEMBERS, () => ({
    path: "/groups/acme/relationships/graphs",
  })),

  row("GET /groups/{id}/relationships/users", MEMBERS, () => ({ path: "/groups/acme/relationships/users" })),
  row("POST /groups/{id}/relationships/users", MANAGERS, (target) => ({
    path: "/groups/acme/relationships/users",
    body: data([{ type: "user", id: addressOf(target) }]),
  })),
  row("PATCH /groups/{id}/relationships/users", MANAGERS, ({ id }) => ({
    path: "/groups/acme/relationships/users",
    body: data([{ type: "user", id, context_attributes: { add_roles: ["USER_ROLE_FILE_DOWNLOADS"] } }]),
  })),
  row("GET /groups/{id}/relationships/users/{user_id}", MEMBERS, ({ id }) => ({
    path: `/groups/acme/relationships/users/${id}`,
  })),
  row("DELETE /groups/{id}/relationships/users/{user_id}", "401 404 403 200 404 403 200 200", ({ id }) => ({
    path: `/groups/acme/relationships/users/${id}`,
  })),
  row("GET /groups/{id}/relationships/administrators", MEMBERS, () => ({
    path: "/groups/acme/relationships/administrators",
  })),
  row("POST /groups/{id}/relationships/administrators", MANAGERS, ({ email }) => ({
    path: "/groups/acme/relationships/administrators",
    body: data([{ type: "user", id: email }]),
  })),
  row("GET /groups/{id}/relationships/administrators/{user_id}", MEMBERS, ({ id }) => ({
    path: `/groups/acme/relationships/administrators/${id}`,
  })),
  row(
    "DELETE /groups/{id}/relationships/administrators/{user_id}",
    "401 404 403 404 404 403 403 404",
    ({ id }) => ({
      path: `/groups/acme/relationships/administrators/${id}`,
    }),
  ),
  row("GET /groups/{id}/relationships/service_accounts", MEMBERS, () => ({
    path: "/groups/acme/relationships/service_accounts",
  })),
  row("POST /groups/{id}/relationships/service_accounts", MANAGERS, ({ id }) => ({
    path: "/groups/acme/relationships/service_accounts",
    body: data([{ type: "service_account", id: `bot-${id}` }]),
  })),
  row("PATCH /groups/{id}/relationships/service_accounts", MANAGERS, () => ({
    path: "/groups/acme/relationships/service_accounts",
    body: data([
      {
        type: "service_account",
        id: "acme_bot",
        context_attributes: { add_roles: ["USER_ROLE_FILE_DOWNLOADS"] },
      },
    ]),
  })),
  row(
    "DELETE /groups/{id}/relationships/service_accounts/{service_account_id}",
    MANAGERS,
    async (_target, server) => ({
      path: `/groups/acme/relationships/service_accounts/${await newServiceAccount(server)}`,
    }),
  ),

  row("GET /service_accounts/{id}", MEMBERS, () => ({ path: "/service_accounts/acme_bot" })),
  row("PATCH /service_accounts/{id}", MANAGERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}`,
    body: data({ attributes: { quotas: { api_requests_daily: { allowed: 7 } } } }),
  })),
  row("DELETE /service_accounts/{id}", MANAGERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}`,
  })),
  row("GET /service_accounts/{id}/{relationship}", MANAGERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}/groups`,
  })),
  row("GET /service_accounts/{id}/relationships/{relationship}", MEMBERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}/relationships/comments`,
  })),

  row("GET /users/{id}/api_keys", CLOSE, ({ id }) => ({ path: `/users/${id}/api_keys` })),
  row("POST /users/{id}/api_keys", OWNER, ({ id }) => ({
    path: `/users/${id}/api_keys`,
    body: data({ attributes: { label: "new" } }),
  })),
  row("GET /users/{id}/api_keys/{key_id}", CLOSE, async ({ id }, server) => ({
    path: await firstKeyOf(`/users/${id}`, server),
  })),
  row("PATCH /users/{id}/api_keys/{key_id}", OWNER, async ({ id }, server) => ({
    path: await firstKeyOf(`/users/${id}`, server),
    body: data({ attributes: { label: "renamed" } }),
  })),
  row("DELETE /users/{id}/api_keys/{key_id}", CLOSE, async ({ id }, server) => ({
    path: await firstKeyOf(`/users/${id}`, server),
  })),
  row("POST /users/{id}/api_keys/{key_id}/rotate", OWNER, async ({ id }, server) => ({
    path: `${await firstKeyOf(`/users/${id}`, server)}/rotate`,
    body: data({ overlap_seconds: 60 }),
  })),
  row("GET /service_accounts/{id}/api_keys", MANAGERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}/api_keys`,
  })),
  row("POST /service_accounts/{id}/api_keys", MANAGERS, async (_target, server) => ({
    path: `/service_accounts/${await newServiceAccount(server)}/api_keys`,
    body: data({ attributes: { label: "new" } }),
  })),
  row("GET /service_accounts/{id}/api_keys/{key_id}", MANAGERS, async (_target, server) => ({
    path: await firstKeyOf(`/service_accounts/${await newServiceAccount(server)}`, server),
  })),
  row("PATCH /service_accounts/{id}/api_keys/{key_id}", MANAGERS, async (_target, server) => ({
    path: await firstKeyOf(`/service_accounts/${await newServiceAccount(server)}`, server),
    body: data({ attributes: { label: "renamed" } }),
  })),
  row("DELETE /service_accounts/{id}/api_keys/{key_id}", MANAGERS, async (_target, server) => ({
    path: await firstKeyOf(`/service_accounts/${await newServiceAccount(server)}`, server),
  })),
  row("POST /service_accounts/{id}/api_keys/{key_id}/rotate", MANAGERS, async (_target, server) => ({
    path: `${await firstKeyOf(`/service_accounts/${await newServiceAccount(server)}`, server)}/rotate`,
    body: data({ overlap_seconds: 60 }),
  })),

  row("GET /groups/{id}/invitations", MANAGERS, () => ({ path: "/groups/acme/invitations" })),
  row("GET /groups/{id}/invitations/{invitation_id}", MANAGERS, async (_target, server) => ({
    path: `/groups/acme/invitations/${(await newInvitation(server)).id}`,
  })),
  row("POST /groups/{id}/invitations/{invitation_id}/resend", MANAGERS, async (_target, server) => ({
    path: `/groups/acme/invitations/${(await newInvitation(server)).id}/resend`,
  })),
  row("DELETE /groups/{id}/invitations/{invitation_id}", MANAGERS, async (_target, server) => ({
    path: `/groups/acme/invitations/${(await newInvitation(server)).id}`,
  })),
  row("GET /invitations/{token}", ANYBODY, async (_target, server) => ({
    path: `/invitations/${(await newInvitation(server)).token}`,
  })),
  row("POST /invitations/{token}/accept", ANYBODY, async (target, server) => ({
    path: `/invitations/${(await newInvitation(server)).token}/accept`,
    body: data({ type: "user", id: `new-${target.id}`, attributes: { password: PASSWORD } }),
  })),

  row("GET /groups/{id}/relationships/activity_log_entries", MANAGERS, () => ({
    path: "/groups/acme/relationships/activity_log_entries",
  })),
  row("GET /audit_log_entries", OPERATORS, () => ({ path: "/audit_log_entries" })),
  row("GET /audit_log_verification", OPERATORS, () => ({ path: "/audit_log_verification" })),
  ...REPORT_ROUTE_CASES,
  row("GET /metadata", EVERYONE, () => ({ path: "/metadata" })),
  row("GET /openapi.json", ANYBODY, () => ({ path: "/openapi.json" })),
];
