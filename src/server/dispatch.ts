import type { IncomingMessage } from "node:http";
import type { Route } from "../api/route.ts";
import { isAuthorizeUrl } from "../gateway/authorize-question.ts";
import type { Upstreams } from "../gateway/upstreams.ts";
import { limitBodyTime, type RequestHandler } from "./listener.ts";
import type { WebConsole } from "./web-console.ts";

const API_PREFIX = "/api/v3/";

export interface Doors {
  /** What answers our own endpoints. */
  readonly own: RequestHandler;
  readonly routes: readonly Pick<Route, "path">[];
  readonly gateway: RequestHandler;
  readonly authorize: RequestHandler;
  readonly upstreams: Upstreams;
  readonly webConsole: WebConsole;
  /** How long a body may take that is for ourselves. */
  readonly ownBodyMs: number;
}

/**
 * Tells by the path which door a request is for: below /api/v3 everything is the gateway's whose first
 * segment is not one of ours, elsewhere only what begins like the prefix of an upstream, or is `/authorize`. What is
 * nobody's and a browser opens is the console's.
 */
export function dispatchBetween(doors: Doors): RequestHandler {
  const { own, routes, gateway, authorize, upstreams, webConsole, ownBodyMs } = doors;
  const ownSegments = new Set(["", "openapi.json", ...routes.map(({ path }) => firstSegment(path, 1))]);
  const others = upstreams.prefixes.filter((prefix) => !`${prefix}/`.startsWith(API_PREFIX));
  const otherSegments = new Set(others.map((prefix) => firstSegment(prefix, 1)));
  return (request, response) => {
    const url = request.url ?? "";
    if (isAuthorizeUrl(url)) {
      authorize(request, response);
      return;
    }
    const isGateways = url.startsWith(API_PREFIX)
      ? !ownSegments.has(firstSegment(url, API_PREFIX.length))
      : otherSegments.has(firstSegment(url, 1));
    if (isGateways) {
      gateway(request, response);
      return;
    }
    if (webConsole.handle(request, response)) return;
    if (isContinueExpected(request)) response.writeContinue();
    limitBodyTime(request, ownBodyMs);
    own(request, response);
  };
}

/**
 * In lower case, and decoded as the router decodes it: a name of ours in any other spelling must not get
 * past us to the licence holder's object of that name.
 */
function firstSegment(url: string, from: number): string {
  let end = from;
  for (; end < url.length; end += 1) {
    const character = url.charCodeAt(end);
    if (character === SLASH || character === QUESTION_MARK) break;
  }
  const segment = url.slice(from, end).toLowerCase();
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment).toLowerCase();
  } catch {
    return segment;
  }
}

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;

function isContinueExpected({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === "100-continue";
}
