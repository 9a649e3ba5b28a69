import { Derived } from "./derived.ts";
import type { Item } from "./item.ts";
import { notFound, UpstreamError } from "./upstream-error.ts";
import { verdictsOf } from "./verdicts.ts";
import type { World } from "./world.ts";

const TITLES = ["Sign in", "Welcome", "Download centre", "Index of /", "Account verification"] as const;

/** Accepts both of VirusTotal's URL identifiers: the SHA-256, and the URL itself in base64url without padding. */
export function findUrl(world: World, id: string): Item {
  if (/^[0-9a-f]{64}$/.test(id)) {
    const url = world.url(id);
    if (url === undefined) throw notFound("URL", id);
    return urlItem(world, url);
  }
  const text = Buffer.from(id, "base64url").toString();
  if (Buffer.from(text).toString("base64url") !== id.replace(/=+$/, "")) throw notFound("URL", id);
  const url = URL.parse(text);
  if (url === null || !isWeb(url) || url.hostname.endsWith(".invalid")) throw notFound("URL", id);
  return urlItem(world, url.href);
}

/** A URL that somebody submits, as it is kept; raises InvalidArgumentError. */
export function parseSubmittedUrl(text: string | null): string {
  const trimmed = text?.trim() ?? "";
  const url = URL.parse(trimmed) ?? URL.parse(`http://${trimmed}`);
  if (trimmed === "" || url === null || !isWeb(url)) {
    throw new UpstreamError("InvalidArgumentError", "Unable to canonicalize url");
  }
  return url.href;
}

/** The URL is known by its id from now on. */
export function urlItem(world: World, url: string): Item {
  return { type: "url", collection: "urls", id: world.rememberUrl(url), attributes: () => attributesOf(url) };
}

function attributesOf(url: string): Record<string, unknown> {
  const derived = new Derived("url", url);
  const { stats, results, isMalicious } = verdictsOf(derived, "site");
  const first = derived.time("first");
  const last = derived.time("last", first);
  return {
    url,
    last_final_url: url,
    title: derived.pick("title", TITLES),
    last_http_response_code: derived.pick("code", [200, 200, 200, 301, 404]),
    last_http_response_content_length: derived.integer("length", 200, 90_000),
    last_http_response_content_sha256: derived.hex("content", 64),
    reputation: isMalicious ? -derived.integer("reputation", 1, 60) : 0,
    total_votes: { harmless: derived.integer("harmless", 0, 4), malicious: isMalicious ? 3 : 0 },
    times_submitted: derived.integer("submitted", 1, 90),
    tags: [],
    categories: {},
    first_submission_date: first,
    last_submission_date: last,
    last_analysis_date: last,
    last_modification_date: last + derived.integer("modified", 60, 86_400),
    last_analysis_stats: stats,
    last_analysis_results: results,
  };
}

function isWeb(url: URL): boolean {
  return (url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "";
}
