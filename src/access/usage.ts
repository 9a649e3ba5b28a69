import { type Clock, formatIsoDay, nowSeconds } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import {
  daysOf,
  parseUsageRange,
  type UsageCount,
  type UsageDates,
  type UsageRange,
} from "../model/usage.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";

/** Calls by bucket. */
export type CallsByBucket = Readonly<Record<string, number>>;

/** Calls of a range of days; every day is there, by its date, even when nobody called. */
export interface ApiUsage {
  readonly daily: Readonly<Record<string, CallsByBucket>>;
  readonly daily_endpoints_not_consuming_quota: Readonly<Record<string, CallsByBucket>>;
  readonly total: CallsByBucket;
  readonly total_endpoints_not_consuming_quota: CallsByBucket;
}

export interface UsageDependencies {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly groups: Groups;
}

/** Which endpoints were called how often, by day in UTC. */
export class Usage {
  readonly #to: UsageDependencies;

  constructor(dependencies: UsageDependencies) {
    this.#to = dependencies;
  }

  /**
   * For the account itself, administrators of its group and operators; NotFoundError to all others.
   * Raises InvalidArgumentError for dates that cannot be had.
   */
  async ofUser(actor: Actor, id: string, dates: UsageDates): Promise<ApiUsage> {
    const { user } = await this.#to.accounts.seeClosely(actor, id);
    const range = parseUsageRange(dates, nowSeconds(this.#to.clock));
    return arrange(range, await this.#to.ledger.userUsage(user.uid, range));
  }

  /**
   * For the group's administrators and operators, ForbiddenError to its members. What accounts called
   * before they left the group or were deleted stays in it. Raises InvalidArgumentError as above.
   */
  async ofGroup(actor: Actor, id: string, dates: UsageDates): Promise<ApiUsage> {
    const { group } = await this.#to.groups.seeAsManager(actor, id);
    const range = parseUsageRange(dates, nowSeconds(this.#to.clock));
    return arrange(range, await this.#to.ledger.groupUsage(group.gid, range));
  }
}

function arrange(range: UsageRange, counts: readonly UsageCount[]): ApiUsage {
  const consuming = counts.filter((count) => count.consuming);
  const free = counts.filter((count) => !count.consuming);
  return {
    daily: dailyOf(range, consuming),
    daily_endpoints_not_consuming_quota: dailyOf(range, free),
    total: totalOf(consuming),
    total_endpoints_not_consuming_quota: totalOf(free),
  };
}

function dailyOf(range: UsageRange, counts: readonly UsageCount[]): Readonly<Record<string, CallsByBucket>> {
  const byDay = Map.groupBy(counts, ({ day }) => day);
  return Object.fromEntries(daysOf(range).map((day) => [formatIsoDay(day), totalOf(byDay.get(day) ?? [])]));
}

function totalOf(counts: readonly UsageCount[]): CallsByBucket {
  const total = new Map<string, number>();
  for (const { bucket, calls } of counts) total.set(bucket, (total.get(bucket) ?? 0) + calls);
  return Object.fromEntries(total);
}
