import type { Answer } from "./answer.ts";
import { Derived } from "./derived.ts";
import { numberedFile } from "./file-hashes.ts";
import { fileItem } from "./files.ts";
import type { Item } from "./item.ts";
import { findDomain, findIpAddress } from "./sites.ts";
import { numberedDomain, numberedIpAddress, numberedUrl, someNumbers } from "./universe.ts";
import { notFound, UpstreamError } from "./upstream-error.ts";
import { urlItem } from "./urls.ts";
import type { World } from "./world.ts";

const MAKE: Readonly<Record<string, (world: World, n: number) => Item>> = {
  files: (world, n) => fileItem(world, numberedFile(n)),
  urls: (world, n) => urlItem(world, numberedUrl(n)),
  domains: (_world, n) => findDomain(numberedDomain(n)),
  ip_addresses: (_world, n) => findIpAddress(numberedIpAddress(n)),
};

const ITEMS = 20;

/** One JSON object a line. VirusTotal packs its feeds with bzip2; these are not packed. */
export function readFeed(world: World, kind: string, time: string): Answer {
  const make = Object.hasOwn(MAKE, kind) ? MAKE[kind] : undefined;
  if (make === undefined) throw notFound("Feed", kind);
  if (!/^\d{10}(?:\d{2})?$/.test(time)) {
    throw new UpstreamError("InvalidArgumentError", `"${time}" is not a time such as 202606301200`);
  }
  const lines = someNumbers(new Derived("feed", kind, time), ITEMS).map((n) => {
    const item = make(world, n);
    return `${JSON.stringify({ id: item.id, type: item.type, attributes: item.attributes() })}\n`;
  });
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    body: Buffer.from(lines.join("")),
  };
}
