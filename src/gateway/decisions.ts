import type { Actor, Origin } from "../access/actor.ts";
import { CallRefusedError, type GatewayCall } from "../access/admission.ts";
import { KeyRefusedError, OwnerRefusedError } from "../access/authenticator.ts";
import { AccessError, badRequest, notFound } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Classified } from "./classify.ts";
import { METHODS } from "./rule.ts";
import { parseTarget, type Target } from "./target.ts";
import type { Upstream } from "./upstream.ts";
import type { Upstreams } from "./upstreams.ts";

const KNOWN_METHODS: ReadonlySet<string> = new Set([...METHODS, "HEAD"]);

/** What is asked of which upstream. */
export interface Question {
  readonly method: string;
  readonly upstream: Upstream;
  readonly target: Target;
  readonly classified: Classified;
}

/** Raises BadRequestError for a method that is not known, NotFoundError for a target that nobody serves. */
export function readQuestion(upstreams: Upstreams, method: string, target: Target): Question {
  requireKnownMethod(method);
  const upstream = upstreams.find(target.segments);
  if (upstream === undefined) throw unserved(target);
  const classified = upstream.classifier.classify(method, target.segments, upstream.prefixSegments.length);
  if (classified.isLocal) throw notFound("Resource", target.path);
  return { method, upstream, target, classified };
}

/** What Admission decides about. */
export function gatewayCall(
  { method, classified }: Pick<Question, "method" | "classified">,
  key: string | undefined,
  origin: Origin,
): GatewayCall {
  const { roles, charges } = classified;
  return { key, origin, isRead: method === "GET" || method === "HEAD", roles, charges };
}

/** Whose key a refused call had, where that is known. */
export function refusedUser(error: AccessError): User | undefined {
  return error instanceof OwnerRefusedError ? error.user : refusedActor(error)?.user;
}

/** Who made a refused call, where he may be believed to have made it. */
export function refusedActor(error: AccessError): Actor | undefined {
  return error instanceof KeyRefusedError || error instanceof CallRefusedError ? error.actor : undefined;
}

/** Raises BadRequestError for a method of which no rule can say what it does. */
export function requireKnownMethod(method: string): void {
  if (KNOWN_METHODS.has(method)) return;
  throw badRequest(`Method ${method} is not supported here; use ${[...KNOWN_METHODS].join(", ")}`);
}

/** Raises BadRequestError for a target that could be taken for another than the one whose rule is charged. */
export function parsed(rawUrl: string): Target {
  const target = parseTarget(rawUrl);
  if (target.ok) return target;
  throw new AccessError(target.code, target.message);
}

/** Raises BadRequestError for a key in the wrong place, from where it would get into the logs of the upstream. */
export function requireNoKey(key: string | undefined, text: string): void {
  if (key !== undefined && key !== "" && text.includes(key)) {
    throw badRequest("The URL contains your API key; send it in the x-apikey header alone");
  }
}

function unserved({ path, segments }: Target): AccessError {
  if (segments[0] !== "api" || segments[1] !== "v3") return notFound("Resource", path);
  return new AccessError(
    "NotFoundError",
    "No upstream is configured, so that there is nothing here but Tollgate's own endpoints; set TOLLGATE_UPSTREAM_URL",
  );
}
