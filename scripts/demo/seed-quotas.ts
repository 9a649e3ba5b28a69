import { GROUPS } from "../../src/cli/seed/organisation.ts";
import type { Client } from "../../src/client/client.ts";
import type { Organisation } from "./seed-organisation.ts";

const STEP = 100;

/** Sets what groups are allowed by what they have used, so that one of them is nearly out whatever day it is. */
export async function seedQuotas(client: Client, organisation: Organisation): Promise<void> {
  for (const [index, { id }] of GROUPS.entries()) {
    const { quotas = {} } = (await client.groups.get(id)).attributes;
    const used = (quota: string) => quotas[quota]?.used ?? 0;
    const share = [0.94, 0.55, 0.3][index] ?? 0.5;
    await client.quotas.set("group", id, {
      api_requests_hourly: 20_000,
      api_requests_daily: 40_000,
      api_requests_monthly: allowedFor(used("api_requests_monthly"), share),
      intelligence_searches_monthly: allowedFor(used("intelligence_searches_monthly"), 0.7),
      intelligence_downloads_monthly: allowedFor(used("intelligence_downloads_monthly"), 0.4),
      intelligence_hunting_rules: 25,
      private_scans_monthly: allowedFor(used("private_scans_monthly"), 0.85),
    });
  }
  const capped = organisation.find(({ id }) => id === "arjun.mehta");
  if (capped === undefined) return;
  const { quotas = {} } = (await client.users.get(capped.id)).attributes;
  const allowed = allowedFor(quotas.api_requests_monthly?.used ?? 0, 0.9);
  await client.quotas.set("user", capped.id, { api_requests_monthly: allowed });
}

function allowedFor(used: number, share: number): number {
  return Math.max(10, Math.ceil(used / share / STEP)) * STEP;
}
