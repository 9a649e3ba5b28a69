import type { Origins } from "../access/origins.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { Authorize } from "../gateway/authorize.ts";
import { Prices } from "../gateway/authorize-prices.ts";
import { Classifier } from "../gateway/classify.ts";
import { Gateway } from "../gateway/gateway.ts";
import { RefusedCalls } from "../gateway/refused-calls.ts";
import type { Rule } from "../gateway/rule.ts";
import { mergeRules } from "../gateway/rule-file.ts";
import { VIRUSTOTAL_RULES } from "../gateway/rules/virustotal.ts";
import { Transfers } from "../gateway/transfers.ts";
import type { Upstream, UpstreamOptions } from "../gateway/upstream.ts";
import { UpstreamMetadata } from "../gateway/upstream-metadata.ts";
import { Upstreams } from "../gateway/upstreams.ts";
import type { AccessParts } from "./compose-access.ts";
import type { Secrets, Settings } from "./settings.ts";

const API_PREFIX = "/api/v3";
/** What VirusTotal's links begin with, by whatever address it is reached. */
const VIRUSTOTAL_BASES = ["https://www.virustotal.com/api/v3", "https://virustotal.com/api/v3"];

export interface GatewayParts {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly access: AccessParts;
  readonly origins: Origins;
  readonly pepper: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Both doors, and all upstreams: none when none is configured. */
export async function composeGateway(parts: GatewayParts) {
  const { settings, secrets, access, origins, pepper, clock, log } = parts;
  const upstreams = new Upstreams(await connected(upstreamOptions(settings, secrets, clock)));
  const refusedCalls = new RefusedCalls({
    onRefused: (call) => access.refusals.record(call),
    counts: access.refusalCounts,
    log,
  });
  const shared = { admission: access.admission, origins, refusedCalls, clock };
  const transfers = new Transfers(pepper, clock, upstreams);
  const prices = new Prices(upstreams, new Classifier(virusTotalRules(settings), settings.rules?.unknown));
  return {
    gateway: new Gateway({ ...shared, upstreams, transfers, log }),
    authorize: new Authorize({ ...shared, prices, log }),
    upstreams,
    upstreamMetadata: new UpstreamMetadata(upstreams.get(API_PREFIX), clock, log),
  };
}

function virusTotalRules({ rules }: Settings): readonly Rule[] {
  return mergeRules(VIRUSTOTAL_RULES, rules?.rules ?? []);
}

/** The HTTP client is loaded by those who have an upstream: it takes as much memory as some thousand accounts. */
async function connected(options: readonly UpstreamOptions[]): Promise<readonly Upstream[]> {
  if (options.length === 0) return [];
  const { Upstream } = await import("../gateway/upstream.ts");
  return options.map((one) => new Upstream(one));
}

function upstreamOptions(
  settings: Settings,
  { upstreamApiKey, upstreamKeys }: Secrets,
  clock: Clock,
): readonly UpstreamOptions[] {
  const { upstreamUrl, upstreamTimeoutSeconds, rules } = settings;
  const timeoutMs = upstreamTimeoutSeconds * 1000;
  const others = rules?.upstreams.map(({ prefix, url, keyHeader, rules: own, unknown }) => ({
    prefix,
    url,
    aliases: [],
    key: keyOf(prefix, upstreamKeys.get(prefix)),
    keyHeader,
    rules: own,
    unknown,
    timeoutMs,
    clock,
  }));
  if (upstreamUrl === undefined) return others ?? [];
  const virusTotal = {
    prefix: API_PREFIX,
    url: upstreamUrl + API_PREFIX,
    aliases: VIRUSTOTAL_BASES.filter((base) => base !== upstreamUrl + API_PREFIX),
    key: keyOf(API_PREFIX, upstreamApiKey),
    keyHeader: "x-apikey",
    rules: virusTotalRules(settings),
    unknown: rules?.unknown,
    timeoutMs,
    clock,
  };
  return [virusTotal, ...(others ?? [])];
}

/** The settings were checked; without a key a call would be forwarded as a stranger's. */
function keyOf(prefix: string, key: string | undefined): string {
  if (key === undefined) throw new TypeError(`There is no key for the upstream at ${prefix}`);
  return key;
}
