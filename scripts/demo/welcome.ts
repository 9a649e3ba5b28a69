import { relative } from "node:path";
import type { FirstOperator } from "../../src/access/bootstrap.ts";
import { formatNumber } from "../../src/cli/format.ts";
import { GROUPS } from "../../src/cli/seed/organisation.ts";
import { ADMINISTRATOR, DEMO_PASSWORD, MEMBER } from "./passwords.ts";
import type { Organisation } from "./seed-organisation.ts";
import { SPENT } from "./spend-share.ts";

export interface Welcome {
  readonly url: string;
  readonly upstreamUrl: string;
  readonly operator: FirstOperator;
  readonly organisation: Organisation;
  readonly calls: number;
  readonly seconds: number;
  readonly folder: string;
}

/** The MD5 of the EICAR test file, which everybody may ask about. */
const FILE = "44d88612fea8a8f36de82e1278abb02f";

/** What one needs to look around. */
export function welcome(shown: Welcome): string {
  const { url, upstreamUrl, operator, organisation, calls, seconds, folder } = shown;
  const keyOf = (id: string) => organisation.find((account) => account.id === id)?.apikey ?? "";
  const people = organisation.filter(({ habit }) => habit !== "automation").length;
  const programs = organisation.length - people;
  const [administrator, member, spent] = [keyOf(ADMINISTRATOR), keyOf(MEMBER), keyOf(SPENT)];
  return `${GROUPS.length} groups, ${people} people, ${programs} service accounts and ${formatNumber(calls)} calls in ${seconds.toFixed(1)} s.

  operator                     ${aligned(operator.id)} ${operator.apikey}
                               ${aligned("password")} ${operator.password}
  administrator of acme-soc    ${aligned(ADMINISTRATOR)} ${administrator}
  member of acme-soc           ${aligned(MEMBER)} ${member}
  program without quota left   ${aligned(SPENT)} ${spent}

Open ${url} and sign in as ${ADMINISTRATOR} or ${MEMBER}, both with the password ${DEMO_PASSWORD}, or as operator.

Calls to VirusTotal go to a made-up one at ${upstreamUrl}, which has the licensed key. Try, in another terminal:

  export TOLLGATE_URL=${url} TOLLGATE_API_KEY=${administrator}
  npx tollgate quotas show group acme-soc
  npx tollgate usage consumers acme-soc --top 10

  # a file, as a member sees it through the gateway
  curl -H "x-apikey: ${member}" "${url}/api/v3/files/${FILE}?attributes=names,last_analysis_stats"

  # a program that has spent its share of today: 429, and when there is more
  curl -i -H "x-apikey: ${spent}" ${url}/api/v3/files/${FILE}

All of it is in ${relative(process.cwd(), folder) || folder} and is made anew at each start. Ctrl-C ends the server.`;
}

function aligned(name: string): string {
  return name.padEnd(SPENT.length);
}
