import { type Clock, nowSeconds } from "../base/clock.ts";
import { invalidArgument } from "../model/errors.ts";
import { parsePersonEmail } from "../model/ids.ts";
import type { Invitation } from "../model/invitation.ts";
import { type JsonObject, parseText } from "../model/patch.ts";
import type { Privileges } from "../model/privileges.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { insertUser } from "../store/users.ts";
import type { Origin } from "./actor.ts";
import type { Audit, AuditSource } from "./audit.ts";
import type { Joining } from "./joining.ts";
import type { KeyIssuer } from "./key-issuing.ts";
import { hashNewPassword } from "./passwords.ts";

const ATTRIBUTES = ["email", "first_name", "last_name", "profile_phrase", "password"];

export interface NewAccount {
  /** A valid username. */
  readonly id: string;
  /** `email`, and optionally first_name, last_name, profile_phrase and password. */
  readonly attributes: JsonObject;
}

/** What a new account's owner must be told once. */
export interface CreatedAccount {
  readonly user: User;
  readonly apikey: string;
}

interface ParsedAccount {
  readonly id: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly profilePhrase: string;
  readonly passwordHash: string | null;
}

export interface NewAccountsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly keys: KeyIssuer;
  readonly joining: Joining;
}

/** Makes users: for an operator, for an accepted invitation, and the first operator of all. */
export class NewAccounts {
  readonly #to: NewAccountsDependencies;

  constructor(dependencies: NewAccountsDependencies) {
    this.#to = dependencies;
  }

  /** Raises InvalidArgumentError for bad attributes, AlreadyExistsError when the name or address is taken. */
  async create(source: AuditSource, account: NewAccount): Promise<CreatedAccount> {
    const parsed = await parseAccount(account);
    return this.#to.store.transaction((tx) => this.#insert(tx, source, parsed, {}));
  }

  /** The first operator, on an empty database and for nobody's request. */
  async createOperator(account: NewAccount): Promise<CreatedAccount> {
    const parsed = await parseAccount(account);
    return this.#to.store.transaction((tx) => this.#insert(tx, null, parsed, { admin: { granted: true } }));
  }

  /** For the one who accepts the invitation that `find` finds, or raises, in the same transaction. */
  async createInvited(
    origin: Origin,
    account: NewAccount,
    find: (tx: Db) => Promise<Invitation>,
  ): Promise<CreatedAccount> {
    const parsed = await parseAccount(account);
    return this.#to.store.transaction(async (tx) =>
      this.#insert(tx, { origin, user: { id: parsed.id } }, parsed, {}, await find(tx)),
    );
  }

  async #insert(
    tx: Db,
    source: AuditSource,
    account: ParsedAccount,
    privileges: Privileges,
    accepted?: Invitation,
  ): Promise<CreatedAccount> {
    const now = nowSeconds(this.#to.clock);
    const user = await insertUser(tx, { kind: "user", userSince: now, privileges, ...account });
    const { secret } = await this.#to.keys.issue(tx, user.uid, { label: "first key" });
    await this.#to.audit.record(tx, source, {
      action: "CREATE_USER",
      targetType: "user",
      target: user.id,
      after: { id: user.id, email: user.email },
    });
    const joined = await this.#to.joining.joinOnCreation(tx, source, user, now, accepted);
    return { user: joined, apikey: secret };
  }
}

/** The password is hashed before any transaction begins: it takes tens of milliseconds. */
async function parseAccount({ id, attributes }: NewAccount): Promise<ParsedAccount> {
  const unknown = Object.keys(attributes).find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) {
    throw invalidArgument(`Unknown attribute ${quote(unknown)} of a new user; use ${ATTRIBUTES.join(", ")}`);
  }
  const { email, password } = attributes;
  if (typeof email !== "string") throw invalidArgument(`Attribute "email" is missing or not a string`);
  return {
    id,
    email: parsePersonEmail(email),
    firstName: parseText("first_name", attributes.first_name ?? ""),
    lastName: parseText("last_name", attributes.last_name ?? ""),
    profilePhrase: parseText("profile_phrase", attributes.profile_phrase ?? ""),
    passwordHash: password === undefined || password === null ? null : await hashNewPassword(password),
  };
}
