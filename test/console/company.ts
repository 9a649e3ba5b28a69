import type { Person, TestServer } from "../harness.ts";

export interface Company {
  readonly operator: { readonly id: string; readonly apikey: string };
  readonly administrator: Person;
  readonly member: Person;
}

/** A group with an administrator, a member, a service account, an invitation and a quota. */
export async function seedCompany(server: TestServer): Promise<Company> {
  await server.createGroup("company");
  const administrator = await server.createAdministrator("company", "grace");
  const member = await server.createMember("company", "ada");
  const asOperator = { key: server.operator.apikey };
  await server.request("PATCH", "/groups/company", {
    ...asOperator,
    body: { data: { attributes: { quotas: { api_requests_daily: { allowed: 1000 } } } } },
  });
  await server.request("POST", "/groups/company/relationships/service_accounts", {
    ...asOperator,
    body: { data: [{ type: "service_account", id: "mailgate" }] },
  });
  await server.request("POST", "/groups/company/relationships/users", {
    ...asOperator,
    body: { data: [{ type: "user", id: "invited@example.com" }] },
  });
  return { operator: server.operator, administrator, member };
}

/** Every view, and who looks at it. */
export const VIEWS: readonly { readonly as: keyof Company; readonly paths: readonly string[] }[] = [
  {
    as: "member",
    paths: ["/me", "/me?span=7d", "/me/keys", "/me/profile", "/me/security", "/no/such/view"],
  },
];
