import type { IncomingMessage, ServerResponse } from "node:http";
import { BODY_BYTES_MAX, readBody, readForm, STRANGERS_BODY_BYTES_MAX } from "./body.ts";
import { logCall, logFailure } from "./call-log.ts";
import {
  API_PREFIX,
  beginExchange,
  callOf,
  Exchange,
  type ExchangeOptions,
  recallAnswer,
} from "./exchange.ts";
import { answerError, answerUnknown, type FailureOptions } from "./failures.ts";
import { JsonText } from "./json-text.ts";
import type { Page } from "./page.ts";
import { sendAnswer, sendKept, sendPage } from "./replies.ts";
import type { Route } from "./route.ts";
import { type Params, type Routed, Router } from "./router.ts";

export interface AppOptions extends ExchangeOptions, FailureOptions {
  readonly routes: readonly Route[];
  readonly pages: readonly Page[];
  /** Makes the OpenAPI document of the routes; asked once, when somebody wants to read it. */
  readonly document: () => object;
}

/** What answers one method of one path. */
interface Target extends Routed {
  readonly route?: Route;
  answer(exchange: Exchange, params: Params): Promise<void>;
}

/** The API over HTTP, and the pages beside it. The caller owns the listener and hands requests to `handle`. */
export class App {
  readonly #to: AppOptions;
  readonly #router: Router<Target>;

  constructor(options: AppOptions) {
    this.#to = options;
    this.#router = new Router([
      ...options.routes.map((route) => routeTarget(options, route)),
      ...options.pages.map((page) => pageTarget(page)),
      documentTarget(options),
    ]);
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = new Exchange(request, response, this.#to.origins);
    this.#answer(exchange).catch((error: unknown) => {
      logFailure(this.#to.log, exchange, error);
      response.destroy();
    });
  };

  async #answer(exchange: Exchange): Promise<void> {
    let target: Target | undefined;
    try {
      const found = this.#router.find(exchange.path);
      target = found && targetFor(exchange.request.method, found.targets);
      if (found === undefined || target === undefined) {
        await answerUnknown(this.#to, exchange, found?.targets.keys() ?? []);
      } else {
        await target.answer(exchange, found.params);
      }
    } catch (error) {
      // Of an answer that has begun, a broken connection is the only sign that is left.
      if (exchange.response.headersSent) throw error;
      await answerError(this.#to, target?.route, error, exchange);
    }
    logCall(this.#to.log, exchange);
  }
}

/** HEAD is answered as GET is; the body is Node's to leave out. */
function targetFor(method: string | undefined, targets: ReadonlyMap<string, Target>): Target | undefined {
  return targets.get(method === "HEAD" ? "GET" : (method ?? ""));
}

function routeTarget(options: AppOptions, route: Route): Target {
  const bytesMax = route.access === "key" ? BODY_BYTES_MAX : STRANGERS_BODY_BYTES_MAX;
  const run = async (exchange: Exchange, params: Params) => {
    const body = await readBody(exchange.request, exchange.response, bytesMax);
    return route.run(callOf(options, route, exchange, { params, body }));
  };
  return {
    method: route.method,
    path: API_PREFIX + route.path,
    route,
    async answer(exchange, params) {
      const authenticating = beginExchange(options, route, exchange);
      if (authenticating !== undefined) await authenticating;
      const kept = recallAnswer(options, route, exchange, params);
      const answer = kept ?? (await run(exchange, params));
      await exchange.recorded;
      const sending = kept === undefined ? sendAnswer(exchange, answer) : sendKept(exchange, kept);
      if (sending !== undefined) await sending;
    },
  };
}

function pageTarget(page: Page): Target {
  return {
    method: page.method,
    path: page.path,
    async answer(exchange) {
      const { request, response, id } = exchange;
      const read = page.isForm ? readForm : readBody;
      const body = await read(request, response, STRANGERS_BODY_BYTES_MAX);
      sendPage(exchange, await page.answer({ request, id, body }));
    },
  };
}

function documentTarget({ document }: AppOptions): Target {
  let text: JsonText | undefined;
  return {
    method: "GET",
    path: `${API_PREFIX}/openapi.json`,
    async answer(exchange) {
      text ??= JsonText.of(document());
      await sendAnswer(exchange, text);
    },
  };
}
