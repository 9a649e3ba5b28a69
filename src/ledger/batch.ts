import { utcDay, utcHour, utcMinute } from "../base/clock.ts";
import { currentWindows, quotasOfCharge, windowOf } from "../model/quotas.ts";
import { touchKeys } from "../store/api-keys.ts";
import { addToGroupCounters, addToMemberCounters } from "../store/counters.ts";
import type { Db } from "../store/database.ts";
import type { GroupCounterTable, MemberCounterTable } from "../store/tables.ts";
import { addToDaily, addToJournal, type DailyRow, type JournalRow } from "../store/usage.ts";
import type { QuotaSide } from "./claim.ts";
import type { CounterBook } from "./counter-book.ts";
import type { Charge, Entry, KeyUse } from "./entry.ts";

type Sum<Row, Field extends keyof Row> = Omit<Row, Field> & { -readonly [Key in Field]: Row[Key] };

type Windows = ReturnType<typeof currentWindows>;

/** Entries that are alike, and how many they are. */
interface Tally {
  readonly entry: Entry;
  readonly atSeconds: number;
  /** No window is shorter, so that entries of one minute count in the same ones. */
  readonly minute: number;
  entries: number;
  calls: number;
}

/** Everything recorded since the last commit, added up: one row per key whatever the number of calls. */
export class Batch {
  readonly #node: string;
  readonly #book: CounterBook;
  /** By user; what is not in the sums below yet. */
  readonly #tallies = new Map<number, Tally[]>();
  readonly #journal = new Map<string, Sum<JournalRow, "calls" | "cost">>();
  readonly #members = new Map<string, Sum<MemberCounterTable, "used">>();
  readonly #groups = new Map<string, Sum<GroupCounterTable, "used">>();
  readonly #keyUses = new Map<string, KeyUse>();
  #entries = 0;
  #windows: Windows | undefined;

  constructor(node: string, book: CounterBook) {
    this.#node = node;
    this.#book = book;
  }

  /** How many entries it holds. */
  get size(): number {
    return this.#entries;
  }

