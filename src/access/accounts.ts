import { looksLikeApiKey } from "../base/api-key.ts";
import { notFound } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Store } from "../store/store.ts";
import { findUser, findUserByEmail } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Authenticator } from "./authenticator.ts";
import { maySeeUser, relationsTo } from "./permissions.ts";
import type { SeenAccount } from "./views.ts";

/** Finds the account that `{id}` of a path means: `me`, a username, an e-mail address or an API key. */
export class Accounts {
  readonly #store: Store;
  readonly #authenticator: Authenticator;
  readonly #publicProfiles: boolean;

  constructor(store: Store, authenticator: Authenticator, publicProfiles: boolean) {
    this.#store = store;
    this.#authenticator = authenticator;
    this.#publicProfiles = publicProfiles;
  }

  /**
   * The account, when the caller may see it; NotFoundError otherwise, in the same words as when it does
   * not exist. Members see the service accounts of their group, and with public profiles anyone signed in
   * sees accounts, by name or address but not by key.
   */
  async see(actor: Actor, id: string): Promise<SeenAccount> {
    const seen = await this.#find(actor, id);
    const isPublic = (this.#publicProfiles || isFellowProgram(seen)) && !looksLikeApiKey(id);
    if (seen === undefined || !(isPublic || maySeeUser(seen.relations))) throw notFound("User", id);
    return seen;
  }

  /** Like `see`, but only for those close to the account: itself, its administrators, operators. */
  async seeClosely(actor: Actor, id: string): Promise<SeenAccount> {
    const seen = await this.#find(actor, id);
    if (seen === undefined || !maySeeUser(seen.relations)) throw notFound("User", id);
    return seen;
  }

  async #find(actor: Actor, id: string): Promise<SeenAccount | undefined> {
    const user = await this.#resolve(actor, id);
    return user && { user, relations: relationsTo(actor, user) };
  }

  async #resolve(actor: Actor, id: string): Promise<User | undefined> {
    // The caller's own record is as fresh as the authentication that has just been made.
    if (id === "me" || id === actor.user.id) return actor.user;
    if (looksLikeApiKey(id)) return this.#authenticator.ownerOf(id);
    if (id.includes("@")) return this.#store.read((db) => findUserByEmail(db, id.toLowerCase()));
    return this.#store.read((db) => findUser(db, id));
  }
}

function isFellowProgram(seen: SeenAccount | undefined): boolean {
  return seen?.user.kind === "service_account" && seen.relations.includes("fellow");
}
