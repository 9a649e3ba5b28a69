import type { ActivityEntry } from "../access/activity-log.ts";
import type { Consumed } from "../access/consumption.ts";
import type { MemberView } from "../access/members.ts";
import { toRfc3339 } from "../base/clock.ts";
import { type CsvAnswer, type CsvColumns, type CsvValue, csvAnswer } from "./csv.ts";
import { presentActivity, presentAuditEntry } from "./present-activity.ts";
import { presentMember } from "./present-member.ts";
import { presentUser } from "./present-user.ts";

/** What both kinds of usage hold, by day or by hour. */
interface UsageTimes {
  readonly consuming: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly free: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A line for each time, endpoint and kind of call; times without calls have none. */
export function usageCsv(name: string, { consuming, free }: UsageTimes): CsvAnswer {
  const rows = Object.keys(consuming).flatMap((time) => [
    ...Object.entries(consuming[time] ?? {}).map(([endpoint, calls]) => ({
      time,
      endpoint,
      calls,
      isFree: false,
    })),
    ...Object.entries(free[time] ?? {}).map(([endpoint, calls]) => ({ time, endpoint, calls, isFree: true })),
  ]);
  return csvAnswer(
    name,
    [
      ["time", (row) => row.time],
      ["endpoint", (row) => row.endpoint],
      ["calls", (row) => row.calls],
      ["consumes_quota", (row) => !row.isFree],
    ],
    rows,
  );
}

/** What this viewer may see of members, as of the list. */
export function membersCsv(name: string, members: AsyncIterable<MemberView>): CsvAnswer {
  const attribute =
    (attributeName: keyof ReturnType<typeof presentMember>["attributes"]) => (view: MemberView) =>
      plain(presentMember(view, "").attributes[attributeName]);
  const context = (view: MemberView): Readonly<Record<string, unknown>> =>
    presentMember(view, "").context_attributes;
  const columns: CsvColumns<MemberView> = [
    ["type", ({ user }) => user.kind],
    ["id", ({ user }) => user.id],
    ["email", attribute("email")],
    ["first_name", attribute("first_name")],
    ["last_name", attribute("last_name")],
    ["status", attribute("status")],
    ["has_2fa", attribute("has_2fa")],
    ["role", (view) => plain(context(view).role)],
    ["roles", ({ user }) => user.membership?.roles.join(" ")],
    ["caps", (view) => capsText(view)],
    ["user_since", ({ user }) => timeText(user.userSince)],
    ["last_login", (view) => timeText(presentMember(view, "").attributes.last_login)],
    ["last_seen", ({ activity }) => timeText(activity?.lastSeen)],
    ["quota_consumed_from_group", ({ activity }) => activity?.consumed],
    ["quota_share", ({ activity }) => activity?.share],
  ];
  return csvAnswer(name, columns, members);
}

export function consumersCsv(name: string, consumers: AsyncIterable<Consumed>): CsvAnswer {
  const columns: CsvColumns<Consumed> = [
    ["type", ({ view }) => view.user.kind],
    ["id", ({ view }) => view.user.id],
    ["email", ({ view }) => plain(presentUser(view, "").attributes.email)],
    ["quota_consumed_from_group", ({ consumed }) => consumed],
    ["quota_share", ({ share }) => share],
  ];
  return csvAnswer(name, columns, consumers);
}

/** A group's activity log, with the facts before and after as JSON. */
export function activityCsv(name: string, entries: AsyncIterable<ActivityEntry>): CsvAnswer {
  const of = (entry: ActivityEntry) => presentActivity(entry).attributes;
  return csvAnswer(
    name,
    [
      ["date", ({ row }) => toRfc3339(row.at_ms)],
      ["action", ({ row }) => row.action],
      ["outcome", ({ row }) => row.outcome],
      ["user", ({ row }) => row.actor],
      ["ip", ({ row }) => row.address],
      ["target_type", ({ row }) => row.target_type],
      ["target", ({ row }) => row.target],
      ["before", (entry) => jsonText(of(entry).before)],
      ["after", (entry) => jsonText(of(entry).after)],
    ],
    entries,
  );
}

/** The whole audit with all that its chain is made of. */
export function auditCsv(name: string, entries: AsyncIterable<ActivityEntry>): CsvAnswer {
  const column = (attribute: string) =>
    [
      attribute,
      (entry: ActivityEntry) => {
        const value = new Map(Object.entries(presentAuditEntry(entry).attributes)).get(attribute);
        return typeof value === "object" && value !== null ? jsonText(value) : plain(value);
      },
    ] as const;
  return csvAnswer(name, [["id", ({ row }) => row.seq], ...AUDIT_COLUMNS.map(column)], entries);
}

const AUDIT_COLUMNS = [
  "date_ms",
  "action",
  "outcome",
  "actor",
  "actor_key_id",
  "actor_session_id",
  "address",
  "client",
  "request_id",
  "target_type",
  "target",
  "group",
  "before",
  "after",
  "previous_hash",
  "hash",
];

function capsText({ limits }: MemberView): string {
  return [...(limits ?? [])].map(([quota, allowed]) => `${quota} ${allowed}`).join(" ");
}

function timeText(seconds: unknown): string | undefined {
  return typeof seconds === "number" ? toRfc3339(seconds * 1000) : undefined;
}

function jsonText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** Attributes are whatever they are; in a field stands what can stand there. */
function plain(value: unknown): CsvValue {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? value : undefined;
}
