import type { ApiKey } from "../../src/client/objects.ts";

/** By which people know a key. */
export function nameOfKey({ attributes }: ApiKey): string {
  return attributes.label === "" ? attributes.prefix : attributes.label;
}
