import type { Client } from "../../src/client/client.ts";
import type { Organisation } from "./seed-organisation.ts";

/** The program that has nothing left for today. */
export const SPENT = "acme-soc_mail-gateway";

const CALLS = 3;

/** Leaves a program a few calls, and makes these through the gateway, so that its next one is refused. */
export async function spendShare(client: Client, url: string, organisation: Organisation): Promise<void> {
  const key = organisation.find(({ id }) => id === SPENT)?.apikey ?? "";
  const { quotas = {} } = (await client.users.get(SPENT)).attributes;
  const used = quotas.api_requests_daily?.used ?? 0;
  await client.quotas.set("user", SPENT, { api_requests_daily: used + CALLS });
  for (let call = 0; call < CALLS; call++) {
    const answer = await fetch(`${url}/api/v3/domains/example.com`, { headers: { "x-apikey": key } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`The gateway answered ${answer.status}: ${text}`);
  }
}
