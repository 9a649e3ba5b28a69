import { type Clock, nowSeconds } from "../base/clock.ts";
import { Seal } from "../base/seal.ts";
import { matchingStep, newTotpSecret, otpauthUri } from "../base/totp.ts";
import {
  AccessError,
  alreadyExists,
  badRequest,
  forbidden,
  invalidArgument,
  notFound,
} from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import {
  countRecoveryCodes,
  deleteTotp,
  findTotp,
  hasRecoveryCode,
  putRecoveryCodes,
  putTotp,
  type StoredTotp,
  useRecoveryCode,
  useStep,
} from "../store/totp.ts";
import { updateUser } from "../store/users.ts";
import type { Actor, Origin } from "./actor.ts";
import type { Audit, AuditEvent, AuditSource } from "./audit.ts";
import { requireKeyDeed } from "./key-permissions.ts";
import type { PasswordAttempts } from "./password-attempts.ts";
import type { Passwords } from "./passwords.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import type { SeenAccount } from "./views.ts";

const ISSUER = "Tollgate";

/** What may be known of an account's second factor; the codes and the secret are shown to nobody again. */
export type TotpState =
  | { readonly enabled: false }
  | { readonly enabled: true; readonly enabledAt: number; readonly recoveryCodesLeft: number };

/** A secret that an authenticator is to learn; it counts once a code has been seen. */
export interface PendingTotp {
  readonly secret: string;
  readonly uri: string;
}

export interface SecondFactorDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly pepper: string;
  readonly passwords: Passwords;
  /** Slows the guessing of codes; other than those of passwords, which a right password clears. */
  readonly codeAttempts: PasswordAttempts;
}

/** One-time codes by time (RFC 6238) beside the password, and recovery codes for a lost authenticator. */
export class SecondFactor {
  readonly #to: SecondFactorDependencies;
  readonly #seal: Seal;

  constructor(dependencies: SecondFactorDependencies) {
    this.#to = dependencies;
    this.#seal = new Seal(dependencies.pepper, "totp");
  }

  async state({ user }: SeenAccount): Promise<TotpState> {
    return this.#to.store.read((db) => stateOf(db, user.uid));
  }

