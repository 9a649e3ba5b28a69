import { AccessError, badRequest, forbidden, notFound } from "../model/errors.ts";
import { parseUsername } from "../model/ids.ts";
import { type MemberFilter, parseMemberFilter } from "../model/member-filter.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { JsonObject } from "../model/patch.ts";
import type { ShownPrivilege } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import type { Relation } from "../model/visibility.ts";
import type { Store } from "../store/store.ts";
import { countUsers, deleteUser, findUserByUid, pageOfMembers } from "../store/users.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Groups } from "./groups.ts";
import { requireAdministratorRemains, requireOperatorRemains } from "./last-ones.ts";
import type { FoundMembers, MemberSearches } from "./member-search.ts";
import { usernameAfter } from "./member-spans.ts";
import type { NewAccounts } from "./new-accounts.ts";
import { OwnViews, privilegesIn } from "./own-views.ts";
import type { Passwords } from "./passwords.ts";
import { relationsTo, requireOperator } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import { applyUserPatch } from "./user-patch.ts";
import type { SeenAccount, UserView } from "./views.ts";

export interface UsersDependencies {
  readonly store: Store;
  readonly audit: Audit;
  readonly accounts: Accounts;
  readonly groups: Groups;
  readonly quotas: Quotas;
  readonly passwords: Passwords;
  readonly newAccounts: NewAccounts;
  readonly memberSearches: MemberSearches;
}

/** Users: reading, changing, creating (operators) and deleting (the owner, or an operator). */
export class Users {
  readonly #to: UsersDependencies;
  readonly #own: OwnViews;

  constructor(dependencies: UsersDependencies) {
    this.#to = dependencies;
    this.#own = new OwnViews(dependencies.groups, dependencies.quotas);
  }

  async get(actor: Actor, id: string): Promise<UserView> {
    const { user, relations } = await this.#to.accounts.see(actor, id);
    const view = await this.view(user, relations);
    // Now that it was read all of it is remembered, and the next call is answered from what is kept with the view.
    return this.recall(actor, id) ?? view;
  }

  /** The same without waiting, for callers who ask for themselves, where it is remembered; undefined tells nothing. */
  recall(actor: Actor, id: string): UserView | undefined {
    return id === "me" || id === actor.user.id ? this.#own.recall(actor) : undefined;
  }

  /** Adds what the relations allow to see; used for listings too. */
  async view(user: User, relations: readonly Relation[]): Promise<UserView> {
    const isClose = relations.some((relation) => relation !== "fellow" && relation !== "stranger");
    const isOwner = relations.includes("self") || relations.includes("operator");
    return {
      user,
      relations,
      quotas: isClose ? await this.#to.quotas.ofUser(user) : undefined,
      privileges: isOwner ? await this.#privilegesOf(user) : undefined,
    };
  }

  /** A page of all users and service accounts that satisfy the filter, by username; operators only. */
  async list(
    actor: Actor,
    page: PageRequest & { readonly filter?: string | undefined },
  ): Promise<PageOf<UserView> & { readonly count: number }> {
    requireOperator(actor);
    const filter = page.filter === undefined ? [] : parseMemberFilter(page.filter);
    const { items, nextAfter, count } = await this.#find(filter, page);
    const quotas = await this.#to.quotas.ofUsers(items);
    const views = items.map(async (user) => ({
      user,
      relations: relationsTo(actor, user),
      quotas: quotas.get(user.uid),
      privileges: await this.#privilegesOf(user),
    }));
    return { items: await Promise.all(views), nextAfter, count };
  }

  async #find(filter: MemberFilter, page: PageRequest): Promise<FoundMembers> {
    const { store, memberSearches } = this.#to;
    const from = "everywhere";
    if (filter.length > 0) return memberSearches.page({ from, filter }, page);
    const afterId = await usernameAfter(store, from, page.after, page.skip ?? 0);
    const wanted = { from, afterId, limit: page.limit + 1 } as const;
    const rows = await store.read((db) => pageOfMembers(db, wanted));
    return { ...cutPage(rows, page.limit, (user) => user.id), count: await store.read(countUsers) };
  }

  /**
   * Changes the attributes present and nothing when one of them is refused. Raises InvalidArgumentError
   * for unknown, read-only or malformed ones, ForbiddenError for those this caller may not write.
   */
  async patch(actor: Actor, id: string, attributes: JsonObject): Promise<UserView> {
    return this.patchSeen(actor, await this.#to.accounts.see(actor, id), attributes);
  }

  /** The same for an account that the caller is known to see. */
  async patchSeen(actor: Actor, seen: SeenAccount, attributes: JsonObject): Promise<UserView> {
    const user = await this.#to.store.transaction(async (tx) => {
      const fresh = await findUserByUid(tx, seen.user.uid);
      if (fresh === undefined) throw notFound("User", seen.user.id);
      const view = { user: fresh, relations: seen.relations };
      return applyUserPatch(tx, actor, view, attributes, this.#to);
    });
    return this.view(user, seen.relations);
  }

  /** Creates a user with a first API key, which the answer shows this once; operators only. */
  async create(
    actor: Actor,
    id: string,
    attributes: JsonObject,
  ): Promise<{ view: UserView; apikey: string }> {
    requireOperator(actor);
    const { user, apikey } = await this.#to.newAccounts.create(actor, { id: parseUsername(id), attributes });
    return { view: await this.view(user, relationsTo(actor, user)), apikey };
  }

  /**
   * Deletes an account: by its owner with his password, or by an operator. To everyone else the answer
   * is the same ForbiddenError whether the account exists or not.
   */
  async delete(actor: Actor, id: string, password: string | undefined): Promise<void> {
    const { uid } = await this.#deletable(actor, id, password);
    await this.#to.store.transaction(async (tx) => {
      const user = await findUserByUid(tx, uid);
      if (user === undefined) throw notFound("User", id);
      await requireAdministratorRemains(tx, actor, user);
      await requireOperatorRemains(tx, user);
      await deleteUser(tx, user);
      await this.#to.audit.record(tx, actor, {
        action: "DELETE_USER",
        targetType: user.kind,
        target: user.id,
        groupId: user.membership?.groupId ?? null,
        before: { id: user.id, email: user.email, group: user.membership?.groupId ?? null },
      });
    });
  }

  async #deletable(actor: Actor, id: string, password: string | undefined): Promise<User> {
    const self = actor.user;
    const seen = await this.#to.accounts.seeClosely(actor, id).catch((error: unknown) => {
      if (error instanceof AccessError && error.code === "NotFoundError" && !actor.isOperator)
        throw forbidden();
      throw error;
    });
    if (seen.user.uid !== self.uid) {
      if (!actor.isOperator) throw forbidden();
      return seen.user;
    }
    if (!self.hasPassword)
      throw forbidden("This account has no password to confirm its deletion with; ask an operator");
    if (password === undefined || password === "") {
      throw badRequest("The x-user-password header is missing; send your password to confirm the deletion");
    }
    await this.#to.passwords.confirm(actor, password);
    return self;
  }

  async #privilegesOf(user: User): Promise<Readonly<Record<string, ShownPrivilege>>> {
    if (user.membership === null) return user.privileges;
    return privilegesIn(user, await this.#to.groups.known(user.membership.gid));
  }
}
