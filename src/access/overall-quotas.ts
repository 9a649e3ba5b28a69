import type { Ledger } from "../ledger/ledger.ts";
import {
  allowedOf,
  payerOf,
  type Quota,
  type QuotaLimits,
  type QuotaPayer,
  type QuotaUse,
  quotaNames,
} from "../model/quotas.ts";
import type { User } from "../model/user.ts";
import { findGroup } from "../store/groups.ts";
import type { Store } from "../store/store.ts";
import type { Accounts } from "./accounts.ts";
import type { Actor } from "./actor.ts";
import type { Quotas } from "./quotas.ts";

/** Both sides of one quota: the user's own, and that of the group that pays for it, if any does. */
export interface OverallQuota {
  readonly user: Quota;
  readonly group?: Quota & { readonly inherited_from: string };
}

export interface OverallQuotasDependencies {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly accounts: Accounts;
  readonly quotas: Quotas;
}

interface Side {
  readonly id: string;
  readonly limits: QuotaLimits;
  readonly used: QuotaUse;
}

/**
 * Everything that decides whether an account may go on, by quota name. Clients fail when a known name
 * is missing, so all are there. Source: https://docs.virustotal.com/reference/get-user-overall-quotas
 */
export class OverallQuotas {
  readonly #to: OverallQuotasDependencies;

  constructor(dependencies: OverallQuotasDependencies) {
    this.#to = dependencies;
  }

  /** For the account itself, administrators of its group and operators; NotFoundError to all others. */
  async of(actor: Actor, id: string): Promise<Readonly<Record<string, OverallQuota>>> {
    const { user } = await this.#to.accounts.seeClosely(actor, id);
    const limits = await this.#to.quotas.userLimits(user.uid);
    const used = await this.#to.ledger.used(user.uid);
    const payers = await this.#payersOf(user);
    const groups = Object.values(payers).filter((side) => side !== undefined);
    const names = quotaNames(limits, used, ...groups.flatMap((side) => [side.limits, side.used]));
    return Object.fromEntries(
      names.map((name) => {
        const group = payers[payerOf(name)];
        const own = { user: quotaOf(name, limits, used) };
        if (group === undefined) return [name, own];
        return [
          name,
          { ...own, group: { ...quotaOf(name, group.limits, group.used), inherited_from: group.id } },
        ];
      }),
    );
  }

  async #payersOf({ membership }: User): Promise<Readonly<Record<QuotaPayer, Side | undefined>>> {
    const ids = membership?.quotaGroups ?? { api: null, intelligence: null, monitor: null };
    const sides = new Map<string, Side | undefined>();
    for (const id of [ids.api, ids.intelligence, ids.monitor]) {
      if (id !== null && !sides.has(id)) sides.set(id, await this.#sideOf(id));
    }
    const sideOf = (id: string | null) => (id === null ? undefined : sides.get(id));
    return { api: sideOf(ids.api), intelligence: sideOf(ids.intelligence), monitor: sideOf(ids.monitor) };
  }

  async #sideOf(id: string): Promise<Side | undefined> {
    const group = await this.#to.store.read((db) => findGroup(db, id));
    if (group === undefined) return undefined;
    return {
      id,
      limits: await this.#to.quotas.groupLimits(group.gid),
      used: await this.#to.ledger.groupUsed(group.gid),
    };
  }
}

function quotaOf(name: string, limits: QuotaLimits, used: QuotaUse): Quota {
  return { allowed: allowedOf(limits, name), used: used.get(name) ?? 0 };
}
