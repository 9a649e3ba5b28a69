import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "../access/admission.ts";
import type { Origins } from "../access/origins.ts";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { AccessError } from "../model/errors.ts";
import type { Prices } from "./authorize-prices.ts";
import { type AskedCall, askedCall, isForNginx } from "./authorize-question.ts";
import { sendAllowance, sendErrorForNginx } from "./authorize-replies.ts";
import { CallLog, type CallNotes } from "./call-log.ts";
import type { Classified } from "./classify.ts";
import { gatewayCall, parsed, requireKnownMethod, requireNoKey } from "./decisions.ts";
import { quotaExceeded } from "./denial.ts";
import { textOf } from "./headers.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import type { RefusedCalls } from "./refused-calls.ts";
import { sendError } from "./replies.ts";

export interface AuthorizeOptions {
  readonly admission: Admission;
  readonly origins: Origins;
  readonly prices: Prices;
  readonly refusedCalls: RefusedCalls;
  readonly clock: Clock;
  readonly log: Log;
}

interface Asking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly id: string;
  readonly key: string | undefined;
  /** For the log, when it has single calls. */
  readonly notes: CallNotes | undefined;
}

/**
 * The door for other proxies: the decision of the gateway on a call that somebody else passes on. It is
 * charged at once, and at its full price, since its answer is not seen here. Whoever asks without being a
 * proxy spends nothing but his own quota, so that the call is believed from anyone.
 */
export class Authorize {
  readonly #to: AuthorizeOptions;
  readonly #calls: CallLog | undefined;

  constructor(options: AuthorizeOptions) {
    this.#to = options;
    this.#calls = CallLog.of(options.log, "authorize");
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const id = this.#to.origins.requestId(request);
    const key = textOf(request.headers["x-apikey"]);
    const notes = this.#calls?.begin(response, this.#to.origins.originOf(request, id));
    void this.#answer({ request, response, id, key, notes });
  };

  async #answer(asking: Asking): Promise<void> {
    const { request, response, id, key, notes } = asking;
    const { admission, origins, clock, refusedCalls } = this.#to;
    let asked: AskedCall = { method: "", url: "" };
    let template = "*";
    try {
      asked = askedCall(request);
      if (notes !== undefined) Object.assign(notes, asked);
      const classified = this.#classify(asked, key);
      template = classified.template;
      const call = gatewayCall({ method: asked.method, classified }, key, origins.originOf(request, id));
      const admitted = admission.admitNow(call) ?? (await admission.admit(call));
      if (notes !== undefined)
        Object.assign(notes, { bucket: classified.bucket, user: admitted.actor.user.id });
      const now = nowSeconds(clock);
      const limitHeaders = rateLimitHeaders(admitted.limits, now);
      if (!admitted.ok) {
        refusedCalls.countDenial(admitted, { method: asked.method, path: template });
        await sendRefusal(asking, quotaExceeded(admitted.denial, now), limitHeaders);
        return;
      }
      if (response.destroyed) {
        admission.release(admitted);
        return;
      }
      await admission.settle(admitted, classified);
      sendAllowance(request, response, id, admitted.actor, limitHeaders);
    } catch (error) {
      const origin = () => origins.originOf(request, id);
      const route = { method: asked.method, path: template };
      await sendRefusal(asking, await refusedCalls.errorOf(error, id, route, asked.url, origin));
    }
  }

  #classify({ method, url }: AskedCall, key: string | undefined): Classified {
    const target = parsed(url);
    requireKnownMethod(method);
    requireNoKey(key, url);
    return this.#to.prices.classify(method, target);
  }
}

async function sendRefusal(
  { request, response, id }: Asking,
  error: AccessError,
  limitHeaders: readonly string[] = [],
): Promise<void> {
  if (isForNginx(request)) sendErrorForNginx(request, response, id, error, limitHeaders);
  else await sendError(request, response, id, error, limitHeaders);
}
