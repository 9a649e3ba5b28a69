import { type Clock, nowSeconds } from "../base/clock.ts";
import { Seal } from "../base/seal.ts";
import { AccessError } from "../model/errors.ts";
import type { Classified } from "./classify.ts";
import { FREE } from "./rule.ts";
import type { Upstream } from "./upstream.ts";
import type { Upstreams } from "./upstreams.ts";

/** Below /api/v3; nothing that VirusTotal has begins so. */
export const TRANSFER_SEGMENT = "_transfer";

/** As long as VirusTotal's own addresses for uploads and downloads are good. */
const LIFETIME_SECONDS = 60 * 60;

/** An address that an upstream gave out, for one purpose. */
export interface Transfer {
  readonly upstream: Upstream;
  readonly url: URL;
  /** Uploads need a key and are charged like the upload that they stand for; downloads were charged before. */
  readonly isUpload: boolean;
  readonly classified: Classified;
}

interface Ticket {
  readonly url: string;
  readonly prefix: string;
  readonly until: number;
  /** Of an upload: the path, below the upstream's prefix, that it is charged as. */
  readonly uploadTo?: readonly string[];
  /** Of a download: the bucket of the call that gave it out. */
  readonly bucket?: string;
}

/**
 * Addresses on other hosts that an upstream gives out, as paths on us. The path carries the address,
 * sealed: we connect to nothing that an upstream did not name, and callers learn nothing that they could
 * use past us.
 */
export class Transfers {
  readonly #seal: Seal;
  readonly #clock: Clock;
  readonly #upstreams: Upstreams;

  constructor(pepper: string, clock: Clock, upstreams: Upstreams) {
    this.#seal = new Seal(pepper, "gateway transfers");
    this.#clock = clock;
    this.#upstreams = upstreams;
  }

  /** The path for an upload address, which was given out for the path that is charged. Raises FailedDependencyError. */
  uploadPath(upstream: Upstream, url: string, uploadTo: readonly string[]): string {
    return this.#path(upstream, url, { uploadTo });
  }

  /** The path for a download address. Raises FailedDependencyError for an address that we do not go to. */
  downloadPath(upstream: Upstream, url: string, bucket: string): string {
    return this.#path(upstream, url, { bucket });
  }

  /** undefined for what was not sealed here, and for what is too old. */
  open(sealed: string): Transfer | undefined {
    const text = this.#seal.open(sealed);
    if (text === undefined) return undefined;
    const { url, prefix, until, uploadTo, bucket } = parseTicket(text);
    const upstream = this.#upstreams.get(prefix);
    if (upstream === undefined || nowSeconds(this.#clock) >= until) return undefined;
    const classified =
      uploadTo === undefined
        ? downloading(bucket ?? "other")
        : upstream.classifier.classify("POST", uploadTo);
    return { upstream, url: new URL(url), isUpload: uploadTo !== undefined, classified };
  }

  #path(upstream: Upstream, url: string, purpose: Pick<Ticket, "uploadTo" | "bucket">): string {
    requireSafe(upstream, url);
    const until = nowSeconds(this.#clock) + LIFETIME_SECONDS;
    const ticket: Ticket = { url, prefix: upstream.prefix, until, ...purpose };
    return `/api/v3/${TRANSFER_SEGMENT}/${this.#seal.close(JSON.stringify(ticket))}`;
  }
}

/** A file must not travel over less than what the upstream itself is reached by. */
function requireSafe(upstream: Upstream, text: string): void {
  const url = URL.parse(text);
  const isEncrypted = url?.protocol === "https:";
  const isAsPlain = url?.protocol === "http:" && upstream.origin.startsWith("http:");
  if (url !== null && (isEncrypted || isAsPlain) && url.username === "" && url.password === "") return;
  throw new AccessError(
    "FailedDependencyError",
    "The upstream gave out an address that cannot be used; tell the operator of this server",
    { cause: new Error(`unusable address from the upstream: ${url?.protocol ?? ""}//${url?.host ?? ""}`) },
  );
}

function downloading(bucket: string): Classified {
  return {
    bucket,
    charges: FREE,
    settle: [],
    readsJson: false,
    readsUpload: false,
    template: `/${TRANSFER_SEGMENT}/{address}`,
    isDefault: false,
    isLocal: false,
    roles: [],
    retryable: true,
  };
}

/** Only texts that we sealed come here. */
function parseTicket(text: string): Ticket {
  return JSON.parse(text);
}
