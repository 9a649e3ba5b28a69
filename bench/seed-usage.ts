import type { DatabaseSync } from "node:sqlite";
import { nowSeconds, systemClock, utcDay } from "../src/base/clock.ts";
import { DAY_SECONDS } from "../src/model/quotas.ts";

const BUCKETS = [
  "analyses",
  "comments",
  "domains",
  "files",
  "graphs",
  "intelligence",
  "ip_addresses",
  "urls",
];
const CALLS = 3;

export interface UsagePlan {
  readonly gid: number;
  readonly firstUid: number;
  readonly members: number;
  readonly days: number;
}

/** Every member called two endpoints on every day, one of them free: the journal, and what follows from it. */
export function seedUsage(database: DatabaseSync, { gid, firstUid, members, days }: UsagePlan): void {
  const today = utcDay(nowSeconds(systemClock));
  const journal = database.prepare(
    "insert into usage_journal (hour, node, uid, gid, bucket, quota, calls, cost) values (?, 'bench', ?, ?, ?, ?, ?, ?)",
  );
  const ofUser = database.prepare(
    "insert into user_usage_daily (uid, day, bucket, consuming, calls) values (?, ?, ?, ?, ?)",
  );
  const ofGroup = database.prepare(
    `insert into group_usage_daily (gid, day, bucket, consuming, calls) values (?, ?, ?, ?, ?)
    on conflict (gid, day, bucket, consuming) do update set calls = calls + excluded.calls`,
  );
  for (let age = days - 1; age >= 0; age -= 1) {
    const day = today - age * DAY_SECONDS;
    for (let position = 0; position < members; position += 1) {
      const uid = firstUid + position;
      for (const consuming of [0, 1]) {
        const bucket = BUCKETS[(uid + age + consuming) % BUCKETS.length] ?? "";
        journal.run(day, uid, gid, bucket, consuming ? "api_requests" : "", CALLS, consuming * CALLS);
        ofUser.run(uid, day, bucket, consuming, CALLS);
        ofGroup.run(gid, day, bucket, consuming, CALLS);
      }
    }
  }
}
