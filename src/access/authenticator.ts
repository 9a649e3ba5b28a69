import { type AddressList, contains, parseAddressList } from "../base/addresses.ts";
import { isApiKey, looksLikeApiKey } from "../base/api-key.ts";
import { type Clock, nowSeconds, toRfc3339 } from "../base/clock.ts";
import { hashSecret } from "../base/secrets.ts";
import type { ApiKey } from "../model/api-key.ts";
import { AccessError, forbidden } from "../model/errors.ts";
import { type KeyPolicy, problemOf, refusedFrom } from "../model/key-policy.ts";
import { isGranted } from "../model/privileges.ts";
import { notActiveSentence, type User } from "../model/user.ts";
import type { Store } from "../store/store.ts";
import { findKeyOwner } from "../store/users.ts";
import type { KeyActor, Origin } from "./actor.ts";
import { ClaimMemory } from "./claim-memory.ts";
import { RevisionCache } from "./revision-cache.ts";

interface KeyOwner {
  readonly user: User;
  readonly key: ApiKey;
  readonly addresses: AddressList | null;
  /** In unix seconds, by its expiry or its age; null: never. */
  readonly refusedFrom: number | null;
  /** What its group asks of every key and this one has not. */
  readonly problem: string | undefined;
  readonly claims: ClaimMemory;
}

/** A right key in a wrong place, which may well be a stolen one: the audit tells whose it is. */
export class KeyRefusedError extends AccessError {
  readonly actor: KeyActor;

  constructor(actor: KeyActor) {
    super(
      "ForbiddenError",
      `This API key may not be used from ${actor.origin.address}; its allowed addresses do not include it`,
    );
    this.actor = actor;
  }
}

/** A right key that is no longer good, or whose account is not: whose it is can be told to those who look after him. */
export class OwnerRefusedError extends AccessError {
  readonly user: User;

  constructor(user: User, code: "WrongCredentialsError" | "UserNotActiveError", message: string) {
    super(code, message);
    this.user = user;
  }
}

/** Whether the directory that answers for an account must be heard before it may do anything; see SsoChecks. */
export interface AsksDirectory {
  isDue(user: User): boolean;
  /** What was read of the account before is old then. Raises TransientError. */
  check(user: User, origin: Origin): Promise<void>;
}

/** Turns an API key into an Actor. Malformed keys are refused by their checksum, without a look-up. */
export class Authenticator {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #pepper: string;
  readonly #directory: AsksDirectory;
  readonly #owners: RevisionCache<string, KeyOwner>;

  constructor(store: Store, clock: Clock, pepper: string, directory: AsksDirectory) {
    this.#store = store;
    this.#clock = clock;
    this.#pepper = pepper;
    this.#directory = directory;
    this.#owners = new RevisionCache(store);
  }

  /**
   * Raises AuthenticationRequiredError without a key, WrongCredentialsError for an unknown or expired
   * one, UserNotActiveError, ForbiddenError when the key may not be used from this address, and TransientError when the
   * account's directory could not be asked for too long.
   */
  async authenticate(key: string | undefined, origin: Origin): Promise<KeyActor> {
    if (key === undefined || key === "") {
      throw new AccessError("AuthenticationRequiredError", "X-Apikey header is missing");
    }
    const owner = await this.#ownerOf(key);
    const actor = this.#admit(owner, origin);
    if (!this.#directory.isDue(actor.user)) return actor;
    await this.#directory.check(actor.user, origin);
    return this.#admit(await this.#ownerOf(key), origin);
  }

  /** The same without waiting, for a key that is remembered; undefined for any other, which tells nothing of it. */
  recall(key: string | undefined, origin: Origin): KeyActor | undefined {
    if (key === undefined || !looksLikeApiKey(key)) return undefined;
    const owner = this.#owners.get(hashSecret(this.#pepper, key));
    if (owner === undefined || this.#directory.isDue(owner.user)) return undefined;
    return this.#admit(owner, origin);
  }

  /** The account that a key belongs to, expired or not; undefined when there is none. */
  async ownerOf(key: string): Promise<User | undefined> {
    return (await this.#ownerOf(key))?.user;
  }

  async #ownerOf(key: string): Promise<KeyOwner | undefined> {
    if (!looksLikeApiKey(key)) return undefined;
    const hash = hashSecret(this.#pepper, key);
    const known = this.#owners.get(hash);
    if (known !== undefined) return known;
    // Garbage is refused by its checksum, without a look-up.
    if (!isApiKey(key)) return undefined;
    return this.#owners.getOrLoad(hash, async () => {
      const found = await this.#store.read((db) => findKeyOwner(db, hash));
      return found && ownerOf(found.user, found.key, found.policy);
    });
  }

  #admit(owner: KeyOwner | undefined, origin: Origin): KeyActor {
    if (owner === undefined) throw new AccessError("WrongCredentialsError", "Wrong API key");
    const { user, key, addresses, refusedFrom: end, problem, claims } = owner;
    const now = nowSeconds(this.#clock);
    if (end !== null && now >= end) {
      throw new OwnerRefusedError(
        user,
        "WrongCredentialsError",
        `Wrong API key: this key expired at ${toRfc3339(end * 1000)}; make a new one`,
      );
    }
    if (problem !== undefined) {
      throw new OwnerRefusedError(user, "WrongCredentialsError", `Wrong API key: ${problem}; make a new one`);
    }
    if (user.status !== "active") {
      throw new OwnerRefusedError(user, "UserNotActiveError", notActiveSentence(user));
    }
    const actor = { user, key, isOperator: isGranted(user.privileges, "admin", now), origin, claims };
    if (addresses !== null && !contains(addresses, origin.address)) throw new KeyRefusedError(actor);
    return actor;
  }
}

function ownerOf(user: User, key: ApiKey, policy: KeyPolicy): KeyOwner {
  return {
    user,
    key,
    addresses: addressesOf(key),
    refusedFrom: refusedFrom(key, policy),
    problem: problemOf(key, policy),
    claims: new ClaimMemory(),
  };
}

function addressesOf(key: ApiKey): AddressList | null {
  if (key.allowedAddresses.length === 0) return null;
  const parsed = parseAddressList(key.allowedAddresses);
  // A stored list that cannot be read admits nobody.
  if ("error" in parsed)
    throw forbidden("The allowed addresses of this API key cannot be read; set them again");
  return parsed;
}
