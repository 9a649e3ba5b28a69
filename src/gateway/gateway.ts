import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor, Origin } from "../access/actor.ts";
import type { Admission } from "../access/admission.ts";
import type { Origins } from "../access/origins.ts";
import type { RefusedCall } from "../access/refusals.ts";
import { type Clock, monotonicMs, nowSeconds } from "../base/clock.ts";
import { acceptsGzip } from "../base/compression.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { AccessError, badRequest } from "../model/errors.ts";
import type { Classified } from "./classify.ts";
import { Decisions, parsed, type Question, refusedActor } from "./decisions.ts";
import { quotaExceeded } from "./denial.ts";
import { Forwarding } from "./forward.ts";
import { requestHeaders, textOf, withoutKey } from "./headers.ts";
import { Hold } from "./hold.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { sendError } from "./replies.ts";
import { TRANSFER_SEGMENT, type Transfer, type Transfers } from "./transfers.ts";
import { hasBody, requirePassable, Upload } from "./upload.ts";
import type { Upstream } from "./upstream.ts";
import type { Upstreams } from "./upstreams.ts";

export interface GatewayOptions {
  readonly admission: Admission;
  readonly origins: Origins;
  readonly upstreams: Upstreams;
  readonly transfers: Transfers;
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  readonly startedMs: number;
  readonly origin: Origin;
  readonly key: string | undefined;
}

/** Where an admitted call goes. */
interface Destination {
  readonly upstream: Upstream;
  readonly classified: Classified;
  /** undefined for the upstream's own. */
  readonly origin: string | undefined;
  /** With the query. */
  readonly path: string;
  /** What the call asked for, below the upstream's prefix; empty for a transfer. */
  readonly segments: readonly string[];
}

/** The door in front of the upstreams: knows who calls, charges the call, passes it on. */
export class Gateway {
  readonly #to: GatewayOptions;
  readonly #decisions: Decisions;

  constructor(options: GatewayOptions) {
    this.#to = options;
    this.#decisions = new Decisions(options.upstreams, options.admission);
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const startedMs = monotonicMs();
    const { origins } = this.#to;
    const id = origins.requestId(request);
    const origin = origins.originOf(request, id);
    const key = textOf(request.headers["x-apikey"]);
    void this.#answer({ request, response, id, startedMs, origin, key });
  };

  /** Cuts off what is under way. */
  async close(): Promise<void> {
    await this.#to.upstreams.close();
  }

