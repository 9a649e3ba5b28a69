import type { RefusedCall } from "../access/refusals.ts";
import { type Log, redactKeys } from "../base/log.ts";
import { AccessError } from "../model/errors.ts";
import { refusedActor } from "./decisions.ts";

export interface RefusedCallsOptions {
  /** Told of every call refused with 403, before it is answered. */
  onRefused(call: RefusedCall): Promise<void>;
  readonly log: Log;
}

/** Whatever ended a call before it was admitted, as its caller is told of it. */
export class RefusedCalls {
  readonly #to: RefusedCallsOptions;

  constructor(options: RefusedCallsOptions) {
    this.#to = options;
  }

  /** Fails closed: a refusal that cannot be recorded becomes a TransientError. */
  async errorOf(
    thrown: unknown,
    id: string,
    route: RefusedCall["route"],
    rawUrl: string,
  ): Promise<AccessError> {
    let error = toAccessError(thrown, id);
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
