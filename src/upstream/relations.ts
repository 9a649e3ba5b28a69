import { behaviourItems } from "./behaviours.ts";
import { commentEntries } from "./comments.ts";
import { Derived } from "./derived.ts";
import { numberedFile } from "./file-hashes.ts";
import { fileItem } from "./files.ts";
import { type Entry, entriesOf, type Item } from "./item.ts";
import { resolutionItem } from "./resolutions.ts";
import { findDomain, findIpAddress } from "./sites.ts";
import {
  numberedDomain,
  numberedIpAddress,
  numberedUrl,
  someNumbers,
  UNIVERSE_SIZE,
  urlOn,
} from "./universe.ts";
import { urlItem } from "./urls.ts";
import { voteEntries } from "./votes.ts";
import type { World } from "./world.ts";

export interface Relation {
  /** One item at most, given by itself and not in a list. */
  readonly isOne?: boolean;
  entries(world: World, item: Item, name: string): Entry[];
}

/** Enough for two pages of the largest size and a little more. */
const RELATED_MAX = 90;

const files = made((world, n) => fileItem(world, numberedFile(n)));
const domains = made((_world, n) => findDomain(numberedDomain(n)));
const ipAddresses = made((_world, n) => findIpAddress(numberedIpAddress(n)));
const urls = made((world, n) => urlItem(world, numberedUrl(n)));
const none: Relation = { entries: () => [] };
const comments: Relation = { entries: commentEntries };
const votes: Relation = { entries: voteEntries };
const behaviours: Relation = { entries: (_world, item) => entriesOf(behaviourItems(item.id)) };

const SUBDOMAINS = [
  "www",
  "mail",
  "api",
  "cdn",
  "static",
  "login",
  "shop",
  "dev",
  "vpn",
  "assets",
  "img",
  "m",
];

const OF_FILES: Readonly<Record<string, Relation>> = {
  behaviours,
  bundled_files: files,
  collections: none,
  comments,
  compressed_parents: files,
  contacted_domains: domains,
  contacted_ips: ipAddresses,
  contacted_urls: urls,
  dropped_files: files,
  embedded_domains: domains,
  embedded_ips: ipAddresses,
  embedded_urls: urls,
  execution_parents: files,
  graphs: none,
  itw_domains: domains,
  itw_ips: ipAddresses,
  itw_urls: urls,
  similar_files: files,
  votes,
};

const OF_URLS: Readonly<Record<string, Relation>> = {
  collections: none,
  comments,
  communicating_files: files,
  contacted_domains: domains,
  contacted_ips: ipAddresses,
  downloaded_files: files,
  graphs: none,
  last_serving_ip_address: one(ipAddresses),
  network_location: one({ entries: hostOfUrl }),
  redirecting_urls: urls,
  referrer_files: files,
  urls_related_by_tracker_id: urls,
  votes,
};

const OF_SITES: Readonly<Record<string, Relation>> = {
  collections: none,
  comments,
  communicating_files: files,
  downloaded_files: files,
  graphs: none,
  historical_ssl_certificates: none,
  historical_whois: none,
  referrer_files: files,
  resolutions: { entries: resolutions },
  votes,
};

const RELATIONS: Readonly<Record<string, Readonly<Record<string, Relation>>>> = {
  files: OF_FILES,
  "private/files": {
    behaviours,
    contacted_domains: domains,
    contacted_ips: ipAddresses,
    dropped_files: files,
  },
  urls: OF_URLS,
  domains: {
    ...OF_SITES,
    siblings: domains,
    subdomains: {
      entries: (_world, { id }) => entriesOf(SUBDOMAINS.map((part) => findDomain(`${part}.${id}`))),
    },
    urls: { entries: urlsOnSite },
  },
  ip_addresses: { ...OF_SITES, urls: { entries: urlsOnSite } },
};

/** Names of the relationships that objects of a collection have. */
export function relationNames(collection: string): string[] {
  return Object.keys(RELATIONS[collection] ?? {});
}

export function relationOf(item: Item, name: string): Relation | undefined {
  const relations = RELATIONS[item.collection] ?? {};
  return Object.hasOwn(relations, name) ? relations[name] : undefined;
}

export function entriesOfRelation(world: World, item: Item, name: string): Entry[] {
  return relationOf(item, name)?.entries(world, item, name) ?? [];
}

/** Some of the demo's own objects, which follow from the item and the relationship's name. */
function made(itemOf: (world: World, n: number) => Item): Relation {
  return {
    entries(world, item, name) {
      const derived = new Derived("relation", item.collection, item.id, name);
      const numbers = someNumbers(derived, derived.integer("count", 0, RELATED_MAX));
      return entriesOf(numbers.map((n) => itemOf(world, n)));
    },
  };
}

function one(relation: Relation): Relation {
  return {
    isOne: true,
    entries: (world, item, name) => relation.entries(world, item, name).slice(0, 1),
  };
}

function resolutions(_world: World, item: Item): Entry[] {
  const derived = new Derived("relation", item.collection, item.id, "resolutions");
  const numbers = someNumbers(derived, derived.integer("count", 1, 30));
  return entriesOf(
    numbers.map((n) =>
      item.type === "domain"
        ? resolutionItem(numberedIpAddress(n), item.id)
        : resolutionItem(item.id, numberedDomain(n)),
    ),
  );
}

function urlsOnSite(world: World, item: Item): Entry[] {
  const host = item.id.includes(":") ? `[${item.id}]` : item.id;
  const count = new Derived("relation", item.collection, item.id, "urls").integer("count", 1, 30);
  return entriesOf(Array.from({ length: count }, (_, n) => urlItem(world, urlOn(host, UNIVERSE_SIZE + n))));
}

function hostOfUrl(world: World, item: Item): Entry[] {
  const host = URL.parse(world.url(item.id) ?? "")?.hostname.replace(/^\[|\]$/g, "") ?? "";
  return entriesOf([/^[\d.]+$|:/.test(host) ? findIpAddress(host) : findDomain(host)]);
}
