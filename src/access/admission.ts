import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Claim, Decision, Reservation } from "../ledger/claim.ts";
import type { Charge } from "../ledger/entry.ts";
import type { Reservations } from "../ledger/reservations.ts";
import { AccessError, forbidden } from "../model/errors.ts";
import type { QuotaLimits } from "../model/quotas.ts";
import type { Role } from "../names/roles.ts";
import type { KeyActor, Origin } from "./actor.ts";
import type { Authenticator } from "./authenticator.ts";
import type { ClaimLimits } from "./claim-memory.ts";
import { claimOf, paidBy } from "./claims.ts";
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
export type Admitted = Decision & { readonly actor: KeyActor };

/** Who called is known, and may not call this: the audit tells who it was. */
export class CallRefusedError extends AccessError {
  readonly actor: KeyActor;

  constructor(actor: KeyActor, message: string) {
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
    const { authenticator, quotas, reservations, clock } = this.#to;
    const actor = await authenticator.authenticate(call.key, call.origin);
    const { uid, membership } = actor.user;
    const at = nowSeconds(clock);
    const user = await quotas.userLimits(uid);
    const group = membership === null ? NONE : await quotas.groupLimits(membership.gid);
    return { ...(await reservations.reserve(this.#claimOf(actor, call, { user, group }, at))), actor };
  }

  /**
   * The same without waiting, from what is in memory: the path of almost every call. undefined when
   * something must be read first, which tells nothing of the call.
   */
  admitNow(call: GatewayCall): Admitted | undefined {
    const { authenticator, quotas, reservations, clock } = this.#to;
    const actor = authenticator.recall(call.key, call.origin);
    if (actor === undefined) return undefined;
    const { uid, membership } = actor.user;
    const user = quotas.knownLimits("user", uid);
    const group = membership === null ? NONE : quotas.knownLimits("group", membership.gid);
    if (user === undefined || group === undefined) return undefined;
    const decision = reservations.reserveNow(this.#claimOf(actor, call, { user, group }, nowSeconds(clock)));
    if (decision === undefined) return undefined;
    return decision.ok
      ? { ok: true, reservation: decision.reservation, limits: decision.limits, actor }
      : { ok: false, denial: decision.denial, limits: decision.limits, actor };
  }

  /** Whether an admitted call could be recorded: undefined when nothing speaks against it; else raises TransientError. */
  proof(): Promise<void> | undefined {
    const { reservations } = this.#to;
    return reservations.areDoubtful ? reservations.prove() : undefined;
  }

  /** Resolves once the call is journalled; raises TransientError when it cannot be: then it must not be answered. */
  settle(
    { actor, reservation }: { readonly actor: KeyActor; readonly reservation: Reservation },
    { bucket, charges }: { readonly bucket: string; readonly charges: readonly Charge[] },
  ): Promise<void> {
    const { user, key, origin } = actor;
    const { claim } = reservation;
    return this.#to.reservations.settle(reservation, {
      bucket,
      // Most calls cost what was claimed, and the ledger adds up fastest what is the same object.
      charges: areSame(charges, claim.charges) ? claim.charges : paidBy(user, charges),
      keyUse: {
        keyId: key.id,
        lastUse: { at: claim.at, address: origin.address, client: origin.client },
      },
    });
  }

  /** Gives back what an admitted call holds; nothing of it was journalled. */
  release({ reservation }: { readonly reservation: Reservation }): void {
    this.#to.reservations.release(reservation);
  }

  /** Raises CallRefusedError. */
  #claimOf(actor: KeyActor, call: GatewayCall, limits: ClaimLimits, at: number): Claim {
    try {
      if (actor.key.readOnly && !call.isRead) {
        throw forbidden("This API key is read-only: it may only GET. Use another key for this call");
      }
      requireRole(actor, call.roles);
      const { claims, isOperator } = actor;
      const known = claims.recall(call.charges, limits, isOperator, at);
      if (known !== undefined) return known;
      const claim = claimOf(actor, call.charges, limits, at);
      claims.remember(call.charges, limits, isOperator, claim);
      return claim;
    } catch (error) {
      if (!(error instanceof AccessError) || error.code !== "ForbiddenError") throw error;
      throw new CallRefusedError(actor, error.message);
    }
  }
}

const NONE: QuotaLimits = new Map();

function areSame(charges: readonly Charge[], claimed: readonly Charge[]): boolean {
  if (charges.length !== claimed.length) return false;
  for (let index = 0; index < charges.length; index += 1) {
    const [one, other] = [charges[index], claimed[index]];
    if (one?.quota !== other?.quota || one?.cost !== other?.cost) return false;
  }
  return true;
}

/** Roles of files bind programs; a person needs one only for private scanning. Who manages the group needs none. */
function requireRole({ user, isOperator }: KeyActor, roles: readonly Role[]): void {
  if (roles.length === 0 || isOperator || isGroupAdmin(user)) return;
  if (roles.some((role) => user.membership?.roles.includes(role))) return;
  if (user.kind === "user" && !roles.includes("USER_ROLE_PRIVATE_SCANNING")) return;
  throw forbidden(
    `This call needs the role ${roles.join(" or ")}; ask an administrator of your group for it`,
  );
}
