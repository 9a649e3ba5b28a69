import type { Clock } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { forbidden } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { parseLimitChanges, type QuotaAttribute } from "../model/quota-patch.ts";
import {
  allowedOf,
  KNOWN_QUOTAS,
  type Quota,
  type QuotaLimits,
  type QuotaUse,
  quotaNames,
} from "../model/quotas.ts";
import type { User } from "../model/user.ts";
import { mayReadUserAttribute, mayWriteUserAttribute, type Relation } from "../model/visibility.ts";
import type { Db } from "../store/database.ts";
import { deleteLimit, limitsOf, limitsOfMany, type QuotaSubject, setLimit } from "../store/quota-limits.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import { relationsTo } from "./permissions.ts";
import { RevisionCache } from "./revision-cache.ts";

/** What a change of limits replaced, for the audit: `{"api_requests_daily": {"allowed": 100}}`. */
export interface LimitsChange {
  readonly before: AllowedByName;
  readonly after: AllowedByName;
}

type AllowedByName = Readonly<Record<string, { readonly allowed: number }>>;

export interface QuotasDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

const NONE: ReadonlyMap<string, number> = new Map();

/** Quotas of users and groups: what is allowed, what is used, and changing what is allowed. */
export class Quotas {
  readonly #to: QuotasDependencies;
  readonly #limits: Readonly<Record<QuotaSubject, RevisionCache<number, QuotaLimits>>>;

  constructor(dependencies: QuotasDependencies) {
    this.#to = dependencies;
    this.#limits = {
      user: new RevisionCache(dependencies.store),
      group: new RevisionCache(dependencies.store),
    };
  }

  /** The attribute `quotas` of a user: its own side only, whichever group pays. */
  async ofUser({ uid }: User): Promise<QuotaAttribute> {
    return attributeOf(await this.userLimits(uid), await this.#to.ledger.used(uid));
  }

  /** What it is made of, where that is remembered: the same objects for as long as they hold. */
  recallOfUser(uid: number): { readonly limits: QuotaLimits; readonly used: QuotaUse } | undefined {
    const [limits, used] = [this.knownLimits("user", uid), this.#to.ledger.knownUse(uid)];
    return limits && used && { limits, used };
  }

  /** The same for many users by uid, in two statements. */
  async ofUsers(users: readonly User[]): Promise<ReadonlyMap<number, QuotaAttribute>> {
    const uids = users.map(({ uid }) => uid);
    return this.#ofMany("user", uids, await this.#to.ledger.usedByMany(uids));
  }

  /** The attribute `quotas` of a group: what its members share. */
  async ofGroup({ gid }: Group): Promise<QuotaAttribute> {
    return attributeOf(await this.groupLimits(gid), await this.#to.ledger.groupUsed(gid));
  }

  /** The same for many groups by gid, in two statements. */
  async ofGroups(groups: readonly Group[]): Promise<ReadonlyMap<number, QuotaAttribute>> {
    const gids = groups.map(({ gid }) => gid);
    return this.#ofMany("group", gids, await this.#to.ledger.groupUsedByMany(gids));
  }

  /** The limits that were set for a user, from memory while nothing changes. */
  async userLimits(uid: number): Promise<QuotaLimits> {
    return this.#limitsOf("user", uid);
  }

  async groupLimits(gid: number): Promise<QuotaLimits> {
    return this.#limitsOf("group", gid);
  }

  /** The limits that were set for one side, where they are in memory. */
  knownLimits(subject: QuotaSubject, id: number): QuotaLimits | undefined {
    return this.#limits[subject].get(id);
  }

  /**
   * Applies a PATCH of a user's attribute `quotas` in the caller's transaction; null when it changes
   * nothing. Raises InvalidArgumentError when it is malformed, ForbiddenError for a limit that this
   * caller may not set: the group's administrators set those for requests and intelligence.
   */
  async changeUserLimits(tx: Db, actor: Actor, user: User, value: unknown): Promise<LimitsChange | null> {
    const relations = relationsTo(actor, user);
    // Comparing with what the caller may not read would tell it to him.
    if (!mayReadUserAttribute("quotas", relations)) throw forbidden();
    const limits = await limitsOf(tx, "user", user.uid);
    const used = await this.#to.ledger.usedInside(tx, "user", user.uid);
    const changes = parseLimitChanges(value, limits, used);
    for (const name of changes.keys()) {
      if (!maySetUserLimit(name, relations))
        throw forbidden(`You are not authorized to set the quota "${name}"`);
    }
    return applyChanges(tx, "user", user.uid, limits, changes);
  }

  /** The same for a group, whose limits only operators set. */
  async changeGroupLimits(tx: Db, actor: Actor, group: Group, value: unknown): Promise<LimitsChange | null> {
    const limits = await limitsOf(tx, "group", group.gid);
    const used = await this.#to.ledger.usedInside(tx, "group", group.gid);
    const changes = parseLimitChanges(value, limits, used);
    if (changes.size > 0 && !actor.isOperator)
      throw forbidden("Only an operator can set the quotas of a group");
    return applyChanges(tx, "group", group.gid, limits, changes);
  }

  async #limitsOf(subject: QuotaSubject, id: number): Promise<QuotaLimits> {
    const load = () => this.#to.store.read((db) => limitsOf(db, subject, id));
    return (await this.#limits[subject].getOrLoad(id, load)) ?? NONE;
  }

  async #ofMany(
    subject: QuotaSubject,
    ids: readonly number[],
    used: ReadonlyMap<number, QuotaUse>,
  ): Promise<ReadonlyMap<number, QuotaAttribute>> {
    const limits = await this.#to.store.read((db) => limitsOfMany(db, subject, ids));
    return new Map(ids.map((id) => [id, attributeOf(limits.get(id) ?? NONE, used.get(id) ?? NONE)]));
  }
}

/** The attribute `quotas` of one side. */
export function attributeOf(limits: QuotaLimits, used: QuotaUse): QuotaAttribute {
  const names = quotaNames(limits, used);
  // Of the known quotas few are set or used, and every user that is shown has them all.
  const isUsual = names === KNOWN_QUOTAS;
  const quotas: Record<string, Quota> = isUsual ? { ...UNTOUCHED } : {};
  for (const name of isUsual ? [...limits.keys(), ...used.keys()] : names) {
    quotas[name] = { allowed: allowedOf(limits, name), used: used.get(name) ?? 0 };
  }
  return quotas;
}

/** The known quotas of somebody for whom none is set and who has used nothing. */
const UNTOUCHED: QuotaAttribute = Object.fromEntries(
  KNOWN_QUOTAS.map((name) => [name, { allowed: allowedOf(NONE, name), used: 0 }]),
);

function maySetUserLimit(name: string, relations: readonly Relation[]): boolean {
  if (!mayWriteUserAttribute("quotas", relations)) return false;
  return relations.includes("operator") || /^(api_requests|intelligence)_/.test(name);
}

async function applyChanges(
  tx: Db,
  subject: QuotaSubject,
  id: number,
  limits: QuotaLimits,
  changes: ReadonlyMap<string, number | null>,
): Promise<LimitsChange | null> {
  if (changes.size === 0) return null;
  const before: Record<string, { readonly allowed: number }> = {};
  const after: Record<string, { readonly allowed: number }> = {};
  for (const [name, allowed] of changes) {
    if (allowed === null) await deleteLimit(tx, subject, id, name);
    else await setLimit(tx, subject, id, name, allowed);
    before[name] = { allowed: allowedOf(limits, name) };
    after[name] = { allowed: allowed ?? allowedOf(NONE, name) };
  }
  return { before, after };
}
