import { type Clock, nowSeconds } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ApiKey } from "../model/api-key.ts";

import { AccessError, badRequest, invalidArgument, notFound } from "../model/errors.ts";

import { requireWithinPolicy } from "../model/key-policy.ts";

import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { User } from "../model/user.ts";
import { deleteKey, findKey, keysOf, updateKey } from "../store/api-keys.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { findUserByUid, keyPolicyOfOwner, updateUser } from "../store/users.ts";
import type { Actor, Origin } from "./actor.ts";
import type { Audit, AuditEvent, AuditSource } from "./audit.ts";
import {
  inheritedLimits,
  type KeyAttributes,
  type ParsedKeyAttributes,
  parseKeyAttributes,
  requireWithinOwnLimits,
} from "./key-attributes.ts";
import type { IssuedKey, KeyIssuer, KeyOptions } from "./key-issuing.ts";
import { requireKeyDeed } from "./key-permissions.ts";
import type { Passwords } from "./passwords.ts";
import type { SecondFactor } from "./second-factor.ts";
import type { SeenAccount } from "./views.ts";

/** Keys that an account can have; those that have expired make room. */
const KEYS_MAX = 20;
const DAY_SECONDS = 86_400;
/** How long a rotated-out key may go on working beside its successor. */
export const OVERLAP_SECONDS_MAX = 30 * DAY_SECONDS;

export interface Rotation {
  /** For how long the old key goes on working. */
  readonly overlapSeconds: number;
  /** As of KeyAttributes; the old key's when left out. */
  readonly expirationDate?: number | null | undefined;
}

export interface ApiKeysDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly keys: KeyIssuer;
  readonly passwords: Passwords;
  readonly secondFactor: SecondFactor;
}

/** The keys of an account. Each method is given the account as the actor has been found to see it. */
export class ApiKeys {
  readonly #to: ApiKeysDependencies;

  constructor(dependencies: ApiKeysDependencies) {
    this.#to = dependencies;
  }

  /** A page of the account's keys, oldest first. */
  async list(seen: SeenAccount, page: PageRequest): Promise<PageOf<ApiKey> & { readonly count: number }> {
    requireKeyDeed("read", seen);
    await this.#to.ledger.writeKeyUses();
    const keys = await this.#to.store.read((db) => keysOf(db, seen.user.uid));
    const { after } = page;
    const rest = after === null ? keys : keys.filter((key) => positionOf(key) > after);
    return { ...cutPage(rest, page.limit, positionOf), count: keys.length };
  }

  async get(seen: SeenAccount, keyId: string): Promise<ApiKey> {
    requireKeyDeed("read", seen);
    await this.#to.ledger.writeKeyUses();
    return this.#to.store.read((db) => requireKey(db, seen.user, keyId));
  }

  /** Raises BadRequestError when the account has as many keys as it can have. */
  async create(actor: Actor, seen: SeenAccount, attributes: KeyAttributes): Promise<IssuedKey> {
    requireKeyDeed("create", seen);
    const wanted = parseKeyAttributes(attributes, this.#now());
    const options = { ...inheritedLimits(actor, seen.user), ...wanted };
    requireWithinOwnLimits(actor, seen.user, options);
    return this.#to.store.transaction((tx) => this.#create(tx, actor, seen.user, options, wanted));
  }

  /**
   * A key for a person who has none at hand, by username or e-mail address and password, and a code where the account
   * has a second factor. Raises as Passwords.signIn and SecondFactor.accept; it counts as a login.
   */
  async createWithPassword(
    account: string,
    { password, code }: { readonly password: string; readonly code: string | undefined },
    attributes: KeyAttributes,
    origin: Origin,
  ): Promise<IssuedKey & { readonly owner: User }> {
    const user = await this.#to.passwords.signIn(account, password, origin);
    const options = parseKeyAttributes(attributes, this.#now());
    if (user.has2fa) await this.#requireCode(user, code, origin);
    return this.#to.store.transaction(async (tx) => {
      const owner = await updateUser(tx, user, { lastLogin: this.#now() });
      return { ...(await this.#create(tx, { origin, user: owner }, owner, options, options)), owner };
    });
  }

  /** Or the password alone would buy what signs in without the second factor. */
  async #requireCode(user: User, code: string | undefined, origin: Origin): Promise<void> {
    if (code !== undefined) return this.#to.secondFactor.accept(user, code, origin);
    throw new AccessError(
      "WrongCredentialsError",
      "This account has a second factor: give a code of it too, in the header x-user-code",
    );
  }

  async change(actor: Actor, seen: SeenAccount, keyId: string, attributes: KeyAttributes): Promise<ApiKey> {
    requireKeyDeed("change", seen);
    const { user } = seen;
    return this.#to.store.transaction(async (tx) => {
      const key = await requireKey(tx, user, keyId);
      const changes = parseKeyAttributes(attributes, this.#now());
      requireWithinOwnLimits(actor, user, changes);
      requireWithinPolicy(await keyPolicyOfOwner(tx, user.uid), { ...changes, createdAt: key.createdAt });
      const changed = await updateKey(tx, key.id, changes);
      await this.#to.audit.record(tx, actor, {
        ...keyEntry("UPDATE_API_KEY", user, key),
        before: describeKey(key, user),
        after: describeKey(changed, user),
      });
      return changed;
    });
  }

