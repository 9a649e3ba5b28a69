import { type Clock, nowSeconds, utcMonth } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { sibling } from "../model/consumption.ts";
import {
  firstDayOfHistory,
  forecastExhaustion,
  forecastUse,
  type Pace,
  paceByMonth,
  paceByWeekday,
} from "../model/forecast.ts";
import {
  allowedOf,
  isNoCap,
  type QuotaLimits,
  type QuotaUse,
  quotaNames,
  windowOf,
  windowReset,
} from "../model/quotas.ts";
import type { WindowUse } from "../store/counters.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import type { Quotas } from "./quotas.ts";

/** Where a quota will stand at the end of its month, if it goes on as in the last weeks. Instants in unix seconds. */
export interface QuotaForecast {
  readonly allowed: number;
  readonly used: number;
  readonly forecast: number;
  readonly resetAt: number;
  /** When nothing of it will be left; undefined when that is not before it begins again, or there is no limit. */
  readonly exhaustedAt: number | undefined;
}

export interface ForecastsDependencies {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly groups: Groups;
  readonly quotas: Quotas;
}

interface Subject {
  readonly side: "user" | "group";
  readonly id: number;
  readonly limits: QuotaLimits;
  readonly used: QuotaUse;
}

/** Forecasts to the month's end of the quotas that are counted by the month; see model/forecast.ts. */
export class Forecasts {
  readonly #to: ForecastsDependencies;

  constructor(dependencies: ForecastsDependencies) {
    this.#to = dependencies;
  }

  /** Of the account's own side; for itself, administrators of its group and operators. NotFoundError to all others. */
  async ofUser(actor: Actor, id: string): Promise<ReadonlyMap<string, QuotaForecast>> {
    const { uid } = (await this.#to.accounts.seeClosely(actor, id)).user;
    const [limits, used] = [await this.#to.quotas.userLimits(uid), await this.#to.ledger.used(uid)];
    return this.#of({ side: "user", id: uid, limits, used });
  }

  /** Of what a group's members share; for its administrators and operators, ForbiddenError to its members. */
  async ofGroup(actor: Actor, id: string): Promise<ReadonlyMap<string, QuotaForecast>> {
    const { gid } = (await this.#to.groups.seeAsManager(actor, id)).group;
    const [limits, used] = [await this.#to.quotas.groupLimits(gid), await this.#to.ledger.groupUsed(gid)];
    return this.#of({ side: "group", id: gid, limits, used });
  }

  async #of(subject: Subject): Promise<ReadonlyMap<string, QuotaForecast>> {
    const { limits, used } = subject;
    const now = nowSeconds(this.#to.clock);
    const names = quotaNames(limits, used).filter(
      (name) => windowOf(name) === "month" && (limits.has(name) || (used.get(name) ?? 0) > 0),
    );
    if (names.length === 0) return new Map();
    const history = await this.#historyOf(subject, names, now);
    return new Map(
      names.map((name) => [name, forecastOf(name, subject, paceOf(name, subject, history, now), now)]),
    );
  }

  /** The days of quotas that are counted by the day too, and the previous month of all. */
  #historyOf({ side, id }: Subject, names: readonly string[], now: number): Promise<readonly WindowUse[]> {
    const daily = names.map((name) => sibling(name, "day")).filter((name) => name !== undefined);
    const from = Math.min(firstDayOfHistory(now), previousMonth(now));
    return this.#to.ledger.usedByWindow(side, id, { quotas: [...names, ...daily], from, until: now + 1 });
  }
}

function forecastOf(name: string, { limits, used }: Subject, pace: Pace, now: number): QuotaForecast {
  const allowed = allowedOf(limits, name);
  const resetAt = windowReset("month", now) ?? now;
  const stand = { used: used.get(name) ?? 0, nowSeconds: now, resetAt };
  const isLimited = limits.has(name) && !isNoCap(name, allowed);
  return {
    allowed,
    used: stand.used,
    forecast: forecastUse(stand, pace),
    resetAt,
    exhaustedAt: isLimited ? forecastExhaustion(stand, pace, allowed) : undefined,
  };
}

function paceOf(name: string, { used }: Subject, history: readonly WindowUse[], now: number): Pace {
  const windowsOf = (quota: string) =>
    new Map(history.filter((row) => row.quota === quota).map((row) => [row.window_start, row.used]));
  const daily = sibling(name, "day");
  if (daily !== undefined) return paceByWeekday(windowsOf(daily), now);
  const previousMonthStart = previousMonth(now);
  return paceByMonth(
    {
      used: used.get(name) ?? 0,
      monthStart: utcMonth(now),
      usedPreviousMonth: windowsOf(name).get(previousMonthStart) ?? 0,
      previousMonthStart,
    },
    now,
  );
}

function previousMonth(now: number): number {
  return utcMonth(utcMonth(now) - 1);
}
