import { AccessError } from "../model/errors.ts";
import { parsePersonEmail, parseUsername } from "../model/ids.ts";
import { parseText } from "../model/patch.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { deletePasswordReset } from "../store/password-resets.ts";
import { deleteSessionsMeantBy, deleteSessionsOf, type SessionsMeant } from "../store/sessions.ts";
import { deleteSsoGrant } from "../store/sso-grants.ts";
import { deleteTotp } from "../store/totp.ts";
import { findUserByEmail, findUserById, findUserBySubject, insertUser, updateUser } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Identity, SsoRefusal } from "./identity-provider.ts";
import type { Joining } from "./joining.ts";

/** What is to end, and by which word of the directory. */
export interface SsoEnd extends SessionsMeant {
  readonly suspends: boolean;
  readonly why: "logout" | "refresh_refused";
}

/** Names that are tried when the wanted one is taken. */
const NAMES_MAX = 1000;

/** Which account an identity of the directory means, and what becomes of it. */
export class SsoAccounts {
  readonly #audit: Audit;
  readonly #joining: Joining;

  constructor(audit: Audit, joining: Joining) {
    this.#audit = audit;
    this.#joining = joining;
  }

  /**
   * The account that is linked to the identity, else the one with its address; undefined when there is none. A refusal
   * when the identity cannot be taken for anyone: an address that nobody verified may be somebody else's.
   */
  async find(tx: Db, { issuer, subject, verifiedEmail }: Identity): Promise<User | SsoRefusal | undefined> {
    const linked = await findUserBySubject(tx, issuer, subject);
    if (linked !== undefined) return linked;
    const email = verifiedEmail === null ? undefined : validEmail(verifiedEmail);
    if (email === undefined) return "no_verified_address";
    const known = await findUserByEmail(tx, email);
    return known?.sso == null ? known : "address_taken";
  }

  /**
   * The account, made or linked where it was not: from then on the directory answers for it, so that password, second
   * factor and every session that began with them are gone. Whether there is a second factor, the directory says each time.
   */
  async link(
    tx: Db,
    found: User | undefined,
    identity: Identity,
    origin: Origin,
    now: number,
  ): Promise<User> {
    const user = found ?? (await this.#create(tx, identity, origin, now));
    const { issuer, subject, hasSecondFactor: has2fa } = identity;
    if (user.sso !== null) return user.has2fa === has2fa ? user : updateUser(tx, user, { has2fa });
    await deleteTotp(tx, user.uid);
    await deletePasswordReset(tx, user.uid);
    const ended = await deleteSessionsOf(tx, user.uid);
    const linked = await updateUser(tx, user, {
      passwordHash: null,
      has2fa,
      sso: { issuer, subject },
    });
    await this.#audit.record(
      tx,
      { origin, user },
      {
        action: "LINK_SSO",
        targetType: "user",
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        before: { has_password: user.hasPassword, has_2fa: user.has2fa },
        after: {
          has_password: false,
          has_2fa: has2fa,
          issuer,
          subject,
          ...(ended > 0 && { sessions_ended: ended }),
        },
      },
    );
    return linked;
  }

  /** Makes an account active again that a logout had suspended. */
  async resume(tx: Db, user: User, origin: Origin): Promise<void> {
    if (user.sso?.suspended !== true) return;
    await updateUser(tx, user, { status: "active", ssoSuspended: false });
    await this.#audit.record(
      tx,
      { origin, user },
      {
        action: "UPDATE_USER",
        targetType: "user",
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        before: { status: user.status, suspended_by_directory: true },
        after: { status: "active", suspended_by_directory: false },
      },
    );
  }

  /**
   * Ends what the directory ends: sessions that began by `latestAt`, of one name there or all of them, and with
   * `suspends` the account with its keys until the next sign-in there.
   */
  async end(tx: Db, user: User, origin: Origin, { suspends, why, ...meant }: SsoEnd): Promise<void> {
    if (suspends) {
      await updateUser(tx, user, { status: "inactive", ssoSuspended: true });
      await deleteSsoGrant(tx, user.uid);
    }
    const ended = await deleteSessionsMeantBy(tx, user.uid, meant);
    if (ended === 0 && !suspends) return;
    await this.#audit.record(
      tx,
      { origin, user: null },
      {
        action: "SSO_LOGOUT",
        targetType: "user",
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        after: { why, sessions_ended: ended, ...(suspends && { status: "inactive" }) },
      },
    );
  }

  async #create(tx: Db, identity: Identity, origin: Origin, now: number): Promise<User> {
    const email = validEmail(identity.verifiedEmail ?? "");
    if (email === undefined) throw new Error("An account was made for an identity without an address");
    const id = await freeUsername(tx, identity.username ?? email.split("@")[0] ?? "");
    const user = await insertUser(tx, {
      id,
      kind: "user",
      email,
      userSince: now,
      firstName: validText(identity.firstName),
      lastName: validText(identity.lastName),
    });
    const source = { origin, user };
    const after = { id, email, method: "oidc" };
    await this.#audit.record(tx, source, { action: "CREATE_USER", targetType: "user", target: id, after });
    return this.#joining.joinOnCreation(tx, source, user, now);
  }
}

/** The wanted name as far as it can be one, with a number behind it when it is taken. */
async function freeUsername(tx: Db, wanted: string): Promise<string> {
  const plain = wanted
    .split("@")[0]
    ?.replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 56);
  const base = plain === undefined || plain === "" || plain.toLowerCase() === "me" ? "user" : plain;
  for (let number = 1; number <= NAMES_MAX; number += 1) {
    const id = parseUsername(number === 1 ? base : `${base}-${number}`);
    if ((await findUserById(tx, id)) === undefined) return id;
  }
  throw new AccessError("AlreadyExistsError", `All names like "${base}" are taken; ask an operator`);
}

function validEmail(text: string): string | undefined {
  return orUndefined(() => parsePersonEmail(text));
}

function validText(text: string): string {
  return orUndefined(() => parseText("name", text)) ?? "";
}

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}
