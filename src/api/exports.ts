import type { ActivityEntry } from "../access/activity-log.ts";
import type { Consumed } from "../access/consumption.ts";
import type { MemberView } from "../access/members.ts";
import { toRfc3339 } from "../base/clock.ts";
import { type CsvAnswer, type CsvColumns, type CsvValue, csvAnswer } from "./csv.ts";
import { presentAuditEntry } from "./present-activity.ts";
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
  return csvAnswer(name, MEMBER_COLUMNS, mapped(members, memberRow));
}

/** A member as it is presented: what is hidden there is hidden here. */
function memberRow(view: MemberView) {
  const { attributes, context_attributes: context } = presentMember(view, "");
  return { ...view, attributes, context };
}

const MEMBER_COLUMNS: CsvColumns<ReturnType<typeof memberRow>> = [
  ["type", ({ user }) => user.kind],
  ["id", ({ user }) => user.id],
  ["email", ({ attributes }) => plain(attributes.email)],
  ["first_name", ({ attributes }) => plain(attributes.first_name)],
  ["last_name", ({ attributes }) => plain(attributes.last_name)],
  ["status", ({ attributes }) => plain(attributes.status)],
  ["has_2fa", ({ attributes }) => plain(attributes.has_2fa)],
  ["role", ({ context }) => context.role],
  ["roles", ({ context }) => context.roles.join(" ")],
  ["caps", ({ context }) => capsText(context.quota_limits)],
  ["user_since", ({ attributes }) => timeText(attributes.user_since)],
  ["last_login", ({ attributes }) => timeText(attributes.last_login)],
  ["last_seen", ({ activity }) => timeText(activity?.lastSeen)],
  ["quota_consumed_from_group", ({ activity }) => activity?.consumed],
  ["quota_share", ({ activity }) => activity?.share],
];

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
  return csvAnswer(name, ACTIVITY_COLUMNS, entries);
}

const ACTIVITY_COLUMNS: CsvColumns<ActivityEntry> = [
  ["date", ({ row }) => toRfc3339(row.at_ms)],
  ["action", ({ row }) => row.action],
  ["outcome", ({ row }) => row.outcome],
  ["user", ({ row }) => row.actor],
  ["ip", ({ row }) => row.address],
  ["target_type", ({ row }) => row.target_type],
  ["target", ({ row }) => row.target],
  ["before", ({ before }) => jsonText(before)],
  ["after", ({ after }) => jsonText(after)],
];

/** The whole audit with all that its chain is made of. */
export function auditCsv(name: string, entries: AsyncIterable<ActivityEntry>): CsvAnswer {
  const columns = AUDIT_COLUMNS.map(
    (attribute) => [attribute, (row: ReadonlyMap<string, unknown>) => fieldOf(row.get(attribute))] as const,
  );
  const rows = mapped(entries, (entry) => {
    const { id, attributes } = presentAuditEntry(entry);
    return new Map<string, unknown>([["id", id], ...Object.entries(attributes)]);
  });
  return csvAnswer(name, columns, rows);
}

const AUDIT_COLUMNS = [
  "id",
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

async function* mapped<Item, Row>(items: AsyncIterable<Item>, rowOf: (item: Item) => Row) {
  for await (const item of items) yield rowOf(item);
}

function capsText(caps: Readonly<Record<string, { readonly allowed: number }>> = {}): string {
  return Object.entries(caps)
    .map(([quota, { allowed }]) => `${quota} ${allowed}`)
    .join(" ");
}

function timeText(seconds: unknown): string | undefined {
  return typeof seconds === "number" ? toRfc3339(seconds * 1000) : undefined;
}

function jsonText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

function fieldOf(value: unknown): CsvValue {
  return typeof value === "object" && value !== null ? jsonText(value) : plain(value);
}

/** Attributes are whatever they are; in a field stands what can stand there. */
function plain(value: unknown): CsvValue {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? value : undefined;
}
