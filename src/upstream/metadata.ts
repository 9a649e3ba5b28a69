import { relationNames } from "./relations.ts";

const COLLECTIONS = { file: "files", url: "urls", domain: "domains", ip_address: "ip_addresses" } as const;

/** What the demo knows of itself, in VirusTotal's shape. */
export function metadata(): object {
  const relationships = Object.entries(COLLECTIONS).map(([type, collection]) => [
    type,
    relationNames(collection).map((name) => ({
      name,
      description: `The object's ${name.replaceAll("_", " ")}`,
    })),
  ]);
  return {
    engines: {},
    privileges: ["intelligence", "private", "downloads-tier-1"],
    relationships: Object.fromEntries(relationships),
  };
}
