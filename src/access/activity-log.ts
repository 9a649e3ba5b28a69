import { parseActivityFilter } from "../model/activity-filter.ts";
import type { Group } from "../model/group.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { JsonObject } from "../model/patch.ts";
import type { AccountKind } from "../model/user.ts";
import { isUserAttribute, mayReadUserAttribute } from "../model/visibility.ts";
import { type AuditRow, countEntries, pageOfEntries } from "../store/audit-log.ts";
import type { Db } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { findUser } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { requireOperator } from "./permissions.ts";

/** An entry with what its viewer may know of it. */
export interface ActivityEntry {
  readonly row: AuditRow;
  /** Null when nobody was signed in. An account that is gone counts as a user. */
  readonly actorKind: AccountKind | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

export interface ActivityRequest extends PageRequest {
  /** In the grammar of model/activity-filter.ts. */
  readonly filter?: string | undefined;
  /** For who reads all pages: counting costs as much as reading. */
  readonly withoutCount?: boolean;
}

export interface ActivityPage extends PageOf<ActivityEntry> {
  readonly count: number;
}

/** The audit as people read it: a group's part for its administrators, all of it for operators. */
export class ActivityLog {
  readonly #store: Store;
  readonly #groups: Groups;

  constructor(store: Store, groups: Groups) {
    this.#store = store;
    this.#groups = groups;
  }

  /** Newest first. Raises InvalidArgumentError for a bad filter, ForbiddenError for plain members. */
  async ofGroup(
    actor: Actor,
    groupId: string,
    request: ActivityRequest,
  ): Promise<ActivityPage & { readonly group: Group }> {
    const { group } = await this.#groups.seeAsManager(actor, groupId);
    return { ...(await this.#page(actor, request, group.id)), group };
  }

  /** Newest first; operators only. */
  async all(actor: Actor, request: ActivityRequest): Promise<ActivityPage> {
    requireOperator(actor);
    return this.#page(actor, request, undefined);
  }

  async #page(actor: Actor, request: ActivityRequest, groupId: string | undefined): Promise<ActivityPage> {
    const selection = {
      groupId,
      filter: request.filter === undefined ? undefined : parseActivityFilter(request.filter),
    };
    const afterSeq = request.after === null ? null : Number(request.after);
    return this.#store.read(async (db) => {
      const rows = await pageOfEntries(db, { ...selection, afterSeq, limit: request.limit + 1 });
      const { items, nextAfter } = cutPage(rows, request.limit, (row) => String(row.seq));
      return {
        items: await viewEntries(db, actor, items),
        nextAfter,
        count: request.withoutCount ? 0 : await countEntries(db, selection),
      };
    });
  }
}

async function viewEntries(db: Db, actor: Actor, rows: readonly AuditRow[]): Promise<ActivityEntry[]> {
  const kinds = new Map<string, AccountKind>();
  for (const id of new Set(rows.map((row) => row.actor))) {
    if (id !== null) kinds.set(id, (await findUser(db, id))?.kind ?? "user");
  }
  return rows.map((row) => ({
    row,
    actorKind: row.actor === null ? null : (kinds.get(row.actor) ?? "user"),
    before: visibleFacts(row, row.before, actor),
    after: visibleFacts(row, row.after, actor),
  }));
}

/** What an administrator may not read of a member he may not read in the record of its change either. */
function visibleFacts(row: AuditRow, text: string | null, actor: Actor): JsonObject | null {
  if (text === null) return null;
  const facts = parseFacts(text);
  if (actor.isOperator || row.action !== "UPDATE_USER") return facts;
  const visible = Object.entries(facts).filter(
    ([name]) => !isUserAttribute(name) || mayReadUserAttribute(name, ["group_admin"]),
  );
  return Object.fromEntries(visible);
}

/** The audit's own writing, which is always an object. */
function parseFacts(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
