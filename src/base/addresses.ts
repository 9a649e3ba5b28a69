import { BlockList, isIP } from "node:net";

/** Addresses and networks, of both families. Made by parseAddressList. */
export type AddressList = Pick<BlockList, "check">;

/** Holds nobody. */
export const EMPTY_ADDRESS_LIST: AddressList = new BlockList();

/** Reads `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`; the error is a sentence that names the first bad entry. */
export function parseAddressList(texts: readonly string[]): AddressList | { readonly error: string } {
  const list = new BlockList();
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network === undefined) {
      return { error: `${JSON.stringify(text)} is not an IP address or a network such as 10.0.0.0/8` };
    }
    list.addSubnet(network.address, network.prefix, network.family);
  }
  return list;
}

/** Whether the list holds the address; an IPv4 address is the same one inside IPv6 (`::ffff:10.0.0.7`). */
export function contains(list: AddressList, address: string): boolean {
  const plain = plainAddress(address);
  return plain !== undefined && list.check(plain.address, plain.family);
}

interface Address {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
}

const MAPPED_PREFIX = 96;

function parseNetwork(text: string): (Address & { readonly prefix: number }) | undefined {
  const match = /^([0-9a-fA-F.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  const plain = plainAddress(match?.[1] ?? "");
  if (match === null || plain === undefined) return undefined;
  const isMapped = plain.family === "ipv4" && text.includes(":");
  const bits = plain.family === "ipv4" ? 32 : 128;
  const written = match[2] === undefined ? undefined : Number(match[2]);
  const prefix = written === undefined ? bits : written - (isMapped ? MAPPED_PREFIX : 0);
  return prefix < 0 || prefix > bits ? undefined : { ...plain, prefix };
}

function plainAddress(text: string): Address | undefined {
  // A link-local address may carry the name of its interface, which is no part of the address.
  const address = text.replace(/%.*$/, "");
  switch (isIP(address)) {
    case 4:
      return { address, family: "ipv4" };
    case 6:
      return unmapped(address) ?? { address, family: "ipv6" };
    default:
      return undefined;
  }
}

function unmapped(address: string): Address | undefined {
  // The URL parser knows every spelling of an IPv6 address and writes one.
  const canonical = new URL(`http://[${address}]`).hostname;
  const match = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(canonical);
  if (match === null) return undefined;
  const [high, low] = [Number.parseInt(match[1] ?? "", 16), Number.parseInt(match[2] ?? "", 16)];
  return { address: [high >> 8, high & 255, low >> 8, low & 255].join("."), family: "ipv4" };
}