  /**
   * Makes a key like the old one, which expires after the overlap or at its own earlier time. Raises
   * BadRequestError when the old one has expired.
   */
  async rotate(actor: Actor, seen: SeenAccount, keyId: string, rotation: Rotation): Promise<IssuedKey> {
    requireKeyDeed("rotate", seen);
    const now = this.#now();
    const overlap = parseOverlap(rotation.overlapSeconds);
    const wanted = parseKeyAttributes({ expiration_date: rotation.expirationDate }, now);
    const { user } = seen;
    return this.#to.store.transaction(async (tx) => {
      const old = await requireKey(tx, user, keyId);
      if (isExpired(old, now)) throw badRequest("This API key has expired; make a new one instead");
      const options = { ...likeKey(old), ...wanted };
      requireWithinOwnLimits(actor, user, options);
      await requireAllowed(tx, user, wanted, options, now);
      const expiresAt = Math.min(now + overlap, old.expiresAt ?? Number.POSITIVE_INFINITY);
      const retired = await updateKey(tx, old.id, { expiresAt });
      await makeRoom(tx, user, now);
      const issued = await this.#to.keys.issue(tx, user.uid, options);
      await this.#to.audit.record(tx, actor, {
        ...keyEntry("ROTATE_API_KEY", user, old),
        before: describeKey(old, user),
        after: {
          ...describeKey(retired, user),
          successor: { id: issued.key.id, ...describeKey(issued.key, user) },
        },
      });
      return issued;
    });
  }

  /** The key is refused from the next call on. */
  async revoke(actor: Actor, seen: SeenAccount, keyId: string): Promise<void> {
    requireKeyDeed("revoke", seen);
    const { user } = seen;
    await this.#to.store.transaction(async (tx) => {
      const key = await requireKey(tx, user, keyId);
      await deleteKey(tx, key.id);
      await this.#to.audit.record(tx, actor, {
        ...keyEntry("DELETE_API_KEY", user, key),
        before: describeKey(key, user),
      });
    });
  }

  /** `wanted` is what was said of the key, `options` with what follows from the calling one. */
  async #create(
    tx: Db,
    source: AuditSource,
    seen: User,
    options: KeyOptions,
    wanted: ParsedKeyAttributes,
  ): Promise<IssuedKey> {
    const owner = await findUserByUid(tx, seen.uid);
    if (owner === undefined) throw notFound("User", seen.id);
    await requireAllowed(tx, owner, wanted, options, this.#now());
    await makeRoom(tx, owner, this.#now());
    const issued = await this.#to.keys.issue(tx, owner.uid, options);
    await this.#to.audit.record(tx, source, {
      ...keyEntry("CREATE_API_KEY", owner, issued.key),
      after: describeKey(issued.key, owner),
    });
    return issued;
  }

  #now(): number {
    return nowSeconds(this.#to.clock);
  }
}

/** Raises InvalidArgumentError when the policy of the owner's group does not allow a new key like this. */
async function requireAllowed(
  tx: Db,
  owner: User,
  { expiresAt }: ParsedKeyAttributes,
  { allowedAddresses = [] }: KeyOptions,
  now: number,
): Promise<void> {
  const policy = await keyPolicyOfOwner(tx, owner.uid);
  requireWithinPolicy(policy, {
    createdAt: now,
    allowedAddresses,
    ...(expiresAt !== undefined && { expiresAt }),
  });
}

async function requireKey(db: Db, owner: User, keyId: string): Promise<ApiKey> {
  const key = await findKey(db, owner.uid, keyId);
  if (key === undefined) throw notFound("API key", keyId);
  return key;
}

/** Forgets the keys that expired first, as far as their places are needed. */
async function makeRoom(tx: Db, owner: User, now: number): Promise<void> {
  const keys = await keysOf(tx, owner.uid);
  const surplus = keys.length + 1 - KEYS_MAX;
  if (surplus <= 0) return;
  const expired = keys
    .filter((key) => isExpired(key, now))
    .sort((one, other) => (one.expiresAt ?? 0) - (other.expiresAt ?? 0));
  if (expired.length < surplus) {
    throw badRequest(`"${owner.id}" has ${keys.length} API keys already; delete one that is not needed`);
  }
  for (const key of expired.slice(0, surplus)) await deleteKey(tx, key.id);
}

function isExpired(key: ApiKey, now: number): boolean {
  return key.expiresAt !== null && now >= key.expiresAt;
}

function likeKey({ label, expiresAt, allowedAddresses, readOnly }: ApiKey): KeyOptions {
  return { label, expiresAt, allowedAddresses, readOnly };
}

function parseOverlap(seconds: number): number {
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= OVERLAP_SECONDS_MAX) return seconds;
  throw invalidArgument(`"overlap_seconds" must be a whole number from 0 to ${OVERLAP_SECONDS_MAX}`);
}

/** Sorts as text like the keys themselves: by the second of making, which has ten digits until 2286. */
function positionOf(key: ApiKey): string {
  return `${String(key.createdAt).padStart(12, "0")}:${key.id}`;
}

function keyEntry(action: AuditEvent["action"], owner: User, key: ApiKey) {
  return {
    action,
    targetType: "api_key",
    target: key.id,
    groupId: owner.membership?.groupId ?? null,
  } as const;
}

function describeKey(key: ApiKey, owner: User) {
  return {
    owner: owner.id,
    prefix: key.prefix,
    label: key.label,
    expiration_date: key.expiresAt,
    allowed_addresses: key.allowedAddresses,
    read_only: key.readOnly,
  };
}
