import { isIP } from "node:net";
import { Derived } from "./derived.ts";
import type { Item } from "./item.ts";
import { numberedIpAddress } from "./universe.ts";
import { notFound, UpstreamError } from "./upstream-error.ts";
import { verdictsOf } from "./verdicts.ts";

const REGISTRARS = ["Example Registrar, Inc.", "Sample Names GmbH", "Placeholder Domains Ltd."] as const;
const CATEGORIES = ["information technology", "business", "news", "blogs", "parked", "shopping"] as const;
const OWNERS = [
  "Example Hosting B.V.",
  "Sample Cloud, Inc.",
  "Placeholder Telecom",
  "Demo Transit AB",
] as const;
const COUNTRIES = ["NL", "US", "DE", "SE", "SG", "BR", "JP", "ZA"] as const;

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** Raises InvalidArgumentError for what is no domain; whatever ends in `.invalid` does not exist. */
export function findDomain(name: string): Item {
  const id = name.toLowerCase();
  if (!DOMAIN.test(id)) {
    throw new UpstreamError("InvalidArgumentError", `Domain "${name}" is not a valid domain pattern`);
  }
  if (id.endsWith(".invalid")) throw notFound("Domain", name);
  return { type: "domain", collection: "domains", id, attributes: () => domainAttributes(id) };
}

export function findIpAddress(text: string): Item {
  if (isIP(text) === 0) {
    throw new UpstreamError("InvalidArgumentError", `"${text}" is not a valid IPv4 or IPv6 address`);
  }
  const id = text.toLowerCase();
  return { type: "ip_address", collection: "ip_addresses", id, attributes: () => ipAddressAttributes(id) };
}

function domainAttributes(id: string): Record<string, unknown> {
  const derived = new Derived("domain", id);
  const created = derived.time("creation");
  return {
    ...judged(derived),
    creation_date: created,
    last_update_date: derived.time("update", created),
    last_dns_records_date: derived.time("dns", created),
    registrar: derived.pick("registrar", REGISTRARS),
    tld: id.slice(id.lastIndexOf(".") + 1),
    categories: { "Argus Shield": derived.pick("category", CATEGORIES) },
    popularity_ranks: {},
    last_dns_records: [
      { type: "A", ttl: 300, value: numberedIpAddress(derived.integer("address", 0, 1023)) },
      { type: "NS", ttl: 3600, value: `ns1.${id}` },
    ],
  };
}

function ipAddressAttributes(id: string): Record<string, unknown> {
  const derived = new Derived("ip address", id);
  return {
    ...judged(derived),
    network: isIP(id) === 4 ? `${id.split(".").slice(0, 2).join(".")}.0.0/16` : `${id}/128`,
    // Numbers for documentation (RFC 5398).
    asn: derived.integer("asn", 64_496, 64_511),
    as_owner: derived.pick("owner", OWNERS),
    country: derived.pick("country", COUNTRIES),
  };
}

/** What domains and addresses have in common. */
function judged(derived: Derived): Record<string, unknown> {
  const { stats, results, isMalicious } = verdictsOf(derived, "site");
  const analysed = derived.time("analysis");
  return {
    last_analysis_stats: stats,
    last_analysis_results: results,
    last_analysis_date: analysed,
    last_modification_date: analysed + derived.integer("modified", 60, 86_400),
    reputation: isMalicious ? -derived.integer("reputation", 1, 60) : derived.integer("reputation", 0, 20),
    total_votes: {
      harmless: derived.integer("harmless", 0, 8),
      malicious: derived.integer("malicious", 0, isMalicious ? 20 : 1),
    },
    tags: [],
    whois_date: derived.time("whois"),
  };
}
