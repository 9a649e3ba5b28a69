import { queryOptions } from "@tanstack/react-query";
import type { Client } from "../../src/client/client.ts";
import { nowSeconds } from "../text/clock.ts";
import { addDays, utcDay } from "../text/dates.ts";

/** As the address of a view names them. */
export const SPANS = ["24h", "7d", "30d", "60d"] as const;
export type Span = (typeof SPANS)[number];

type Calls = Readonly<Record<string, number>>;

/** Calls by endpoint in a day (YYYY-MM-DD) or hour (RFC 3339) of UTC, in order. */
export interface UsageBucket {
  readonly start: string;
  readonly calls: Calls;
  readonly free: Calls;
}

export interface UsageSubject {
  readonly kind: "user" | "group";
  readonly id: string;
  /** Of a group: only what it paid for this member. */
  readonly member?: string | undefined;
}

export function isSpan(text: string | null): text is Span {
  return SPANS.some((span) => span === text);
}

/** By hour for the last days, by day for longer: the server answers thirty days a call. */
export function usageQuery(api: Client, subject: UsageSubject, span: Span) {
  return queryOptions({
    queryKey: ["usage", subject.kind, subject.id, subject.member ?? "", span],
    queryFn: () => (span === "24h" || span === "7d" ? byHour(api, subject, span) : byDay(api, subject, span)),
  });
}

async function byDay(api: Client, { kind, id, member }: UsageSubject, span: Span): Promise<UsageBucket[]> {
  const today = utcDay(nowSeconds());
  const parts = span === "60d" ? [addDays(today, -30), today] : [today];
  const answers = await Promise.all(
    parts.map((end) =>
      api.usage.of(kind, id, {
        start_date: compact(addDays(end, -29)),
        end_date: compact(end),
        user: member,
      }),
    ),
  );
  return answers.flatMap(({ daily, daily_endpoints_not_consuming_quota: free }) => bucketsOf(daily, free));
}

async function byHour(api: Client, { kind, id, member }: UsageSubject, span: Span): Promise<UsageBucket[]> {
  const now = nowSeconds();
  const today = utcDay(now);
  const start = addDays(today, span === "24h" ? -1 : -6);
  const answer = await api.usage.hourly(kind, id, {
    start_date: compact(start),
    end_date: compact(today),
    user: member,
  });
  const buckets = bucketsOf(answer.hourly, answer.hourly_endpoints_not_consuming_quota);
  return span === "24h" ? buckets.slice(-24) : buckets;
}

function bucketsOf(
  calls: Readonly<Record<string, Calls>>,
  free: Readonly<Record<string, Calls>>,
): UsageBucket[] {
  return Object.keys(calls)
    .sort()
    .map((start) => ({ start, calls: calls[start] ?? {}, free: free[start] ?? {} }));
}

function compact(day: string): string {
  return day.replaceAll("-", "");
}
