import { resolve } from "node:path";
import { type AddressList, parseAddressList } from "../base/addresses.ts";

/** A value, or what is wrong with the text, worded to follow the name of the setting. It never repeats a secret. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

export interface ListenAddress {
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
}

export function parseListen(text: string): Parsed<ListenAddress> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    return { problem: "must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080" };
  }
  return { value: { host, port } };
}

export function parseFolder(text: string): Parsed<string> {
  return { value: resolve(text) };
}

export function parseDatabaseUrl(text: string): Parsed<string> {
  const isSqlite = /^sqlite:[^:]/.test(text);
  const isPostgres = /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
  if (isSqlite || isPostgres) return { value: text };
  return { problem: "must be sqlite:<path of a file> or postgres://user:password@host:port/database" };
}

/** An origin with an optional path, without the slash at its end. */
export function parsePublicUrl(text: string): Parsed<string> {
  const url = URL.parse(text);
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === null || !isWeb || url.username !== "" || url.search !== "" || url.hash !== "") {
    return { problem: "must be an http or https address without user, query or fragment" };
  }
  return { value: url.href.replace(/\/+$/, "") };
}

/** The same, without the path below which VirusTotal's API is: people copy it either way. */
export function parseUpstreamUrl(text: string): Parsed<string> {
  const parsed = parsePublicUrl(text);
  return "value" in parsed ? { value: parsed.value.replace(/\/api\/v3$/, "") } : parsed;
}

export function parseSmtpUrl(text: string): Parsed<string> {
  const url = URL.parse(text);
  if ((url?.protocol === "smtp:" || url?.protocol === "smtps:") && url.hostname !== "")
    return { value: text };
  return { problem: "must be smtp://user:password@host:port or smtps://user:password@host:port" };
}

/** `name@host` or `Name <name@host>`; a line break would let more headers in. */
export function parseMailbox(text: string): Parsed<string> {
  if (/^(?:[^<>\r\n@]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/.test(text)) return { value: text };
  return { problem: "must be an e-mail address, such as Tollgate <tollgate@example.com>" };
}

export function parseNetworks(text: string): Parsed<AddressList> {
  const list = parseAddressList(text.split(",").map((part) => part.trim()));
  return "error" in list
    ? { problem: `is a list of networks with commas, but ${list.error}` }
    : { value: list };
}

export function parseSwitch(text: string): Parsed<boolean> {
  if (text === "on" || text === "off") return { value: text === "on" };
  return { problem: "must be on or off" };
}

export function parseChoice<const T extends string>(choices: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined ? { problem: `must be one of ${choices.join(", ")}` } : { value };
  };
}

export function parseCount(min: number, max: number): (text: string) => Parsed<number> {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? { value } : { problem: `must be a number from ${min} to ${max}` };
  };
}

export function parseSecret(charactersMin: number): (text: string) => Parsed<string> {
  return (text) =>
    text.length >= charactersMin
      ? { value: text }
      : { problem: `must have at least ${charactersMin} characters` };
}

/** An https address; http for a provider on this machine only, because the client secret goes there. */
export function parseIssuer(text: string): Parsed<string> {
  const parsed = parsePublicUrl(text);
  if ("problem" in parsed) return parsed;
  const { protocol, hostname } = new URL(text);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  // As it was written: the issuer is compared character by character.
  if (protocol === "https:" || isLocal) return { value: text };
  return { problem: "must be an https address" };
}

export function parseScopes(text: string): Parsed<string> {
  return text.split(" ").includes("openid")
    ? { value: text }
    : { problem: 'must have "openid" among its scopes' };
}

export function parseText(text: string): Parsed<string> {
  return /^[\x20-\x7e]{1,200}$/.test(text)
    ? { value: text }
    : { problem: "must be 1 to 200 printable characters of ASCII" };
}

/** What this server says itself when somebody begins to sign in, so that nothing else may. */
const OWN_PARAMETERS = new Set([
  "client_id",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "redirect_uri",
  "request",
  "request_uri",
  "response_mode",
  "response_type",
  "scope",
  "state",
]);

/** Written as the query of an address is. */
export function parseParameters(text: string): Parsed<Readonly<Record<string, string>>> {
  const parameters = new URLSearchParams(text);
  const own = [...parameters.keys()].find((name) => OWN_PARAMETERS.has(name));
  if (own !== undefined) return { problem: `must leave out ${own}, which the server sets itself` };
  const isPlain = /^[\x21-\x7e]{1,500}$/.test(text) && ![...parameters].some((pair) => pair.includes(""));
  return isPlain
    ? { value: Object.fromEntries(parameters) }
    : { problem: "must be parameters as in an address, such as prompt=consent&access_type=offline" };
}

/** Words with spaces between them. */
export function parseWords(text: string): Parsed<readonly string[]> {
  const parsed = parseText(text);
  return "problem" in parsed ? parsed : { value: text.split(" ").filter((word) => word !== "") };
}
