import { stringify } from "yaml";
import { GROUPS } from "./organisation.ts";

/** How a file of `tollgate apply` says it, so that what is seeded can be read, kept and changed. */
export const ORGANISATION_FILE = "the built-in organisation";

/** Fixed, unlike those of the demo, so that tests can count on them. */
const QUOTAS = {
  api_requests_hourly: 20_000,
  api_requests_daily: 40_000,
  api_requests_monthly: 600_000,
  intelligence_searches_monthly: 5000,
  intelligence_downloads_monthly: 2000,
  intelligence_hunting_rules: 25,
  private_scans_monthly: 1000,
};

export function organisationText(): string {
  return stringify({
    groups: GROUPS.map(({ id, attributes, serviceAccounts }) => ({
      id,
      ...attributes,
      quotas: QUOTAS,
      service_accounts: serviceAccounts.map(({ name, roles, capDaily }) => ({
        name,
        roles,
        caps: { api_requests_daily: capDaily },
      })),
    })),
    users: GROUPS.flatMap(({ id, attributes, people, administrators }) =>
      people.map((person) => ({
        id: person.id,
        email: `${person.id}@${attributes.domain_name}`,
        first_name: person.firstName,
        last_name: person.lastName,
        // Whoever is gone has left the group that paid for him.
        ...(person.habit === "gone" ? { group: null, status: "inactive" } : { group: id }),
        ...(administrators.includes(person.id) && { roles: ["group_admin"] }),
      })),
    ),
  });
}
