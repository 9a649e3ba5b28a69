import { isIP } from "node:net";
import { Derived } from "./derived.ts";
import type { Item } from "./item.ts";
import { notFound } from "./upstream-error.ts";
import { verdictsOf } from "./verdicts.ts";

/** A domain's address at some time; its id is the address with the domain behind it. */
export function resolutionItem(address: string, host: string): Item {
  const id = `${address}${host}`;
  return {
    type: "resolution",
    collection: "resolutions",
    id,
    attributes: () => ({
      date: new Derived("resolution", id).time("date"),
      host_name: host,
      ip_address: address,
      resolver: "Argus Shield",
      host_name_last_analysis_stats: verdictsOf(new Derived("domain", host), "site").stats,
      ip_address_last_analysis_stats: verdictsOf(new Derived("ip address", address), "site").stats,
    }),
  };
}

export function findResolution(id: string): Item {
  const address = /^(?:\d{1,3}\.){3}\d{1,3}/.exec(id)?.[0] ?? "";
  const host = id.slice(address.length);
  if (isIP(address) !== 4 || !/^[a-z_]/.test(host)) throw notFound("Resolution", id);
  return resolutionItem(address, host);
}
