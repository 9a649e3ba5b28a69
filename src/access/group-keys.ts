import type { Ledger } from "../ledger/ledger.ts";
import type { ApiKey } from "../model/api-key.ts";
import { NO_POLICY, problemOf } from "../model/key-policy.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import { DAY_SECONDS } from "../model/quotas.ts";
import type { AccountKind } from "../model/user.ts";
import { countKeys, firstKeysToEnd, type GroupKey, NEVER } from "../store/group-keys.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { spansOf } from "./member-spans.ts";

export interface GroupKeysRequest extends PageRequest {
  /** Unix seconds: only keys that will be refused before then, or are already. */
  readonly expiringBefore?: number | undefined;
}

export interface GroupKeyView {
  readonly key: ApiKey;
  readonly owner: { readonly id: string; readonly kind: AccountKind };
  /** The second from which it is refused, by its expiry or its age; undefined: never. */
  readonly end: number | undefined;
  /** What the group's policy asks and the key has not, so that it is refused already. */
  readonly problem: string | undefined;
}

export interface GroupKeysDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly groups: Groups;
}

/** The keys of all members and service accounts of a group, for those who look after it. */
export class GroupKeys {
  readonly #to: GroupKeysDependencies;

  constructor(dependencies: GroupKeysDependencies) {
    this.#to = dependencies;
  }

  /** Those that end first come first; for administrators and operators, ForbiddenError to plain members. */
  async list(
    actor: Actor,
    groupId: string,
    { after, limit, expiringBefore }: GroupKeysRequest,
  ): Promise<PageOf<GroupKeyView> & { readonly count: number }> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    const policy = group.attributes.key_policy ?? NO_POLICY;
    const days = policy.maximum_age_days;
    await this.#to.ledger.writeKeyUses();
    const wanted = {
      ageSecondsMax: days === undefined ? undefined : days * DAY_SECONDS,
      before: expiringBefore,
    };
    const position = after === null ? undefined : parsePosition(after);
    let first: GroupKey[] = [];
    let count = 0;
    for (const list of ["users", "service_accounts"] as const) {
      const from = { gid: group.gid, list };
      for await (const span of spansOf(this.#to.store, from)) {
        const selection = { ...wanted, from, span };
        count += await this.#to.store.read((db) => countKeys(db, selection));
        const found = await this.#to.store.read((db) => firstKeysToEnd(db, selection, position, limit + 1));
        first = [...first, ...found].sort(byEnd).slice(0, limit + 1);
      }
    }
    const { items, nextAfter } = cutPage(first, limit, ({ end, key }) => `${end} ${key.id}`);
    const views = items.map(({ key, owner, end }) => ({
      key,
      owner,
      end: end === NEVER ? undefined : end,
      problem: problemOf(key, policy),
    }));
    return { items: views, nextAfter, count };
  }
}

function byEnd(one: GroupKey, other: GroupKey): number {
  if (one.end !== other.end) return one.end - other.end;
  return one.key.id < other.key.id ? -1 : 1;
}

/** Our own sealed cursor's text. */
function parsePosition(after: string) {
  const [end, keyId = ""] = after.split(" ");
  return { end: Number(end), keyId };
}
