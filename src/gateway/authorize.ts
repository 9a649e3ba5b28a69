import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "../access/admission.ts";
import type { Origins } from "../access/origins.ts";
import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { AccessError } from "../model/errors.ts";
import type { Prices } from "./authorize-prices.ts";
import { type AskedCall, askedCall, isForNginx } from "./authorize-question.ts";
import { Allowances, sendErrorForNginx } from "./authorize-replies.ts";
import { CallLog, type CallNotes } from "./call-log.ts";
import type { Classified } from "./classify.ts";
import { admit, parsed, requireKnownMethod, requireNoKey } from "./decisions.ts";
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
  readonly #allowances = new Allowances();
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
    let asked: AskedCall = { method: "", url: "" };
    let template = "*";
    try {
      asked = askedCall(asking.request);
      if (asking.notes !== undefined) Object.assign(asking.notes, asked);
      const classified = this.#classify(asked, asking.key);
      template = classified.template;
      await this.#decide(asking, asked.method, classified);
    } catch (error) {
      const { id } = asking;
      const route = { method: asked.method, path: template };
      await sendRefusal(asking, await this.#to.refusedCalls.errorOf(error, id, route, asked.url));
    }
  }

  #classify({ method, url }: AskedCall, key: string | undefined): Classified {
    const target = parsed(url);
    requireKnownMethod(method);
    requireNoKey(key, url);
    return this.#to.prices.classify(method, target);
  }

  async #decide(asking: Asking, method: string, classified: Classified): Promise<void> {
    const { request, response, id, key, notes } = asking;
    const { admission, origins, clock } = this.#to;
    const admitted = await admit(admission, { method, classified }, key, origins.originOf(request, id));
    if (notes !== undefined) {
      notes.bucket = classified.bucket;
      notes.user = admitted.actor.user.id;
    }
    const now = nowSeconds(clock);
    const limitHeaders = rateLimitHeaders(admitted.limits, now);
    if (!admitted.ok) {
      await sendRefusal(asking, quotaExceeded(admitted.denial, now), limitHeaders);
      return;
    }
    if (response.destroyed) {
      admission.release(admitted);
      return;
    }
    await admission.settle(admitted, classified);
    this.#allowances.send(request, response, id, admitted.actor, limitHeaders);
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
