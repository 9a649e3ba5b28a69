import { forbidden, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { type MemberFilter, parseMemberFilter } from "../model/member-filter.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import { withInherited } from "../model/privileges.ts";
import type { QuotaLimits } from "../model/quotas.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import type { MemberList } from "../store/member-conditions.ts";
import { limitsOfMany } from "../store/quota-limits.ts";
import type { Store } from "../store/store.ts";
import { countMembers, findUser, findUserByEmail, pageOfMembers } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { isGroupAdmin, maySeeUser, relationsTo } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import type { SeenGroup, UserView } from "./views.ts";

/** A member with what this viewer may see of it. */
export interface MemberView extends UserView {
  /** The member's own caps; undefined when the viewer may not know them. */
  readonly limits: QuotaLimits | undefined;
}

export interface MembersRequest extends PageRequest {
  readonly filter?: string | undefined;
  /** Quotas cost a query for each page, so that they are read only on demand. */
  readonly withQuotas?: boolean | undefined;
}

export interface MembersPage extends PageOf<MemberView> {
  readonly group: Group;
  readonly count: number;
}

export interface MembersDependencies {
  readonly store: Store;
  readonly groups: Groups;
  readonly quotas: Quotas;
}

/** Reads who belongs to a group. A page costs the same however many members there are. */
export class Members {
  readonly #to: MembersDependencies;

  constructor(dependencies: MembersDependencies) {
    this.#to = dependencies;
  }

  /** A page of one of the group's lists, by username, for its members and operators. */
  async list(actor: Actor, groupId: string, list: MemberList, request: MembersRequest): Promise<MembersPage> {
    const seen = await this.#to.groups.see(actor, groupId);
    const filter =
      request.filter === undefined ? [] : requireVisible(parseMemberFilter(request.filter), seen);
    const { gid } = seen.group;
    const { rows, count } = await this.#to.store.read(async (db) => ({
      rows: await pageOfMembers(db, { gid, list, filter, afterId: request.after, limit: request.limit + 1 }),
      count: filter.length === 0 ? countOf(seen.group, list) : await countMembers(db, { gid, list, filter }),
    }));
    const { items, nextAfter } = cutPage(rows, request.limit, (user) => user.id);
    return {
      items: await this.views(actor, seen.group, items, request),
      nextAfter,
      count,
      group: seen.group,
    };
  }

  /** Whether the username or address is on the list; unknown ones are simply not. */
  async has(actor: Actor, groupId: string, list: MemberList, id: string): Promise<boolean> {
    const { group } = await this.#to.groups.see(actor, groupId);
    const member = await this.#to.store.read((db) => findMember(db, group, list, id));
    if (member === undefined) return false;
    // A plain member must not find out his fellows' addresses by guessing.
    return !id.includes("@") || maySeeUser(relationsTo(actor, member));
  }

  /** What the caller may see of these members of the group, by two statements for all of them. */
  async views(
    actor: Actor,
    group: Group,
    users: readonly User[],
    { withQuotas }: Pick<MembersRequest, "withQuotas"> = {},
  ): Promise<MemberView[]> {
    const seen = users.map((user) => ({ user, relations: relationsTo(actor, user) }));
    const close = seen.filter(({ relations }) => maySeeUser(relations)).map(({ user }) => user);
    const limits = await this.#limitsOf(close);
    const quotas = withQuotas && close.length > 0 ? await this.#to.quotas.ofUsers(close) : undefined;
    return seen.map(({ user, relations }) => ({
      user,
      relations,
      limits: limits.get(user.uid),
      quotas: quotas?.get(user.uid),
      privileges: withInherited(user.privileges, group.privileges, group.id),
    }));
  }

  async #limitsOf(users: readonly User[]): Promise<ReadonlyMap<number, QuotaLimits>> {
    if (users.length === 0) return new Map();
    const uids = users.map((user) => user.uid);
    return this.#to.store.read((db) => limitsOfMany(db, "user", uids));
  }
}

/** The account that a username or an e-mail address means, if it is on the list. */
export async function findMember(
  db: Db,
  group: Group,
  list: MemberList,
  id: string,
): Promise<User | undefined> {
  const user = id.includes("@") ? await findUserByEmail(db, id.toLowerCase()) : await findUser(db, id);
  return user !== undefined && isListed(user, group, list) ? user : undefined;
}

/** NotFoundError in the words that also an account outside the group gets. */
export async function requireMember(db: Db, group: Group, list: MemberList, id: string): Promise<User> {
  const user = await findMember(db, group, list, id);
  if (user === undefined) throw notFound(list === "service_accounts" ? "Service account" : "User", id);
  return user;
}

function isListed(user: User, group: Group, list: MemberList): boolean {
  if (user.membership?.gid !== group.gid) return false;
  if (list === "administrators") return isGroupAdmin(user);
  return user.kind === (list === "users" ? "user" : "service_account");
}

function countOf(group: Group, list: MemberList): number {
  switch (list) {
    case "users":
      return group.usersCount;
    case "administrators":
      return group.administratorsCount;
    case "service_accounts":
      return group.serviceAccountsCount;
  }
}

/** A filter on what a plain member cannot read would tell it to him bit by bit. */
function requireVisible(filter: MemberFilter, { relation }: SeenGroup): MemberFilter {
  if (relation !== "member") return filter;
  return filter.map((term) => {
    switch (term.field) {
      case "2fa_enabled":
      case "email":
      case "api_quota_group":
        throw forbidden(`Only administrators of the group can filter its members by ${term.field}`);
      case "text":
        return { ...term, field: "public_text" };
      default:
        return term;
    }
  });
}
