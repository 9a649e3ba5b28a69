import { relative } from "node:path";
import type { FirstOperator } from "../../src/access/bootstrap.ts";
import { formatNumber } from "../../src/cli/format.ts";
import { GROUPS } from "../../src/cli/seed/organisation.ts";
import type { Organisation } from "./seed-organisation.ts";

export interface Welcome {
  readonly url: string;
  readonly operator: FirstOperator;
  readonly organisation: Organisation;
  readonly calls: number;
  readonly seconds: number;
  readonly folder: string;
}

const ADMINISTRATOR = "mara.lindqvist";
const MEMBER = "chiara.romano";

/** What one needs to look around. */
export function welcome({ url, operator, organisation, calls, seconds, folder }: Welcome): string {
  const keyOf = (id: string) => organisation.find((account) => account.id === id)?.apikey ?? "";
  const people = organisation.filter(({ habit }) => habit !== "automation").length;
  const programs = organisation.length - people;
  const [administrator, member] = [keyOf(ADMINISTRATOR), keyOf(MEMBER)];
  return `${GROUPS.length} groups, ${people} people, ${programs} service accounts and ${formatNumber(calls)} calls in ${seconds.toFixed(1)} s.

  operator                     ${operator.id.padEnd(16)} ${operator.apikey}
                               password         ${operator.password}
  administrator of acme-soc    ${ADMINISTRATOR.padEnd(16)} ${administrator}
  member of acme-soc           ${MEMBER.padEnd(16)} ${member}

Try, in another terminal:

  export TOLLGATE_URL=${url} TOLLGATE_API_KEY=${administrator}
  npx tollgate quotas show group acme-soc
  npx tollgate usage consumers acme-soc --top 10
  curl -H "x-apikey: ${member}" ${url}/api/v3/users/me/overall_quotas

All of it is in ${relative(process.cwd(), folder) || folder} and is made anew at each start. Ctrl-C ends the server.`;
}
