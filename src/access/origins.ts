import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { type AddressList, contains } from "../base/addresses.ts";
import { requestId } from "../base/ids.ts";
import { redactKeys } from "../base/log.ts";
import type { Origin } from "./actor.ts";

const CLIENT_LENGTH_MAX = 200;
/** Clients whose names are remembered to be fit for storing; more are looked at again. */
const CLIENTS_MAX = 1000;
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** A name, an IPv4 or a bracketed IPv6 address, and a port: nothing that could break out of a link. */
const AUTHORITY = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

export interface OriginOptions {
  /** Reverse proxies whose X-Forwarded-* and X-Request-Id headers are believed. */
  readonly trustedProxies: AddressList;
  /** Where clients reach this server, without a slash at the end; undefined: as their Host header says. */
  readonly publicUrl: string | undefined;
}

/** Tells where a request came from. What a client says of itself counts only through a trusted proxy. */
export class Origins {
  readonly #trustedProxies: AddressList;
  readonly #publicUrl: string | undefined;
  readonly #clients = new Map<string, string>();

  constructor({ trustedProxies, publicUrl }: OriginOptions) {
    this.#trustedProxies = trustedProxies;
    this.#publicUrl = publicUrl;
  }

  requestId(request: IncomingMessage): string {
    const given = request.headers["x-request-id"];
    return typeof given === "string" && REQUEST_ID.test(given) && this.#isProxied(request)
      ? given
      : requestId();
  }

  originOf(request: IncomingMessage, id: string): Origin {
    const client = this.#clientOf(request.headers["user-agent"] ?? "");
    return { address: this.#addressOf(request), client, requestId: id };
  }

  /** Scheme and authority as the client sees them, without a slash at the end. */
  baseUrlOf(request: IncomingMessage): string {
    if (this.#publicUrl !== undefined) return this.#publicUrl;
    const forwardedScheme = firstOf(request.headers["x-forwarded-proto"]);
    const forwardedHost = firstOf(request.headers["x-forwarded-host"]);
    const isProxied = (forwardedScheme ?? forwardedHost) !== undefined && this.#isProxied(request);
    const scheme = isProxied && forwardedScheme === "https" ? "https" : "http";
    const host = [isProxied ? forwardedHost : undefined, request.headers.host].find(
      (text) => text !== undefined && AUTHORITY.test(text),
    );
    return `${scheme}://${host ?? localAuthority(request)}`;
  }

  /** It is stored with the key's last use and in the audit, where no key may stand. */
  #clientOf(name: string): string {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client = redactKeys(name.replace(/\p{Cc}/gu, " ")).slice(0, CLIENT_LENGTH_MAX);
    // One with a key in it is not kept even here.
    if (client !== name) return client;
    if (this.#clients.size >= CLIENTS_MAX) this.#clients.clear();
    this.#clients.set(name, client);
    return client;
  }

  #isProxied(request: IncomingMessage): boolean {
    return contains(this.#trustedProxies, request.socket.remoteAddress ?? "");
  }

  /** The nearest hop that is no trusted proxy: what stands left of it, the client may have made up. */
  #addressOf(request: IncomingMessage): string {
    let nearest = plainAddress(request.socket.remoteAddress ?? "");
    const forwarded = request.headers["x-forwarded-for"];
    if (forwarded === undefined) return nearest;
    const claimed = String(forwarded)
      .split(",")
      .map((hop) => plainAddress(hop.trim()));
    while (claimed.length > 0 && contains(this.#trustedProxies, nearest)) {
      const hop = claimed.pop() ?? "";
      if (isIP(hop) === 0) break;
      nearest = hop;
    }
    return nearest;
  }
}

function plainAddress(address: string): string {
  // Looked at for every call, and most addresses are no mapped ones.
  if (!address.startsWith("::")) return address;
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? "")
      .split(",")[0]
      ?.trim() || undefined
  );
}

function localAuthority(request: IncomingMessage): string {
  const { localAddress = "localhost", localPort } = request.socket;
  const address = plainAddress(localAddress);
  return `${isIP(address) === 6 ? `[${address}]` : address}:${localPort}`;
}
