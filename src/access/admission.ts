import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Claim, Decision, Reservation } from "../ledger/claim.ts";
import type { Charge } from "../ledger/entry.ts";
import type { Reservations } from "../ledger/reservations.ts";
import { AccessError, forbidden } from "../model/errors.ts";
import type { QuotaLimits } from "../model/quotas.ts";
import type { Role } from "../model/roles.ts";
import type { Actor, Origin } from "./actor.ts";
import type { Authenticator } from "./authenticator.ts";
import { type ClaimLimits, claimOf, payerGid } from "./claims.ts";
import { isGroupAdmin } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";

/** A call to another API than ours, as far as it concerns admission. */
export interface GatewayCall {
  readonly key: string | undefined;
  readonly origin: Origin;
  /** GET or HEAD. */
  readonly isRead: boolean;
  /** One of them is enough; none: no role is needed. */
  readonly roles: readonly Role[];
  /** What the call costs at most. */
  readonly charges: readonly Charge[];
}

/** The decision on a call, and whose it is. A refusal by quota is a value; who may not call at all gets an error. */
export type Admitted = Decision & { readonly actor: Actor };

/** Who called is known, and may not call this: the audit tells who it was. */
export class CallRefusedError extends AccessError {
  readonly actor: Actor;

  constructor(actor: Actor, message: string) {
    super("ForbiddenError", message);
    this.actor = actor;
  }
}

export interface AdmissionDependencies {
  readonly authenticator: Authenticator;
  readonly quotas: Quotas;
  readonly reservations: Reservations;
  readonly clock: Clock;
}

/** The one decision behind the gateway and `/authorize`: who calls, whether he may, and who pays. */
export class Admission {
  readonly #to: AdmissionDependencies;

  constructor(dependencies: AdmissionDependencies) {
    this.#to = dependencies;
  }

  /**
   * Raises what Authenticator.authenticate raises, CallRefusedError for a read-only key, a missing role or
   * a caller for whom nobody pays, and TransientError when the database cannot be read.
   */
  async admit(call: GatewayCall): Promise<Admitted> {
    const actor = await this.#to.authenticator.authenticate(call.key, call.origin);
    const at = nowSeconds(this.#to.clock);
    const limits = await this.#limitsOf(actor);
    const decision = await this.#to.reservations.reserve(claimOfCall(actor, call, limits, at));
    return { ...decision, actor };
  }

  /** Resolves once the call is journalled; raises TransientError when it cannot be: then it must not be answered. */
  async settle(
    { actor, reservation }: { readonly actor: Actor; readonly reservation: Reservation },
    { bucket, charges }: { readonly bucket: string; readonly charges: readonly Charge[] },
  ): Promise<void> {
    const { user, key, origin } = actor;
    const lastUse = { at: reservation.claim.at, address: origin.address, client: origin.client };
    await this.#to.reservations.settle(reservation, {
      bucket,
      charges: charges.map(({ quota, cost }) => ({ quota, cost, gid: payerGid(user, quota) })),
      keyUse: { keyId: key.id, lastUse },
    });
  }

  /** Gives back what an admitted call holds; nothing of it was journalled. */
  release({ reservation }: { readonly reservation: Reservation }): void {
    this.#to.reservations.release(reservation);
  }

  async #limitsOf({ user }: Actor): Promise<ClaimLimits> {
    const { quotas } = this.#to;
    return {
      user: await quotas.userLimits(user.uid),
      group: user.membership === null ? NONE : await quotas.groupLimits(user.membership.gid),
    };
  }
}

const NONE: QuotaLimits = new Map();

/** Raises CallRefusedError. */
function claimOfCall(actor: Actor, call: GatewayCall, limits: ClaimLimits, at: number): Claim {
  try {
    if (actor.key.readOnly && !call.isRead) {
      throw forbidden("This API key is read-only: it may only GET. Use another key for this call");
    }
    requireRole(actor, call.roles);
    return claimOf(actor, call.charges, limits, at);
  } catch (error) {
    if (!(error instanceof AccessError) || error.code !== "ForbiddenError") throw error;
    throw new CallRefusedError(actor, error.message);
  }
}

/** Roles of files bind programs; a person needs one only for private scanning. Who manages the group needs none. */
function requireRole({ user, isOperator }: Actor, roles: readonly Role[]): void {
  if (roles.length === 0 || isOperator || isGroupAdmin(user)) return;
  if (roles.some((role) => user.membership?.roles.includes(role))) return;
  if (user.kind === "user" && !roles.includes("USER_ROLE_PRIVATE_SCANNING")) return;
  throw forbidden(
    `This call needs the role ${roles.join(" or ")}; ask an administrator of your group for it`,
  );
}
