import { type Clock, nowSeconds } from "../base/clock.ts";
import { alreadyExists, forbidden, invalidArgument, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { parseServiceAccountName, serviceAccountEmail, serviceAccountId } from "../model/ids.ts";
import type { JsonObject } from "../model/patch.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import type { Store } from "../store/store.ts";
import {
  deleteUser,
  findUser,
  findUserByEmail,
  findUserByUid,
  insertUser,
  setMembership,
} from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Groups } from "./groups.ts";
import type { KeyIssuer } from "./key-issuing.ts";
import { type Members, type MemberView, requireMember } from "./members.ts";
import { relationsTo } from "./permissions.ts";
import type { Users } from "./users.ts";
import type { SeenAccount, UserView } from "./views.ts";

export interface CreatedServiceAccount {
  readonly view: MemberView;
  /** Shown to whoever creates the account, this once. */
  readonly apikey: string;
}

export interface ServiceAccountsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly groups: Groups;
  readonly members: Members;
  readonly users: Users;
  readonly keys: KeyIssuer;
}

/** Accounts of programs: they belong to one group from their making to their deletion. */
export class ServiceAccounts {
  readonly #to: ServiceAccountsDependencies;

  constructor(dependencies: ServiceAccountsDependencies) {
    this.#to = dependencies;
  }

  /**
   * Makes an account with a key for each name, or none at all. Raises InvalidArgumentError for bad or
   * repeated names, AlreadyExistsError when the group has a service account of that name.
   */
  async create(actor: Actor, groupId: string, names: readonly string[]): Promise<CreatedServiceAccount[]> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    requireDistinct(names);
    const created = await this.#to.store.transaction(async (tx) => {
      if ((await lockGroup(tx, group.gid)) === undefined) throw notFound("Group", groupId);
      const accounts: { readonly user: User; readonly apikey: string }[] = [];
      for (const name of names) accounts.push(await this.#insert(tx, actor, group, name));
      return accounts;
    });
    const users = created.map(({ user }) => user);
    const views = await this.#to.members.views(actor, group, users);
    return views.map((view, index) => ({ view, apikey: created[index]?.apikey ?? "" }));
  }

  /**
   * The service account, by its id or e-mail-like address, for itself, operators and everyone in its
   * group; NotFoundError for everyone else, as when it does not exist.
   */
  async see(actor: Actor, id: string): Promise<SeenAccount> {
    const user = await this.#to.store.read((db) =>
      id.includes("@") ? findUserByEmail(db, id.toLowerCase()) : findUser(db, id),
    );
    if (user === undefined || user.kind !== "service_account") throw notFound("Service account", id);
    const relations = relationsTo(actor, user);
    if (relations.includes("stranger")) throw notFound("Service account", id);
    return { user, relations };
  }

  async get(actor: Actor, id: string): Promise<UserView> {
    const { user, relations } = await this.see(actor, id);
    return this.#to.users.view(user, relations);
  }

  /** As Users.patch, which decides attribute by attribute what this caller may write. */
  async patch(actor: Actor, id: string, attributes: JsonObject): Promise<UserView> {
    return this.#to.users.patchSeen(actor, await this.see(actor, id), attributes);
  }

  /** Deletes the account and its keys: by administrators of its group and operators. */
  async delete(actor: Actor, id: string): Promise<void> {
    const { user, relations } = await this.see(actor, id);
    if (!relations.includes("operator") && !relations.includes("group_admin")) throw forbidden();
    await this.#to.store.transaction(async (tx) => {
      if (user.membership !== null) await lockGroup(tx, user.membership.gid);
      const fresh = await findUserByUid(tx, user.uid);
      if (fresh === undefined) throw notFound("Service account", id);
      await this.#delete(tx, actor, fresh);
    });
  }

  /** The same by way of the group. */
  async deleteFromGroup(actor: Actor, groupId: string, id: string): Promise<void> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      await this.#delete(tx, actor, await requireMember(tx, group, "service_accounts", id));
    });
  }

  async #insert(tx: Db, actor: Actor, group: Group, name: string) {
    const id = serviceAccountId(group.id, name);
    const email = serviceAccountEmail(id);
    // The address is in lower case, so it finds names that differ in case only.
    if ((await findUserByEmail(tx, email)) !== undefined) {
      throw alreadyExists(`Service account ${quote(id)} already exists`);
    }
    const userSince = nowSeconds(this.#to.clock);
    const account = await insertUser(tx, { id, kind: "service_account", email, firstName: name, userSince });
    const user = await setMembership(tx, account, { gid: group.gid, roles: [] });
    const { key, secret } = await this.#to.keys.issue(tx, user.uid, { label: "first key" });
    await this.#to.audit.record(tx, actor, {
      action: "ADD_GROUP_SERVICE_ACCOUNT",
      targetType: "service_account",
      target: id,
      groupId: group.id,
      after: { id, email, api_key_prefix: key.prefix },
    });
    return { user, apikey: secret };
  }

  async #delete(tx: Db, actor: Actor, user: User): Promise<void> {
    await deleteUser(tx, user);
    await this.#to.audit.record(tx, actor, {
      action: "DELETE_GROUP_SERVICE_ACCOUNT",
      targetType: "service_account",
      target: user.id,
      groupId: user.membership?.groupId ?? null,
      before: { id: user.id, email: user.email, roles: user.membership?.roles ?? [] },
    });
  }
}

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const key = parseServiceAccountName(name).toLowerCase();
    if (seen.has(key)) throw invalidArgument(`The service account name ${quote(name)} is given twice`);
    seen.add(key);
  }
}