  async #answer(incoming: Incoming): Promise<void> {
    const { request, response, id } = incoming;
    let route = { method: request.method ?? "", path: "*" };
    try {
      const sealed = sealedAddressOf(request.url ?? "");
      if (sealed !== undefined) {
        await this.#transfer(incoming, sealed);
        return;
      }
      const question = this.#decisions.read(route.method, request.url ?? "");
      route = { ...route, path: question.classified.template };
      await this.#forward(incoming, question);
    } catch (error) {
      const failure = await this.#recorded(toAccessError(error, id), route, incoming);
      if (failure.cause !== undefined)
        this.#to.log.error({ request: id, err: failure.cause }, "request failed");
      await sendError(request, response, id, failure);
    }
  }

  async #forward(incoming: Incoming, question: Question): Promise<void> {
    const { upstream, target, classified } = question;
    requireNoKey(incoming.key, target.path);
    const query = withoutKey(target.query);
    requireNoKey(incoming.key, query);
    const remotePath = upstream.remotePath(target.path);
    await this.#admit(incoming, {
      upstream,
      classified,
      origin: undefined,
      path: query === "" ? remotePath : `${remotePath}?${query}`,
      segments: target.segments.slice(upstream.prefixSegments.length),
    });
  }

  async #transfer(incoming: Incoming, sealed: string): Promise<void> {
    const { request, key } = incoming;
    const transfer = this.#to.transfers.open(sealed);
    if (transfer === undefined) {
      throw new AccessError(
        "NotFoundError",
        "This address is not known, or has expired; ask for a new one where you got it",
      );
    }
    requireUse(transfer, request.method ?? "");
    const { upstream, url, classified, isUpload } = transfer;
    const destination: Destination = {
      upstream,
      classified,
      origin: url.origin === upstream.origin ? undefined : url.origin,
      path: url.pathname + url.search,
      segments: [],
    };
    // Whoever was given the address of a download may hand it on, as VirusTotal's can be.
    if (isUpload || key !== undefined) await this.#admit(incoming, destination);
    else this.#send(incoming, destination, undefined, []);
  }

  async #admit(incoming: Incoming, destination: Destination): Promise<void> {
    const { request, response, id, key, origin } = incoming;
    const { upstream, classified } = destination;
    requirePassable(request);
    const method = request.method ?? "";
    const admitted = await this.#decisions.admit({ method, classified }, key, origin);
    const now = nowSeconds(this.#to.clock);
    const limitHeaders = rateLimitHeaders(admitted.limits, now);
    if (!admitted.ok) {
      await sendError(request, response, id, quotaExceeded(admitted.denial, now), limitHeaders);
      return;
    }
    const hold = new Hold(this.#to.admission, admitted, classified.bucket);
    if (response.destroyed || upstream.isBusy) {
      hold.release();
      throw new AccessError(
        "TransientError",
        "Too many calls are waiting for the upstream; try again shortly",
        {
          retryAfterSeconds: 1,
        },
      );
    }
    this.#send(incoming, destination, hold, limitHeaders);
  }

  #send(
    incoming: Incoming,
    { upstream, classified, origin, path, segments }: Destination,
    hold: Hold | undefined,
    limitHeaders: readonly string[],
  ): void {
    const { request, response } = incoming;
    const { method = "GET", headers } = request;
    const upload =
      method !== "GET" && method !== "HEAD" && hasBody(request) ? new Upload(request) : undefined;
    if (upload !== undefined && headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
    const isOwn = origin === undefined;
    new Forwarding({
      ...incoming,
      upstream,
      classified,
      segments,
      hold,
      upload,
      limitHeaders,
      transfers: this.#to.transfers,
      log: this.#to.log,
      takesGzip: acceptsGzip(textOf(headers["accept-encoding"])),
      baseUrl: () => this.#to.origins.baseUrlOf(request),
      remoteUrl: () => (origin ?? upstream.origin) + path,
      options: {
        path,
        method,
        headers: requestHeaders(headers, upload !== undefined, isOwn ? upstream : undefined),
        ...(upload !== undefined && { body: upload }),
        ...(!isOwn && { origin }),
      },
    }).start();
  }

  /** Fails closed: a refusal that cannot be recorded is not answered. */
  async #recorded(
    error: AccessError,
    route: RefusedCall["route"],
    { request, id }: Incoming,
  ): Promise<AccessError> {
    const actor: Actor | undefined = refusedActor(error);
    if (error.code !== "ForbiddenError" || actor === undefined) return error;
    const path = redactKeys((request.url ?? "").split("?", 1)[0] ?? "");
    try {
      await this.#to.onRefused({ actor, route, path, error });
      return error;
    } catch (failure) {
      return toAccessError(failure, id);
    }
  }
}

const TRANSFER_PATH = `/api/v3/${TRANSFER_SEGMENT}/`;

/** The sealed address in the target of a transfer; undefined for any other target. */
function sealedAddressOf(rawUrl: string): string | undefined {
  if (!rawUrl.startsWith(TRANSFER_PATH)) return undefined;
  return parsed(rawUrl).segments[3] ?? "";
}

function requireUse({ isUpload }: Transfer, method: string): void {
  const methods = isUpload ? ["POST", "PUT"] : ["GET", "HEAD"];
  if (methods.includes(method)) return;
  throw badRequest(`Method ${method} is not supported at this address; use ${methods.join(" or ")}`);
}

/** A key in the wrong place would end up in the logs of the upstream. */
function requireNoKey(key: string | undefined, text: string): void {
  if (key !== undefined && key !== "" && text.includes(key)) {
    throw badRequest("The URL contains your API key; send it in the x-apikey header alone");
  }
}

function toAccessError(error: unknown, id: string): AccessError {
  if (error instanceof AccessError) return error;
  const message = `The server could not complete the request; try again later. Request id: ${id}`;
  return new AccessError("TransientError", message, { cause: error });
}
