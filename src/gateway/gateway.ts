import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Origin } from "../access/actor.ts";
import type { Admission } from "../access/admission.ts";
import type { Origins } from "../access/origins.ts";
import { type Clock, monotonicMs, nowSeconds } from "../base/clock.ts";
import { acceptsGzip } from "../base/compression.ts";
import type { Log } from "../base/log.ts";
import { AccessError, badRequest } from "../model/errors.ts";
import { CallLog, type CallNotes } from "./call-log.ts";
import type { Classified } from "./classify.ts";
import { gatewayCall, parsed, type Question, readQuestion, requireNoKey } from "./decisions.ts";
import { quotaExceeded } from "./denial.ts";
import { Forwarding } from "./forward.ts";
import { requestHeaders, textOf, withoutKey } from "./headers.ts";
import { Hold } from "./hold.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import type { RefusedCalls } from "./refused-calls.ts";
import { sendError } from "./replies.ts";
import type { Target } from "./target.ts";
import { TRANSFER_SEGMENT, type Transfer, type Transfers } from "./transfers.ts";
import { hasBody, requirePassable, Upload } from "./upload.ts";
import { UploadedFile } from "./uploaded-file.ts";
import type { Upstream } from "./upstream.ts";
import type { Upstreams } from "./upstreams.ts";

export interface GatewayOptions {
  readonly admission: Admission;
  readonly origins: Origins;
  readonly upstreams: Upstreams;
  readonly transfers: Transfers;
  readonly refusedCalls: RefusedCalls;
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
  /** For the log, when it has single calls. */
  readonly notes: CallNotes | undefined;
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
  readonly #calls: CallLog | undefined;

  constructor(options: GatewayOptions) {
    this.#to = options;
    this.#calls = CallLog.of(options.log, "gateway");
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const startedMs = monotonicMs();
    const { origins } = this.#to;
    const id = origins.requestId(request);
    const origin = origins.originOf(request, id);
    const key = textOf(request.headers["x-apikey"]);
    const { method = "", url = "" } = request;
    const notes = this.#calls?.begin(response, origin, { method, url });
    void this.#answer({ request, response, id, startedMs, origin, key, notes });
  };

  /** Cuts off what is under way. */
  async close(): Promise<void> {
    await this.#to.upstreams.close();
  }

  async #answer(incoming: Incoming): Promise<void> {
    const { request, response, id } = incoming;
    let route = { method: request.method ?? "", path: "*" };
    try {
      const target = parsed(request.url ?? "");
      if (isTransfer(target)) {
        await this.#transfer(incoming, target.segments[3] ?? "");
        return;
      }
      const question = readQuestion(this.#to.upstreams, route.method, target);
      route = { ...route, path: question.classified.template };
      await this.#forward(incoming, question);
    } catch (error) {
      const failure = await this.#to.refusedCalls.errorOf(
        error,
        id,
        route,
        request.url ?? "",
        () => incoming.origin,
      );
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
    const { request, response, id, key, origin, notes } = incoming;
    const { upstream, classified } = destination;
    if (notes !== undefined) notes.bucket = classified.bucket;
    requirePassable(request);
    const method = request.method ?? "";
    const { admission } = this.#to;
    const call = gatewayCall({ method, classified }, key, origin);
    const admitted = admission.admitNow(call) ?? (await admission.admit(call));
    if (notes !== undefined) notes.user = admitted.actor.user.id;
    const now = nowSeconds(this.#to.clock);
    const limitHeaders = rateLimitHeaders(admitted.limits, now);
    if (!admitted.ok) {
      this.#to.refusedCalls.countDenial(admitted, { method, path: classified.template });
      await sendError(request, response, id, quotaExceeded(admitted.denial, now), limitHeaders);
      return;
    }
    const hold = new Hold(admission, admitted, classified.bucket);
    const proof = hold.proof();
    if (proof !== undefined) await proof;
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
      method !== "GET" && method !== "HEAD" && hasBody(request)
        ? new Upload(request, upstream.timeoutMs, fileToKnow(classified, upstream, headers))
        : undefined;
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
}

/** Of an upload whose price depends on what it is. */
function fileToKnow(
  { readsUpload }: Classified,
  { unknownFiles }: Upstream,
  headers: IncomingHttpHeaders,
): UploadedFile | undefined {
  return readsUpload ? UploadedFile.of(headers, unknownFiles.algorithms()) : undefined;
}

function isTransfer({ segments }: Target): boolean {
  return segments[2] === TRANSFER_SEGMENT && segments[1] === "v3" && segments[0] === "api";
}

function requireUse({ isUpload }: Transfer, method: string): void {
  const methods = isUpload ? ["POST", "PUT"] : ["GET", "HEAD"];
  if (methods.includes(method)) return;
  throw badRequest(`Method ${method} is not supported at this address; use ${methods.join(" or ")}`);
}
