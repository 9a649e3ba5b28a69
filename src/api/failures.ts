import { KeyRefusedError } from "../access/authenticator.ts";
import type { RefusedCall } from "../access/refusals.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { type AccessError, badRequest, notFound } from "../model/errors.ts";
import { logFailure } from "./call-log.ts";
import { errorReply, isUnforeseen, toAccessError } from "./errors.ts";
import { API_PREFIX, type Exchange } from "./exchange.ts";
import { sendError } from "./replies.ts";
import type { Route } from "./route.ts";

export interface FailureOptions {
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly log: Log;
}

/** The one place where an error becomes an answer. Fails closed: what cannot be recorded is not answered. */
export async function answerError(
  options: FailureOptions,
  route: Route | undefined,
  thrown: unknown,
  exchange: Exchange,
  headers: readonly string[] = [],
): Promise<void> {
  let error = toAccessError(thrown, exchange.id);
  try {
    await recordRefusal(options, route, error, exchange);
    await exchange.recorded;
  } catch (failure) {
    error = toAccessError(failure, exchange.id);
  }
  if (isUnforeseen(error)) logFailure(options.log, exchange, error.cause);
  return sendError(exchange, errorReply(error), headers);
}

/** Answers a path that nobody has, or a method that its place has not. VirusTotal's table of errors has no 405. */
export async function answerUnknown(
  options: FailureOptions,
  exchange: Exchange,
  methods: Iterable<string>,
): Promise<void> {
  const { path, request } = exchange;
  const isApi = path.startsWith(`${API_PREFIX}/`);
  const allowed = isApi ? [...methods].filter((method) => method !== "HEAD").sort() : [];
  if (allowed.length === 0) {
    return answerError(options, undefined, notFound("Resource", redactKeys(path)), exchange);
  }
  const error = badRequest(`Method ${request.method} is not supported here; use ${allowed.join(" or ")}`);
  return answerError(options, undefined, error, exchange, ["allow", allowed.join(", ")]);
}

async function recordRefusal(
  { onRefused }: FailureOptions,
  route: Route | undefined,
  error: AccessError,
  exchange: Exchange,
): Promise<void> {
  const actor = error instanceof KeyRefusedError ? error.actor : exchange.actor;
  if (error.code !== "ForbiddenError" || actor === undefined || route === undefined) return;
  const path = redactKeys(exchange.path.slice(API_PREFIX.length));
  await onRefused({ actor, route, path, error });
}
