import type { DatabaseSync } from "node:sqlite";
import { nowSeconds, systemClock, utcMonth } from "../src/base/clock.ts";
import { MEMBER_SHARE_QUOTA } from "../src/model/member-order.ts";

const FIRST_NAMES = ["Ada", "Grace", "Linus", "Maria", "José", "Søren", "Zoë", "Anna", "Peter", "Yuki"];
const LAST_NAMES = ["Doe", "de la Cruz", "Smith", "Müller", "Ng", "Kowalski", "Ivanova", "O'Neil"];

/** Gives members names, and most of them a last use of a key and a consumption of this month, each another one. */
export function seedActivity(
  database: DatabaseSync,
  { gid, firstUid, members }: { readonly gid: number; readonly firstUid: number; readonly members: number },
): void {
  const now = nowSeconds(systemClock);
  const name = database.prepare(
    "update users set first_name = ?, last_name = ?, last_login = ?, has_2fa = ? where uid = ?",
  );
  const use = database.prepare("insert into last_seen (uid, at) values (?, ?)");
  const count = database.prepare(
    "insert into member_counters (uid, gid, quota, window_start, used) values (?, ?, ?, ?, ?)",
  );
  for (let uid = firstUid; uid < firstUid + members; uid += 1) {
    const first = FIRST_NAMES[uid % FIRST_NAMES.length] ?? "";
    const last = LAST_NAMES[uid % LAST_NAMES.length] ?? "";
    name.run(
      first,
      last,
      uid % 3 === 0 ? null : now - ((uid * 7919) % 1_000_000),
      uid % 5 === 0 ? 0 : 1,
      uid,
    );
    if (uid % 4 !== 0) use.run(uid, now - ((uid * 104_729) % 3_000_000));
    if (uid % 2 !== 0) count.run(uid, gid, MEMBER_SHARE_QUOTA, utcMonth(now), ((uid * 7919) % 5000) + 1);
  }
}
