import { type Clock, nowSeconds, toRfc3339 } from "../base/clock.ts";
import { DAY_SECONDS } from "../model/quotas.ts";
import { parseUsageRange, type UsageDates } from "../model/usage.ts";
import type { User } from "../model/user.ts";
import {
  type LatestRefusal,
  latestRefusals,
  type RefusalSelection,
  type RefusalsByUser,
  refusalsByHour,
  refusalsByQuota,
  refusalsByUser,
} from "../store/refused-calls.ts";
import type { Store } from "../store/store.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import { requireOperator } from "./permissions.ts";
import type { RefusalCounts } from "./refusal-counts.ts";

const LATEST_MAX = 40;
const USERS_MAX = 40;

/** Calls by code. */
type CallsByCode = Readonly<Record<string, number>>;

/** What was refused in a range of days, and why. */
export interface RefusalReport {
  /** By the beginning of the hour in RFC 3339; hours in which nothing was refused are absent. */
  readonly hourly: Readonly<Record<string, CallsByCode>>;
  readonly total: CallsByCode;
  /** Of the calls refused for want of quota: which quota, and whose. */
  readonly quotas: Readonly<Record<string, { readonly user: number; readonly group: number }>>;
  /** Whose calls were refused most. */
  readonly users: readonly RefusalsByUser[];
  /** Newest first. */
  readonly latest: readonly LatestRefusal[];
}

export interface RefusedCallsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly groups: Groups;
  readonly refusalCounts: RefusalCounts;
}

/** Reads which calls the gateway and `/authorize` refused. Dates are as of usage. */
export class RefusedCalls {
  readonly #to: RefusedCallsDependencies;

  constructor(dependencies: RefusedCallsDependencies) {
    this.#to = dependencies;
  }

  /** For the account itself, administrators of its group and operators; NotFoundError to all others. */
  async ofUser(actor: Actor, id: string, dates: UsageDates): Promise<RefusalReport> {
    const { user } = await this.#to.accounts.seeClosely(actor, id);
    // What he was refused elsewhere, before he joined, is not for the administrators of his group now.
    const gid = isOwn(actor, user) ? undefined : user.membership?.gid;
    return this.#report({ uid: user.uid, gid }, dates);
  }

  /** For the group's administrators and operators; ForbiddenError to its members. */
  async ofGroup(actor: Actor, id: string, dates: UsageDates): Promise<RefusalReport> {
    const { group } = await this.#to.groups.seeAsManager(actor, id);
    return this.#report({ gid: group.gid }, dates);
  }

  /** Everybody's, calls without a known key among them; operators only. */
  async all(actor: Actor, dates: UsageDates): Promise<RefusalReport> {
    requireOperator(actor);
    return this.#report({}, dates);
  }

  async #report(whose: Pick<RefusalSelection, "uid" | "gid">, dates: UsageDates): Promise<RefusalReport> {
    const { firstDay, lastDay } = parseUsageRange(dates, nowSeconds(this.#to.clock));
    const selection = { ...whose, from: firstDay, until: lastDay + DAY_SECONDS };
    await this.#to.refusalCounts.flush();
    return this.#to.store.read(async (db) => {
      const hours = await refusalsByHour(db, selection);
      const byHour = Map.groupBy(hours, ({ hour }) => toRfc3339(hour * 1000));
      const quotas: Record<string, { user: number; group: number }> = {};
      for (const { quota, side, calls } of await refusalsByQuota(db, selection)) {
        quotas[quota] = { user: 0, group: 0, ...quotas[quota], [side]: calls };
      }
      return {
        hourly: Object.fromEntries([...byHour].map(([hour, rows]) => [hour, sumByCode(rows)])),
        total: sumByCode(hours),
        quotas,
        users: await refusalsByUser(db, selection, USERS_MAX),
        latest: await latestRefusals(db, selection, LATEST_MAX),
      };
    });
  }
}

function isOwn(actor: Actor, user: User): boolean {
  return actor.isOperator || actor.user.uid === user.uid;
}

function sumByCode(rows: readonly { readonly code: string; readonly calls: number }[]): CallsByCode {
  const sums: Record<string, number> = {};
  for (const { code, calls } of rows) sums[code] = (sums[code] ?? 0) + calls;
  return sums;
}
