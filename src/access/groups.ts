import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { parseGroupFilter } from "../model/group-filter.ts";
import { parseGroupId } from "../model/ids.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { JsonObject } from "../model/patch.ts";
import {
  countGroups,
  deleteGroup,
  findGroup,
  findGroupByGid,
  insertGroup,
  lockGroup,
  pageOfGroups,
} from "../store/groups.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import { applyGroupPatch } from "./group-patch.ts";
import { relationToGroup, requireManager, requireOperator } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import { RevisionCache } from "./revision-cache.ts";
import type { GroupView, SeenGroup } from "./views.ts";

export interface GroupsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly quotas: Quotas;
}

/** Groups: reading, changing, and for operators listing, creating and deleting. */
export class Groups {
  readonly #to: GroupsDependencies;
  readonly #known: RevisionCache<number, Group>;

  constructor(dependencies: GroupsDependencies) {
    this.#to = dependencies;
    this.#known = new RevisionCache(dependencies.store);
  }

  /** The group by its internal number, from memory while nothing changes. */
  async known(gid: number): Promise<Group | undefined> {
    return this.#known.getOrLoad(gid, () => this.#to.store.read((db) => findGroupByGid(db, gid)));
  }

  /** The same where it is remembered: the same object for as long as it holds. */
  recall(gid: number): Group | undefined {
    return this.#known.get(gid);
  }

  /** The group, when the caller may know of it; NotFoundError otherwise, as when it does not exist. */
  async see(actor: Actor, id: string): Promise<SeenGroup> {
    const group = await this.#find(actor, id);
    const relation = group && relationToGroup(actor, group.gid);
    if (group === undefined || relation === undefined) throw notFound("Group", id);
    return { group, relation };
  }

  /** Like `see`; ForbiddenError for plain members. */
  async seeAsManager(actor: Actor, id: string): Promise<SeenGroup> {
    const seen = await this.see(actor, id);
    requireManager(seen.relation);
    return seen;
  }

  async get(actor: Actor, id: string): Promise<GroupView> {
    return this.view(await this.see(actor, id));
  }

  async view(seen: SeenGroup): Promise<GroupView> {
    return { ...seen, quotas: await this.#to.quotas.ofGroup(seen.group) };
  }

  /** A page of all groups that satisfy the filter, by id; operators only. */
  async list(
    actor: Actor,
    page: PageRequest & { readonly filter?: string | undefined },
  ): Promise<PageOf<GroupView> & { readonly count: number }> {
    requireOperator(actor);
    const filter = page.filter === undefined ? [] : parseGroupFilter(page.filter);
    const { rows, count } = await this.#to.store.read(async (db) => ({
      rows: await pageOfGroups(db, { afterId: page.after, limit: page.limit + 1, filter }),
      count: await countGroups(db, filter),
    }));
    const { items, nextAfter } = cutPage(rows, page.limit, (group) => group.id);
    const quotas = await this.#to.quotas.ofGroups(items);
    const views = items.map((group) => ({
      group,
      relation: "operator" as const,
      quotas: quotas.get(group.gid) ?? {},
    }));
    return { items: views, nextAfter, count };
  }

  /**
   * Changes the attributes present and nothing when one of them is refused. Raises InvalidArgumentError
   * for unknown, read-only or malformed ones, ForbiddenError for those this caller may not write.
   */
  async patch(actor: Actor, id: string, attributes: JsonObject): Promise<GroupView> {
    const seen = await this.seeAsManager(actor, id);
    const group = await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, seen.group.gid);
      const fresh = await findGroupByGid(tx, seen.group.gid);
      if (fresh === undefined) throw notFound("Group", id);
      return applyGroupPatch(tx, actor, { ...seen, group: fresh }, attributes, this.#to);
    });
    return this.view({ ...seen, group });
  }

  /** Operators only. Raises AlreadyExistsError when the id is taken. */
  async create(actor: Actor, id: string, attributes: JsonObject): Promise<GroupView> {
    requireOperator(actor);
    const groupId = parseGroupId(id);
    const group = await this.#to.store.transaction(async (tx) => {
      if ((await findGroup(tx, groupId)) !== undefined) {
        throw new AccessError("AlreadyExistsError", `Group "${groupId}" already exists`);
      }
      const created = await insertGroup(tx, {
        id: groupId,
        organization: "",
        createdAt: nowSeconds(this.#to.clock),
      });
      await this.#to.audit.record(tx, actor, {
        action: "CREATE_TENANT",
        targetType: "group",
        target: groupId,
        groupId,
        after: { id: groupId },
      });
      return applyGroupPatch(tx, actor, { group: created, relation: "operator" }, attributes, this.#to);
    });
    return this.view({ group, relation: "operator" });
  }

  /** Members stay as users without a group; service accounts and invitations go with it. Operators only. */
  async delete(actor: Actor, id: string): Promise<void> {
    requireOperator(actor);
    const { group } = await this.see(actor, id);
    await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      await deleteGroup(tx, group);
      await this.#to.audit.record(tx, actor, {
        action: "DELETE_TENANT",
        targetType: "group",
        target: group.id,
        groupId: group.id,
        before: { id: group.id, organization: group.organization, users: group.usersCount },
      });
    });
  }

  async #find(actor: Actor, id: string): Promise<Group | undefined> {
    const own = actor.user.membership;
    if (own?.groupId === id) return this.known(own.gid);
    // Whoever is neither a member nor an operator is not told apart from one who guesses.
    if (!actor.isOperator) return undefined;
    return this.#to.store.read((db) => findGroup(db, id));
  }
}
