import { verifyChain } from "../../access/audit-verification.ts";
import { nowSeconds, systemClock } from "../../base/clock.ts";
import { describeDifference, verifyLedger, verifyTail } from "../../ledger/verify.ts";
import { auditHeadPath, readAuditHead } from "../../server/audit-head-file.ts";
import {
  differencesOfMemberCounts,
  type MemberCountDifference,
} from "../../store/member-count-differences.ts";
import { requireCurrentSchema } from "../../store/migrate.ts";
import { CliError } from "../cli-error.ts";
import { formatCount, formatNumber, plain, safeJson } from "../format.ts";
import { Progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { openDatabase, requireExisting } from "./open-database.ts";

/** Reported at most; more than these say nothing new. */
const COUNTS_MAX = 1000;

/** Says whether everything agrees; raises CliError, after the facts, when something does not. */
export async function verifyCommand(terminal: Terminal, json: boolean): Promise<void> {
  await using database = await openDatabase(terminal, requireExisting);
  const { store } = database;
  await requireCurrentSchema(store);
  using progress = new Progress(terminal, "Comparing usage and quotas with the journal");
  progress.start();
  const differences = await verifyLedger(store, nowSeconds(systemClock));
  const tail = await verifyTail(store);
  progress.say("Counting members");
  const counts = await store.read((db) => differencesOfMemberCounts(db, COUNTS_MAX));
  progress.say("Walking the audit chain");
  const kept = readAuditHead(auditHeadPath(database.dataDir));
  const audit = await verifyChain(store, {
    expectedHeads: kept === undefined ? [] : [kept],
    onProgress: (entries) => progress.say(`Walking the audit chain: ${formatNumber(entries)} entries`),
  });
  progress.stop();
  const found = [
    ...differences.map(describeDifference),
    ...tail.unreadable,
    ...counts.map(describeCount),
    ...(audit.firstBad === null ? [] : [audit.firstBad.why]),
  ];
  if (json) {
    terminal.write(`${safeJson({ ok: found.length === 0, differences, tail, counts, audit }, 2)}\n`);
  } else {
    terminal.write(found.map((sentence) => `${plain(sentence)}\n`).join(""));
    if (differences.length + tail.unreadable.length === 0) {
      const rest =
        tail.calls === 0 ? "" : ` ${formatCount(tail.calls, "call waits", "calls wait")} to be folded in.`;
      terminal.write(`Usage, quotas and journal agree.${rest}\n`);
    }
    if (counts.length === 0) terminal.write("Every group has as many members as it says.\n");
    if (audit.firstBad === null) {
      const head = audit.head === null ? "" : ` Head: ${audit.head.seq}:${audit.head.hash}`;
      terminal.write(`The audit is whole, with ${formatCount(audit.entries, "entry", "entries")}.${head}\n`);
    }
  }
  if (found.length > 0) throw new CliError("Something disagrees: see above");
}

function describeCount({ group, list, found, members }: MemberCountDifference): string {
  return `groups: ${group} counts ${found} ${list.replace("_", " ")}, but has ${members}`;
}