  /**
   * Makes a secret for the caller's own account. Raises ForbiddenError without its password, AlreadyExistsError when
   * there is a second factor.
   */
  async begin(actor: Actor, owner: User, password: string | undefined): Promise<PendingTotp> {
    await this.#requireOwner(actor, owner, password);
    const secret = newTotpSecret();
    await this.#to.store.transaction(async (tx) => {
      const known = await findTotp(tx, owner.uid);
      if (known?.enabledAt != null) throw alreadyExists("The second factor is on; switch it off first");
      const sealed = this.#seal.close(`${owner.uid}:${secret}`);
      await putTotp(tx, { uid: owner.uid, secret: sealed, enabledAt: null, lastStep: 0 });
    });
    return { secret, uri: otpauthUri(secret, ISSUER, owner.email ?? owner.id) };
  }

  /**
   * Switches the second factor on; from now on a password alone is not enough, and other sessions, which it was
   * enough for, end. Returns the recovery codes. Raises InvalidArgumentError for a wrong code, BadRequestError when there
   * is nothing to confirm.
   */
  async confirm(actor: Actor, owner: User, code: string): Promise<readonly string[]> {
    this.#to.passwords.requireOwn(actor, owner);
    const attempt = this.#to.codeAttempts.begin(owner.id, actor.origin.address);
    const now = nowSeconds(this.#to.clock);
    const codes = newRecoveryCodes();
    await this.#to.store.transaction(async (tx) => {
      const pending = await findTotp(tx, owner.uid);
      if (pending === undefined || pending.enabledAt !== null) {
        attempt.takeBack();
        throw badRequest("There is no second factor to confirm; begin with POST /users/{id}/totp");
      }
      const step = matchingStep(this.#open(pending), plain(code), now, pending.lastStep);
      if (step === undefined) throw invalidArgument("Wrong code; check the time of the device that shows it");
      await putTotp(tx, { ...pending, enabledAt: now, lastStep: step });
      await this.#putCodes(tx, owner, codes);
      await updateUser(tx, owner, { has2fa: true });
      const ended = await deleteSessionsOf(tx, owner.uid, actor.session?.id);
      await this.#record(tx, actor, "ENABLE_TOTP", owner, ended > 0 ? { sessions_ended: ended } : undefined);
    });
    attempt.succeed();
    return codes;
  }

  /** New recovery codes in place of all others. Raises ForbiddenError without the password, NotFoundError. */
  async renewRecoveryCodes(
    actor: Actor,
    owner: User,
    password: string | undefined,
  ): Promise<readonly string[]> {
    await this.#requireOwner(actor, owner, password);
    const codes = newRecoveryCodes();
    await this.#to.store.transaction(async (tx) => {
      await requireEnabled(tx, owner);
      await this.#putCodes(tx, owner, codes);
      await this.#record(tx, actor, "CREATE_RECOVERY_CODES", owner);
    });
    return codes;
  }

  /**
   * Switches it off: by the owner with his password, or for a lost authenticator by those who may revoke his
   * keys; none of them can sign in by that. Raises NotFoundError when there is none.
   */
  async remove(actor: Actor, seen: SeenAccount, password: string | undefined): Promise<void> {
    requireKeyDeed("revoke", seen);
    const { user } = seen;
    if (user.uid === actor.user.uid) await this.#requireOwner(actor, user, password);
    await this.#to.store.transaction(async (tx) => {
      await requireEnabled(tx, user);
      await deleteTotp(tx, user.uid);
      await updateUser(tx, user, { has2fa: false });
      await this.#record(tx, actor, "DISABLE_TOTP", user);
    });
  }

  /**
   * Accepts a code or a recovery code of somebody who has given his password, each once. Raises
   * WrongCredentialsError, TooManyRequestsError when guessing is slowed.
   */
  async accept(user: User, code: string, origin: Origin): Promise<void> {
    const attempt = this.#to.codeAttempts.begin(user.id, origin.address);
    const isRight = await this.#use(user, plain(code), origin).catch((error: unknown) => {
      attempt.takeBack();
      throw error;
    });
    if (isRight) {
      attempt.succeed();
      return;
    }
    // Not an administrative change: caches stay, so that guessing cannot be used to slow the others.
    await this.#to.store.append((tx) =>
      this.#record(tx, { origin, user: null }, "SIGN_IN_FAILED", user, { factor: "second" }, "failed"),
    );
    throw new AccessError("WrongCredentialsError", "Wrong code");
  }

  async #use(user: User, code: string, origin: Origin): Promise<boolean> {
    const { store, clock, pepper } = this.#to;
    const { uid } = user;
    if (!/^\d{6}$/.test(code)) {
      const hash = recoveryCodeHash(pepper, uid, code);
      if (!(await store.read((db) => hasRecoveryCode(db, uid, hash)))) return false;
      return store.transaction(async (tx) => {
        if (!(await useRecoveryCode(tx, uid, hash))) return false;
        const left = await countRecoveryCodes(tx, uid);
        await this.#record(tx, { origin, user }, "USE_RECOVERY_CODE", user, { recovery_codes_left: left });
        return true;
      });
    }
    const totp = await store.read((db) => findTotp(db, uid));
    if (totp === undefined || totp.enabledAt === null) return false;
    const step = matchingStep(this.#open(totp), code, nowSeconds(clock), totp.lastStep);
    return step !== undefined && store.transaction((tx) => useStep(tx, uid, step));
  }

  async #requireOwner(actor: Actor, owner: User, password: string | undefined): Promise<void> {
    this.#to.passwords.requireOwn(actor, owner);
    if (!owner.hasPassword) {
      throw forbidden("A second factor stands beside a password, and this account has none; set one first");
    }
    if (password === undefined) {
      throw badRequest("The x-user-password header is missing; send your password to confirm the change");
    }
    await this.#to.passwords.confirm(actor, password);
  }

  #open({ uid, secret }: StoredTotp): string {
    const [owner, text] = this.#seal.open(secret)?.split(":") ?? [];
    if (text !== undefined && owner === String(uid)) return text;
    throw new Error(
      `The second factor of account ${uid} cannot be read: it was sealed with another key pepper`,
    );
  }

  async #putCodes(tx: Db, { uid }: User, codes: readonly string[]): Promise<void> {
    const hashes = codes.map((code) => recoveryCodeHash(this.#to.pepper, uid, code));
    await putRecoveryCodes(tx, uid, hashes);
  }

  async #record(
    tx: Db,
    source: AuditSource,
    action: AuditEvent["action"],
    owner: User,
    after?: object,
    outcome: "ok" | "failed" = "ok",
  ): Promise<void> {
    await this.#to.audit.record(tx, source, {
      action,
      outcome,
      targetType: "user",
      target: owner.id,
      groupId: owner.membership?.groupId ?? null,
      after,
    });
  }
}

async function stateOf(db: Db, uid: number): Promise<TotpState> {
  const totp = await findTotp(db, uid);
  if (totp === undefined || totp.enabledAt === null) return { enabled: false };
  return { enabled: true, enabledAt: totp.enabledAt, recoveryCodesLeft: await countRecoveryCodes(db, uid) };
}

async function requireEnabled(tx: Db, owner: User): Promise<void> {
  if (!(await stateOf(tx, owner.uid)).enabled) throw notFound("Second factor of user", owner.id);
}

/** Authenticators show codes in two halves. */
function plain(code: string): string {
  return code.replace(/\s/g, "");
}
