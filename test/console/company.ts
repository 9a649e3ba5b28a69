import type { Person, TestServer } from "../harness.ts";

export interface Company {
  readonly operator: { readonly id: string; readonly apikey: string };
  readonly administrator: Person;
  readonly member: Person;
  readonly program: { readonly id: string; readonly apikey: string };
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
  const made = await server.request("POST", "/groups/company/relationships/service_accounts", {
    ...asOperator,
    body: { data: [{ type: "service_account", id: "mailgate" }] },
  });
  const [{ id, attributes }] = made.body.data;
  await server.request("POST", "/groups/company/relationships/users", {
    ...asOperator,
    body: { data: [{ type: "user", id: "invited@example.com" }] },
  });
  return { operator: server.operator, administrator, member, program: { id, apikey: attributes.apikey } };
}

/** Every view, and who looks at it. */
export const VIEWS: readonly {
  readonly as: Exclude<keyof Company, "program">;
  readonly paths: readonly string[];
}[] = [
  {
    as: "member",
    paths: [
      "/me",
      "/me?span=7d",
      "/me/keys",
      "/me/profile",
      "/me/security",
      "/groups/company/members",
      "/no/such/view",
    ],
  },
  {
    as: "administrator",
    paths: [
      "/groups/company/members",
      "/groups/company/members/ada",
      "/groups/company/service-accounts",
      "/groups/company/service-accounts/company_mailgate",
      "/groups/company/keys",
      "/groups/company/quotas",
      "/groups/company/usage",
      "/groups/company/refusals",
      "/groups/company/activity",
      "/groups/company/settings",
    ],
  },
  {
    as: "operator",
    paths: [
      "/operator/groups",
      "/operator/groups/company",
      "/operator/users",
      "/operator/users/ada",
      "/operator/refusals",
      "/operator/upstreams",
      "/operator/audit",
      "/operator/settings",
    ],
  },
];
