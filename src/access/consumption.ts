import { type Clock, formatIsoDay, nowSeconds } from "../base/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type ConsumptionWindows, dailyWindows, parseConsumption } from "../model/consumption.ts";
import { invalidArgument } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import { KNOWN_QUOTAS } from "../model/quotas.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import type { Consumer } from "../store/counters.ts";
import type { Store } from "../store/store.ts";
import { findUsersByUid } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Groups } from "./groups.ts";
import type { Members } from "./members.ts";
import { relationsTo } from "./permissions.ts";
import type { Quotas } from "./quotas.ts";
import type { Users } from "./users.ts";
import type { UserView } from "./views.ts";

export interface ConsumptionRequest extends PageRequest {
  /** `YYYY-MM` or `YYYY-MM-DD`; the current month when absent. */
  readonly period?: string | undefined;
  readonly order: "asc" | "desc";
  readonly withQuotas?: boolean | undefined;
  /** Also what was consumed on each day. */
  readonly byDay?: boolean | undefined;
}

/** What one account consumed of a group's quota. */
export interface Consumed {
  readonly view: UserView;
  readonly consumed: number;
  /** The part that it is of all that was consumed, from 0 to 1. */
  readonly share: number;
  /** By date, where it was asked for. */
  readonly daily: Readonly<Record<string, number>> | undefined;
}

export interface ConsumptionPage extends PageOf<Consumed> {
  readonly group: Group;
  readonly count: number;
}

export interface ConsumptionDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly groups: Groups;
  readonly members: Members;
  readonly users: Users;
  readonly quotas: Quotas;
}

/** Who consumed a group's quotas. */
export class Consumption {
  readonly #to: ConsumptionDependencies;

  constructor(dependencies: ConsumptionDependencies) {
    this.#to = dependencies;
  }

  /**
   * The users and service accounts that consumed a quota of the group, by how much; for its
   * administrators and operators. Whoever has left the group is listed with what he may still be seen
   * by; deleted accounts are not, though the group's own figures keep what they consumed. Raises
   * InvalidArgumentError for an unknown quota, a period that cannot be had, and days of a quota that
   * is not counted by the day.
   * Source: https://docs.virustotal.com/reference/get-group-usage
   */
  async of(
    actor: Actor,
    groupId: string,
    quota: string,
    request: ConsumptionRequest,
  ): Promise<ConsumptionPage> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    await this.#requireKnown(group, quota);
    const windows = parseConsumption(quota, request.period, nowSeconds(this.#to.clock));
    const after = request.after === null ? undefined : parsePosition(request.after);
    const { limit, order } = request;
    const found = await this.#to.ledger.consumers(group.gid, windows, { order, after, limit: limit + 1 });
    const { items, nextAfter } = cutPage(found.consumers, limit, ({ consumed, uid }) => `${consumed} ${uid}`);
    const uids = items.map(({ uid }) => uid);
    const views = await this.#views(actor, group, items, request.withQuotas);
    const total = await this.#to.ledger.consumedOfGroup(group.gid, windows);
    const daily = request.byDay ? await this.#daily(group, windows, uids) : undefined;
    return {
      // An account that was deleted since the page was read is left out, as it is on the next call.
      items: items.flatMap(({ uid, consumed }) => {
        const view = views.get(uid);
        if (view === undefined) return [];
        // Read a moment later, the whole can only have grown; a part of it never passes 1.
        const share = total === 0 ? 0 : Math.min(1, consumed / total);
        return [{ view, consumed, share, daily: daily && (daily.get(uid) ?? {}) }];
      }),
      nextAfter,
      count: found.count,
      group,
    };
  }

  async #daily(group: Group, windows: ConsumptionWindows, uids: readonly number[]) {
    const days = dailyWindows(windows.quota, windows);
    if (days === undefined) {
      throw invalidArgument(`by_day cannot be used with ${windows.quota}, which is not counted by the day`);
    }
    const rows = await this.#to.ledger.consumedByWindow(group.gid, days, uids);
    const byAccount = Map.groupBy(rows, ({ uid }) => uid);
    return new Map(
      [...byAccount].map(([uid, own]) => [
        uid,
        Object.fromEntries(own.map((row) => [formatIsoDay(row.window_start), row.used])),
      ]),
    );
  }

  async #requireKnown(group: Group, quota: string): Promise<void> {
    if (KNOWN_QUOTAS.includes(quota) || (await this.#to.quotas.groupLimits(group.gid)).has(quota)) return;
    throw invalidArgument(
      `Unknown quota ${quote(quota)}; the attribute "quotas" of the group names those it has`,
    );
  }

  async #views(
    actor: Actor,
    group: Group,
    consumers: readonly Consumer[],
    withQuotas: boolean | undefined,
  ): Promise<ReadonlyMap<number, UserView>> {
    const uids = consumers.map(({ uid }) => uid);
    const users = await this.#to.store.read((db) => findUsersByUid(db, uids));
    const isMember = (user: User) => user.membership?.gid === group.gid;
    const members = await this.#to.members.views(actor, group, users.filter(isMember), { withQuotas });
    const gone = users.filter((user) => !isMember(user));
    const others = await Promise.all(gone.map((user) => this.#to.users.view(user, relationsTo(actor, user))));
    return new Map([...members, ...others].map((view) => [view.user.uid, view]));
  }
}

/** Our own signed cursor's text. */
function parsePosition(after: string): Consumer {
  const [consumed, uid] = after.split(" ");
  return { consumed: Number(consumed), uid: Number(uid) };
}
