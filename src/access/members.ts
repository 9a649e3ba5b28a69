import { type Clock, nowSeconds, utcMonth } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { forbidden, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { type MemberFilter, parseMemberFilter } from "../model/member-filter.ts";
import { MEMBER_SHARE_QUOTA, type MemberOrder, parseMemberOrder } from "../model/member-order.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import { withInherited } from "../model/privileges.ts";
import type { QuotaLimits } from "../model/quotas.ts";
import type { User } from "../model/user.ts";
import type { Db } from "../store/database.ts";
import type { MemberList } from "../store/member-conditions.ts";
import { lastSeenOf } from "../store/member-search.ts";
import { limitsOfMany } from "../store/quota-limits.ts";
import type { Store } from "../store/store.ts";
import { findUser, findUserByEmail, pageOfMembers } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import type { FoundMembers, MemberSearches } from "./member-search.ts";
import { usernameAfter } from "./member-spans.ts";
import { isGroupAdmin, maySeeUser, relationsTo } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import type { SeenGroup, UserView } from "./views.ts";

/** A member with what this viewer may see of it. */
export interface MemberView extends UserView {
  /** The member's own caps; undefined when the viewer may not know them. */
  readonly limits: QuotaLimits | undefined;
  /** Only in lists, and only for those who manage the group. */
  readonly activity?: MemberActivity | undefined;
}

/** What a member has been doing, for those who look after the group. */
export interface MemberActivity {
  /** Unix seconds; undefined: never. */
  readonly lastSeen: number | undefined;
  /** Of the group's requests of this month. */
  readonly consumed: number;
  /** The part that this is of what all have consumed, from 0 to 1. */
  readonly share: number;
}

export interface MembersRequest extends PageRequest {
  readonly filter?: string | undefined;
  /** Quotas cost a query for each page, so that they are read only on demand. */
  readonly withQuotas?: boolean | undefined;
  /** In the words of model/member-order.ts. */
  readonly order?: string | undefined;
  readonly withActivity?: boolean | undefined;
}

export interface MembersPage extends PageOf<MemberView> {
  readonly group: Group;
  readonly count: number;
}

export interface MembersDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly groups: Groups;
  readonly quotas: Quotas;
  readonly memberSearches: MemberSearches;
}

/** Reads who belongs to a group. A page by username costs the same however many members there are. */
export class Members {
  readonly #to: MembersDependencies;

  constructor(dependencies: MembersDependencies) {
    this.#to = dependencies;
  }

  /**
   * A page of one of the group's lists, for its members and operators. Raises ForbiddenError for a filter or an
   * order by what a plain member may not read.
   */
  async list(actor: Actor, groupId: string, list: MemberList, request: MembersRequest): Promise<MembersPage> {
    const seen = await this.#to.groups.see(actor, groupId);
    const filter =
      request.filter === undefined ? [] : requireVisible(parseMemberFilter(request.filter), seen);
    const order = requireVisibleOrder(parseMemberOrder(request.order), seen);
    const { items, nextAfter, count } = await this.#find(seen.group, list, filter, order, request);
    const views = await this.views(actor, seen.group, items, request);
    const isManaged = request.withActivity === true && seen.relation !== "member";
    return {
      items: isManaged ? await this.#withActivity(seen.group, views) : views,
      nextAfter,
      count,
      group: seen.group,
    };
  }

  async #find(
    group: Group,
    list: MemberList,
    filter: MemberFilter,
    order: MemberOrder,
    page: PageRequest,
  ): Promise<FoundMembers> {
    const { store, ledger, memberSearches } = this.#to;
    const from = { gid: group.gid, list };
    if (order !== "username") {
      const ranking = { ...order, gid: group.gid, month: this.#month() };
      return memberSearches.page({ from, filter, ranking }, page, async () => {
        // What is recorded but not in the tables yet would be missing from the order.
        await ledger.fold();
        await ledger.writeKeyUses();
      });
    }
    if (filter.length > 0) return memberSearches.page({ from, filter }, page);
    const afterId = await usernameAfter(store, from, page.after, page.skip ?? 0);
    const wanted = { from, afterId, limit: page.limit + 1 };
    const rows = await store.read((db) => pageOfMembers(db, wanted));
    return { ...cutPage(rows, page.limit, (user) => user.id), count: countOf(group, list) };
  }

  async #withActivity({ gid }: Group, views: readonly MemberView[]): Promise<readonly MemberView[]> {
    const { store, ledger } = this.#to;
    const uids = views.map(({ user }) => user.uid);
    const from = this.#month();
    await ledger.writeKeyUses();
    const lastSeen = await store.read((db) => lastSeenOf(db, uids));
    const windows = { quota: MEMBER_SHARE_QUOTA, from, until: from + 1 };
    const consumed = await ledger.consumedByWindow(gid, windows, uids);
    const total = (await ledger.groupUsed(gid)).get(MEMBER_SHARE_QUOTA) ?? 0;
    const byUid = new Map(consumed.map(({ uid, used }) => [uid, used]));
    return views.map((view) => {
      const used = byUid.get(view.user.uid) ?? 0;
      const activity = {
        lastSeen: lastSeen.get(view.user.uid),
        consumed: used,
        // The whole may be a second older than the part.
        share: total === 0 ? 0 : Math.min(1, used / total),
      };
      return { ...view, activity };
    });
  }

  #month(): number {
    return utcMonth(nowSeconds(this.#to.clock));
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

/** An order by what only administrators read would tell it to everyone. */
function requireVisibleOrder(order: MemberOrder, { relation }: SeenGroup): MemberOrder {
  if (relation !== "member" || order === "username") return order;
  throw forbidden(`Only administrators of the group can order its members by ${order.field}`);
}
