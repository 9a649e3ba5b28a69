import type { FastifyReply, FastifyRequest } from "fastify";
import { KeyRefusedError } from "../access/authenticator.ts";
import type { RefusedCall } from "../access/refusals.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { type AccessError, badRequest, notFound } from "../model/errors.ts";
import { API_PREFIX, logFailure, pathOf } from "./call-log.ts";
import { errorReply, isUnforeseen, toAccessError } from "./errors.ts";
import { sendError } from "./replies.ts";
import type { Route } from "./route.ts";
import { allowedMethods } from "./templates.ts";

export interface FailureOptions {
  readonly routes: readonly Route[];
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly log: Log;
}

/** The one place where an error becomes an answer. Fails closed: what cannot be recorded is not answered. */
export async function answerError(
  options: FailureOptions,
  route: Route | undefined,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  let error = toAccessError(thrown, request.id);
  try {
    await recordRefusal(options, route, error, request);
    await request.exchange?.recorded;
  } catch (failure) {
    error = toAccessError(failure, request.id);
  }
  if (isUnforeseen(error)) logFailure(options.log, request, error.cause);
  return sendError(request, reply, errorReply(error));
}

/** Answers a path or a method that no route has. VirusTotal's table of errors has no 405. */
export async function answerUnknown(
  options: FailureOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const path = pathOf(request);
  const isApi = path.startsWith(`${API_PREFIX}/`);
  const allowed = isApi ? allowedMethods(options.routes, path.slice(API_PREFIX.length)) : [];
  if (allowed.length > 0) reply.header("allow", allowed.join(", "));
  const error =
    allowed.length === 0
      ? notFound("Resource", redactKeys(path))
      : badRequest(`Method ${request.method} is not supported here; use ${allowed.join(" or ")}`);
  return answerError(options, undefined, error, request, reply);
}

async function recordRefusal(
  { onRefused }: FailureOptions,
  route: Route | undefined,
  error: AccessError,
  request: FastifyRequest,
): Promise<void> {
  const actor = error instanceof KeyRefusedError ? error.actor : request.exchange?.actor;
  if (error.code !== "ForbiddenError" || actor === undefined || route === undefined) return;
  const path = redactKeys(pathOf(request).slice(API_PREFIX.length));
  await onRefused({ actor, route, path, error });
}
