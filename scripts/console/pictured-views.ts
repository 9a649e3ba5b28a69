/** The main views, as the documents show them. */
export const VIEWS = [
  { name: "overview", path: "/me", by: "administrator" },
  { name: "keys", path: "/me/keys", by: "administrator" },
  { name: "members", path: "/groups/acme-soc/members?order=quota_consumed-", by: "administrator" },
  { name: "usage", path: "/groups/acme-soc/usage", by: "administrator" },
  { name: "quotas", path: "/groups/acme-soc/quotas", by: "administrator" },
  { name: "activity", path: "/groups/acme-soc/activity", by: "administrator" },
  { name: "groups", path: "/operator/groups", by: "operator" },
  { name: "audit", path: "/operator/audit", by: "operator" },
] as const satisfies readonly {
  readonly name: string;
  readonly path: string;
  readonly by: "administrator" | "operator";
}[];
