import { utcDay, utcHour } from "../base/clock.ts";
import { quotasOfCharge, windowOf } from "../model/quotas.ts";
import { addToGroupCounters, addToMemberCounters } from "../store/counters.ts";
import type { Db } from "../store/database.ts";
import type { GroupCounterTable, MemberCounterTable } from "../store/tables.ts";
import { addToDaily, addToJournal, type DailyRow, type JournalRow } from "../store/usage.ts";
import { countsOf } from "./counts.ts";
import type { Share } from "./tallies.ts";

/** Writes what these users have: the journal's lines first, since everything else follows from them. */
export async function writeFolded(
  tx: Db,
  node: string,
  users: Iterable<readonly [uid: number, shares: readonly Share[]]>,
): Promise<void> {
  const journal = new Sums<JournalRow>(({ calls, cost }, row) => ({
    ...row,
    calls: row.calls + calls,
    cost: row.cost + cost,
  }));
  const members = new Sums<MemberCounterTable>(({ used }, row) => ({ ...row, used: row.used + used }));
  const groups = new Sums<GroupCounterTable>(({ used }, row) => ({ ...row, used: row.used + used }));
  for (const [uid, shares] of users) {
    for (const share of shares) {
      addToLines(journal, node, uid, share);
      for (const { quota, windowStart, gid, cost } of countsOf(share.tally)) {
        const row = { gid, quota, window_start: windowStart, used: cost * share.entries };
        members.add(`${gid} ${quota} ${windowStart} ${uid}`, { ...row, uid });
        if (gid !== 0) groups.add(`${gid} ${windowStart} ${quota}`, row);
      }
    }
  }
  await addToJournal(tx, journal.inOrder());
  await addToDaily(tx, "user", rollUp(journal.inOrder(), "uid"));
  await addToDaily(tx, "group", rollUp(journal.inOrder(), "gid"));
  await addToMemberCounters(tx, members.inOrder());
  await addToGroupCounters(tx, groups.inOrder());
}

/** Rows by their keys; of two with the same key only the sum is kept. */
class Sums<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #sum: (one: Row, other: Row) => Row;

  constructor(sum: (one: Row, other: Row) => Row) {
    this.#sum = sum;
  }

  add(key: string, row: Row): void {
    const known = this.#rows.get(key);
    this.#rows.set(key, known === undefined ? row : this.#sum(known, row));
  }

  /** Every node writes its rows in the same order, so that two never wait for each other. */
  inOrder(): readonly Row[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

/** The calls stand in one line, which decides whether they consumed quota; further charges add cost only. */
function addToLines(journal: Sums<JournalRow>, node: string, uid: number, { tally, entries }: Share): void {
  const { bucket, gid: payer } = tally;
  const hour = utcHour(tally.minute);
  const add = (line: Pick<JournalRow, "hour" | "gid" | "quota" | "calls" | "cost">): void => {
    const key = `${line.hour} ${uid} ${line.gid} ${bucket} ${line.quota}`;
    journal.add(key, { ...line, uid, bucket, node });
  };
  const charges = tally.charges.filter(({ cost }) => cost !== 0);
  const calls = tally.calls * entries;
  add({ hour, gid: payer, quota: charges[0]?.quota ?? "", calls, cost: 0 });
  for (const { quota, cost, gid = payer } of charges) {
    const isLive = windowOf(quotasOfCharge(quota)[0] ?? quota) === "live";
    // A live count has no window, so its lines must outlast the hour in which the call was made.
    add({ hour: isLive ? 0 : hour, gid, quota, calls: 0, cost: cost * entries });
  }
}

/** The journal's calls by day, of users or of the groups that paid. */
function rollUp(journal: readonly JournalRow[], subject: "uid" | "gid"): readonly DailyRow[] {
  const days = new Sums<DailyRow>(({ calls }, row) => ({ ...row, calls: row.calls + calls }));
  for (const row of journal) {
    const subjectId = row[subject];
    if (row.calls === 0 || subjectId === 0) continue;
    const day = utcDay(row.hour);
    const consuming = row.quota !== "";
    const key = `${subjectId} ${day} ${row.bucket} ${consuming}`;
    days.add(key, { subjectId, day, bucket: row.bucket, consuming, calls: row.calls });
  }
  return days.inOrder();
}