  get keyUses(): readonly KeyUse[] {
    return [...this.#keyUses.values()];
  }

  get chargedUsers(): ReadonlySet<number> {
    this.#addUp();
    return new Set(this.#members.values().map(({ uid }) => uid));
  }

  get chargedGroups(): ReadonlySet<number> {
    this.#addUp();
    return new Set(this.#groups.values().map(({ gid }) => gid));
  }

  add(entry: Entry, atSeconds: number): void {
    this.#entries += 1;
    const { charges } = entry;
    if (charges !== undefined && charges.length > 0) this.#addToBook(entry, charges, atSeconds);
    const tallies = this.#talliesOf(entry.uid);
    const minute = utcMinute(atSeconds);
    const calls = entry.calls ?? 1;
    for (const tally of tallies) {
      if (tally.minute !== minute || !areAlike(tally.entry, entry)) continue;
      tally.entries += 1;
      tally.calls += calls;
      return;
    }
    tallies.push({ entry, atSeconds, minute, entries: 1, calls });
  }

  /** What it holds of one counter. */
  usedOf(side: QuotaSide, subjectId: number, quota: string, windowStart: number): number {
    this.#addUp();
    if (side === "group") return this.#groups.get(`${quota} ${windowStart} ${subjectId}`)?.used ?? 0;
    let used = 0;
    for (const counter of this.#members.values()) {
      const isMeant = counter.uid === subjectId && counter.quota === quota;
      if (isMeant && counter.window_start === windowStart) used += counter.used;
    }
    return used;
  }

  noteKeyUse(use: KeyUse): void {
    this.#keyUses.set(use.keyId, use);
  }

  /** Writes the whole batch; the journal first, since everything else follows from it. */
  async write(tx: Db): Promise<void> {
    this.#addUp();
    const journal = inOrder(this.#journal);
    await addToJournal(tx, journal);
    await addToDaily(tx, "user", rollUp(journal, "uid"));
    await addToDaily(tx, "group", rollUp(journal, "gid"));
    await addToMemberCounters(tx, inOrder(this.#members));
    await addToGroupCounters(tx, inOrder(this.#groups));
    if (this.#keyUses.size > 0) await touchKeys(tx, this.keyUses);
  }

  #talliesOf(uid: number): Tally[] {
    const known = this.#tallies.get(uid);
    if (known !== undefined) return known;
    const none: Tally[] = [];
    this.#tallies.set(uid, none);
    return none;
  }

  /** The counters that decisions are made on must know at once. */
  #addToBook({ uid, gid }: Entry, charges: readonly Charge[], atSeconds: number): void {
    const windows = this.#windowsAt(atSeconds);
    for (const charge of charges) {
      if (charge.cost === 0) continue;
      const payer = charge.gid ?? gid;
      for (const quota of quotasOfCharge(charge.quota)) {
        const start = windows[windowOf(quota)];
        this.#book.add("user", uid, quota, start, charge.cost);
        if (payer !== 0) this.#book.add("group", payer, quota, start, charge.cost);
      }
    }
  }

  #addUp(): void {
    for (const tallies of this.#tallies.values()) for (const tally of tallies) this.#addTally(tally);
    this.#tallies.clear();
  }

  #addTally({ entry, atSeconds, entries, calls }: Tally): void {
    const hour = utcHour(atSeconds);
    const charges = entry.charges?.filter(({ cost }) => cost !== 0) ?? [];
    // The calls stand in one line, which decides whether they consumed quota; further charges add cost only.
    this.#addToJournal(entry, { hour, gid: entry.gid, quota: charges[0]?.quota ?? "", calls, cost: 0 });
    for (const charge of charges) {
      this.#addCharge(entry, { ...charge, cost: charge.cost * entries }, hour, atSeconds);
    }
  }

  #addCharge(entry: Entry, { quota, cost, gid = entry.gid }: Charge, hour: number, atSeconds: number): void {
    const { uid } = entry;
    const windows = this.#windowsAt(atSeconds);
    const isLive = windowOf(quotasOfCharge(quota)[0] ?? quota) === "live";
    // A live count has no window, so its lines must outlast the hour in which the call was made.
    this.#addToJournal(entry, { hour: isLive ? 0 : hour, gid, quota, calls: 0, cost });
    for (const name of quotasOfCharge(quota)) {
      const start = windows[windowOf(name)];
      const key = `${name} ${start} ${gid}`;
      const member = this.#members.get(`${uid} ${key}`);
      if (member) member.used += cost;
      else this.#members.set(`${uid} ${key}`, { uid, gid, quota: name, window_start: start, used: cost });
      if (gid === 0) continue;
      const group = this.#groups.get(key);
      if (group) group.used += cost;
      else this.#groups.set(key, { gid, quota: name, window_start: start, used: cost });
    }
  }

  #windowsAt(atSeconds: number): Windows {
    const minute = utcMinute(atSeconds);
    if (this.#windows?.minute !== minute) this.#windows = currentWindows(atSeconds);
    return this.#windows;
  }

  #addToJournal(
    { uid, bucket }: Entry,
    line: Pick<JournalRow, "hour" | "gid" | "quota" | "calls" | "cost">,
  ): void {
    const key = `${uid} ${line.hour} ${line.gid} ${bucket} ${line.quota}`;
    const known = this.#journal.get(key);
    if (known === undefined) {
      this.#journal.set(key, { ...line, uid, bucket, node: this.#node });
      return;
    }
    known.calls += line.calls;
    known.cost += line.cost;
  }
}

/** Whether they differ in nothing but their instant and the number of calls. */
function areAlike(one: Entry, other: Entry): boolean {
  return one.charges === other.charges && one.bucket === other.bucket && one.gid === other.gid;
}

/** Every node writes its rows in the same order, so that two never wait for each other. */
function inOrder<Row>(rows: ReadonlyMap<string, Row>): readonly Row[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** The journal's calls by day, of users or of the groups that paid. */
function rollUp(journal: readonly JournalRow[], subject: "uid" | "gid"): readonly DailyRow[] {
  const days = new Map<string, Sum<DailyRow, "calls">>();
  for (const row of journal) {
    const subjectId = row[subject];
    if (row.calls === 0 || subjectId === 0) continue;
    const day = utcDay(row.hour);
    const consuming = row.quota !== "";
    const key = `${subjectId} ${day} ${row.bucket} ${consuming}`;
    const known = days.get(key);
    if (known) known.calls += row.calls;
    else days.set(key, { subjectId, day, bucket: row.bucket, consuming, calls: row.calls });
  }
  return inOrder(days);
}
