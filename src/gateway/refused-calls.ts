import type { Origin } from "../access/actor.ts";
import type { Admitted } from "../access/admission.ts";
import type { RefusalCounts } from "../access/refusal-counts.ts";
import type { RefusedCall } from "../access/refusals.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";
import type { ErrorCode } from "../names/error-codes.ts";
import { refusedActor, refusedUser } from "./decisions.ts";

/** What is said of a caller and not of what he sent. */
const COUNTED: ReadonlySet<ErrorCode> = new Set([
  "AuthenticationRequiredError",
  "WrongCredentialsError",
  "UserNotActiveError",
  "ForbiddenError",
]);

export interface RefusedCallsOptions {
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly counts: RefusalCounts;
  readonly log: Log;
}

/** Whatever ended a call before it was admitted, as its caller is told of it. */
export class RefusedCalls {
  readonly #to: RefusedCallsOptions;

  constructor(options: RefusedCallsOptions) {
    this.#to = options;
  }

  /** To be told of every call for which there was no quota. */
  countDenial({ actor, denial }: Admitted & { readonly ok: false }, route: RefusedCall["route"]): void {
    const { user, origin } = actor;
    const { quota, side } = denial.line;
    this.#to.counts.note({ user, code: "QuotaExceededError", quota, side, route, address: origin.address });
  }

  /** Fails closed: a refusal that cannot be recorded becomes a TransientError. */
  async errorOf(
    thrown: unknown,
    id: string,
    route: RefusedCall["route"],
    rawUrl: string,
    origin: () => Origin,
  ): Promise<AccessError> {
    let error = toAccessError(thrown, id);
    if (COUNTED.has(error.code)) {
      const { address } = origin();
      this.#to.counts.note({ user: refusedUser(error), code: error.code, route, address });
    }
    const actor = refusedActor(error);
    if (error.code === "ForbiddenError" && actor !== undefined) {
      const path = redactKeys(rawUrl.split("?", 1)[0] ?? "");
      try {
        await this.#to.onRefused({ actor, route, path, error });
      } catch (failure) {
        error = toAccessError(failure, id);
      }
    }
    if (error.cause !== undefined) this.#to.log.error({ request: id, err: error.cause }, "request failed");
    return error;
  }
}

function toAccessError(error: unknown, id: string): AccessError {
  if (error instanceof AccessError) return error;
  const message = `The server could not complete the request; try again later. Request id: ${id}`;
  return new AccessError("TransientError", message, { cause: error });
}
