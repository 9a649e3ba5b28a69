import { utcDay } from "../../base/clock.ts";
import type { Charge } from "../../ledger/entry.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { LastUse } from "../../model/api-key.ts";
import { USAGE_DAYS_KEPT } from "../../model/usage.ts";
import { keysOf } from "../../store/api-keys.ts";
import { findGroup } from "../../store/groups.ts";
import type { Store } from "../../store/store.ts";
import { findUser } from "../../store/users.ts";
import type { SeedAccount } from "./account.ts";
import type { Habit } from "./organisation.ts";
import { Random } from "./random.ts";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
/** The day of the week of 1970-01-01, with Monday as 0. */
const EPOCH_WEEKDAY = 3;
const SATURDAY = 5;
/** How long ago the account that is gone left its group. */
const GONE_DAYS = 12;

interface Bucket {
  readonly name: string;
  readonly share: number;
  /** What a call costs besides itself, or `free`. */
  readonly charge?:
    | "free"
    | "intelligence_searches_monthly"
    | "intelligence_downloads_monthly"
    | "private_scans_monthly";
}

const BUCKETS: Readonly<Record<Habit, readonly Bucket[]>> = {
  analyst: [
    { name: "files", share: 5 },
    { name: "ip_addresses", share: 4 },
    { name: "domains", share: 4 },
    { name: "urls", share: 3 },
    { name: "file_behaviours", share: 1 },
    { name: "file_comments", share: 1, charge: "free" },
    { name: "url_submission", share: 1, charge: "free" },
    { name: "private_files", share: 0.3, charge: "private_scans_monthly" },
  ],
  hunter: [
    { name: "intelligence_search", share: 4, charge: "intelligence_searches_monthly" },
    { name: "file_relationships", share: 4 },
    { name: "files", share: 3 },
    { name: "domain_relationships", share: 2 },
    { name: "file_download", share: 1, charge: "intelligence_downloads_monthly" },
    { name: "graphs", share: 0.5 },
    { name: "item_vote", share: 0.5, charge: "free" },
  ],
  occasional: [
    { name: "urls", share: 2 },
    { name: "files", share: 2 },
    { name: "search", share: 1, charge: "free" },
  ],
  automation: [
    { name: "files", share: 5 },
    { name: "ip_addresses", share: 3 },
    { name: "domains", share: 2 },
    { name: "analyses", share: 2, charge: "free" },
    { name: "file_upload_url", share: 0.5, charge: "free" },
  ],
  gone: [{ name: "files", share: 1 }],
};

/** Calls of a working day, and how likely one is to work on it. */
const HABITS: Readonly<Record<Habit, { readonly calls: number; readonly presence: number }>> = {
  analyst: { calls: 90, presence: 0.8 },
  hunter: { calls: 140, presence: 0.75 },
  occasional: { calls: 15, presence: 0.3 },
  automation: { calls: 0, presence: 1 },
  gone: { calls: 60, presence: 0.7 },
};

export interface PastUsageOptions {
  readonly store: Store;
  readonly ledger: Ledger;
  /** The instant, in unix seconds, at which the past ends. */
  readonly now: number;
}

/** Records sixty days of calls in the ledger, as the gateway would have; returns how many. */
export async function seedUsage(
  options: PastUsageOptions,
  accounts: readonly SeedAccount[],
): Promise<number> {
  const { store, ledger, now } = options;
  const random = new Random(60);
  let recorded = 0;
  for (const account of accounts) {
    const { key, ...payer } = await payerOf(store, account);
    const keyUse = key && { keyId: key.id, lastUse: lastUseOf(account, now, random) };
    const waiting = [ledger.record({ ...payer, bucket: "users", at: now, ...(keyUse && { keyUse }) })];
    for (const { at, bucket, calls } of callsOf(account, now, random)) {
      recorded += calls;
      waiting.push(
        ledger.record({ ...payer, bucket: bucket.name, calls, charges: chargesOf(bucket, calls), at }),
      );
    }
    await Promise.all(waiting);
  }
  return recorded;
}

async function payerOf(store: Store, { id, group }: SeedAccount) {
  return store.read(async (db) => {
    const user = await findUser(db, id);
    const payer = group === null ? undefined : await findGroup(db, group);
    if (user === undefined || (group !== null && payer === undefined)) {
      throw new Error(`There is no ${id} of ${group ?? "no group"}`);
    }
    return { uid: user.uid, gid: payer?.gid ?? 0, key: (await keysOf(db, user.uid)).at(-1) };
  });
}

function lastUseOf({ habit }: SeedAccount, now: number, random: Random): LastUse {
  const host = `10.20.${random.around(8)}.${random.around(120)}`;
  if (habit === "automation")
    return { at: now - random.around(120), address: host, client: "vt-py 0.22.0; gzip" };
  return { at: now - random.around(4 * HOUR_SECONDS), address: host, client: "vt-cli 1.1.1" };
}

interface Calls {
  readonly at: number;
  readonly bucket: Bucket;
  readonly calls: number;
}

function* callsOf(account: SeedAccount, now: number, random: Random): Generator<Calls> {
  const today = utcDay(now);
  for (let ago = USAGE_DAYS_KEPT - 1; ago >= 0; ago--) {
    if (account.habit === "gone" && ago <= GONE_DAYS) return;
    const day = today - ago * DAY_SECONDS;
    for (const { hour, calls } of hoursOf(account, day, random)) {
      const at = day + hour * HOUR_SECONDS + random.around(1800);
      if (at > now) return;
      yield* spread(account, at, calls, random);
    }
  }
}

/** People come on weekdays and call in some hours of the morning and the afternoon; programs never sleep. */
function* hoursOf(account: SeedAccount, day: number, random: Random) {
  const isWeekend = (Math.floor(day / DAY_SECONDS) + EPOCH_WEEKDAY) % 7 >= SATURDAY;
  if (account.habit === "automation") {
    for (let hour = 0; hour < 24; hour += 3) {
      const isBusy = !isWeekend && hour >= 6 && hour <= 18;
      yield { hour, calls: random.around((account.callsPerHour ?? 0) * (isBusy ? 3 : 0.9)) };
    }
    return;
  }
  const { calls, presence } = HABITS[account.habit];
  if (!random.chance(isWeekend ? presence * 0.06 : presence)) return;
  for (const [hour, share] of [
    [8, 0.2],
    [10, 0.35],
    [13, 0.15],
    [15, 0.3],
  ] as const) {
    yield { hour, calls: random.around(calls * share) };
  }
}

function* spread({ habit }: SeedAccount, at: number, calls: number, random: Random): Generator<Calls> {
  const buckets = BUCKETS[habit];
  const shares = buckets.reduce((sum, { share }) => sum + share, 0);
  for (const bucket of buckets) {
    const count = random.around((calls * bucket.share) / shares);
    if (count > 0) yield { at, bucket, calls: count };
  }
}

function chargesOf({ charge }: Bucket, calls: number): readonly Charge[] {
  if (charge === "free") return [];
  const request = { quota: "api_requests", cost: calls };
  return charge === undefined ? [request] : [request, { quota: charge, cost: calls }];
}
