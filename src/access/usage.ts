import { type Clock, formatIsoDay, nowSeconds, toRfc3339, utcDay } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import {
  BY_HOUR,
  daysOf,
  type HourlyUsageCount,
  hoursOf,
  parseUsageRange,
  type UsageCount,
  type UsageDates,
  type UsageRange,
} from "../model/usage.ts";
import type { Store } from "../store/store.ts";
import { findUser, findUserByEmail } from "../store/users.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";

/** Calls by bucket. */
export type CallsByBucket = Readonly<Record<string, number>>;

/** Calls by day or hour; every one of the range is there, even when nobody called. */
export type CallsByTime = Readonly<Record<string, CallsByBucket>>;

/** Calls of a range of days, by their dates. */
export interface ApiUsage {
  readonly daily: CallsByTime;
  readonly daily_endpoints_not_consuming_quota: CallsByTime;
  readonly total: CallsByBucket;
  readonly total_endpoints_not_consuming_quota: CallsByBucket;
}

/** The same by hour, each by its beginning in RFC 3339; of today only what has begun. */
export interface ApiUsageHourly {
  readonly hourly: CallsByTime;
  readonly hourly_endpoints_not_consuming_quota: CallsByTime;
  readonly total: CallsByBucket;
  readonly total_endpoints_not_consuming_quota: CallsByBucket;
}

/** What of a group's usage is asked for. */
export interface GroupUsageRequest extends UsageDates {
  /** A username or an address: only what the group paid for this account. */
  readonly user?: string | undefined;
}

export interface UsageDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly groups: Groups;
}

/** Which endpoints were called how often, in UTC. */
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
    const range = parseUsageRange(dates, this.#now());
    return byDay(range, await this.#to.ledger.userUsage(user.uid, range));
  }

  /** The same by hour; at most a week. */
  async ofUserHourly(actor: Actor, id: string, dates: UsageDates): Promise<ApiUsageHourly> {
    const { user } = await this.#to.accounts.seeClosely(actor, id);
    const range = parseUsageRange(dates, this.#now(), BY_HOUR);
    return byHour(
      hoursOf(range, this.#now()),
      await this.#to.ledger.userUsageHourly(user.uid, undefined, range),
    );
  }

  /**
   * For the group's administrators and operators, ForbiddenError to its members. What accounts called
   * before they left the group or were deleted stays in it. Raises InvalidArgumentError as above, and
   * NotFoundError for an account that never called at the group's expense and is no member either.
   */
  async ofGroup(actor: Actor, id: string, request: GroupUsageRequest): Promise<ApiUsage> {
    const { group } = await this.#to.groups.seeAsManager(actor, id);
    const range = parseUsageRange(request, this.#now());
    if (request.user === undefined) return byDay(range, await this.#to.ledger.groupUsage(group.gid, range));
    const counts = await this.#ofMember(group, request.user, range);
    return byDay(
      range,
      counts.map((count) => ({ ...count, day: utcDay(count.hour) })),
    );
  }

  /** The same by hour; at most a week. */
  async ofGroupHourly(actor: Actor, id: string, request: GroupUsageRequest): Promise<ApiUsageHourly> {
    const { group } = await this.#to.groups.seeAsManager(actor, id);
    const range = parseUsageRange(request, this.#now(), BY_HOUR);
    const counts =
      request.user === undefined
        ? await this.#to.ledger.groupUsageHourly(group.gid, range)
        : await this.#ofMember(group, request.user, range);
    return byHour(hoursOf(range, this.#now()), counts);
  }

  async #ofMember(group: Group, id: string, range: UsageRange): Promise<readonly HourlyUsageCount[]> {
    const user = await this.#to.store.read((db) =>
      id.includes("@") ? findUserByEmail(db, id.toLowerCase()) : findUser(db, id),
    );
    if (user === undefined) throw notFound("User", id);
    const counts = await this.#to.ledger.userUsageHourly(user.uid, group.gid, range);
    // An account of somebody else's must look like one that does not exist.
    if (counts.length === 0 && user.membership?.gid !== group.gid) throw notFound("User", id);
    return counts;
  }

  #now(): number {
    return nowSeconds(this.#to.clock);
  }
}

type Calls = Pick<UsageCount, "bucket" | "calls">;

function byDay(range: UsageRange, counts: readonly UsageCount[]): ApiUsage {
  const [consuming, free] = parted(counts);
  const days = daysOf(range);
  const dayOf = ({ day }: UsageCount) => day;
  return {
    daily: byTime(days, consuming, dayOf, formatIsoDay),
    daily_endpoints_not_consuming_quota: byTime(days, free, dayOf, formatIsoDay),
    total: totalOf(consuming),
    total_endpoints_not_consuming_quota: totalOf(free),
  };
}

function byHour(hours: readonly number[], counts: readonly HourlyUsageCount[]): ApiUsageHourly {
  const [consuming, free] = parted(counts);
  const hourOf = ({ hour }: HourlyUsageCount) => hour;
  const format = (hour: number) => toRfc3339(hour * 1000);
  return {
    hourly: byTime(hours, consuming, hourOf, format),
    hourly_endpoints_not_consuming_quota: byTime(hours, free, hourOf, format),
    total: totalOf(consuming),
    total_endpoints_not_consuming_quota: totalOf(free),
  };
}

function parted<Count extends { readonly consuming: boolean }>(counts: readonly Count[]) {
  return [counts.filter(({ consuming }) => consuming), counts.filter(({ consuming }) => !consuming)] as const;
}

function byTime<Count extends Calls>(
  times: readonly number[],
  counts: readonly Count[],
  timeOf: (count: Count) => number,
  format: (time: number) => string,
): CallsByTime {
  const found = Map.groupBy(counts, timeOf);
  return Object.fromEntries(times.map((time) => [format(time), totalOf(found.get(time) ?? [])]));
}

function totalOf(counts: readonly Calls[]): CallsByBucket {
  const total = new Map<string, number>();
  for (const { bucket, calls } of counts) total.set(bucket, (total.get(bucket) ?? 0) + calls);
  return Object.fromEntries(total);
}
