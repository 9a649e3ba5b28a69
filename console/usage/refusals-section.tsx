import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import type { RefusedCalls } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { dayBucket } from "../charts/buckets.ts";
import { type Chart, seriesOf } from "../charts/chart.ts";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Instant } from "../parts/instant.tsx";
import { TextLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { quotaTitle } from "../quotas/quota-names.ts";
import { nowSeconds } from "../text/clock.ts";
import { addDays, utcDay } from "../text/dates.ts";
import { amount } from "../text/numbers.ts";

const DAYS = 30;
const REASONS: Readonly<Record<string, string>> = {
  QuotaExceededError: "quota used up",
  ForbiddenError: "not allowed",
  WrongCredentialsError: "wrong or expired key",
  AuthenticationRequiredError: "no key",
  UserNotActiveError: "account disabled",
};

type Latest = RefusedCalls["latest"][number];

/** Of a group; everybody's where none is given, for operators. */
export function RefusalsSection({ group }: { readonly group?: string }) {
  const api = useApi();
  const refused = useQuery({
    queryKey: ["refused_calls", group ?? ""],
    queryFn: () => (group === undefined ? api.refusedCalls.all() : api.refusedCalls.of("group", group)),
  });
  return (
    <Loaded query={refused} lines={6}>
      {(answer) =>
        answer.latest.length === 0 ? (
          <Section>
            <Empty icon="check">No call was refused in the last {DAYS} days.</Empty>
          </Section>
        ) : (
          <>
            <Section title="By reason and day">
              <ChartPanel chart={chartOf(answer)} fileName={`refused-${group ?? "all"}`} />
            </Section>
            <Section title="Whose calls" isTable>
              <DataTable label="Whose calls were refused" columns={WHO} rows={answer.users} keyOf={nameOf} />
            </Section>
            <Section title="Latest" isTable>
              <DataTable
                label="Latest refused calls"
                columns={LATEST}
                rows={answer.latest}
                keyOf={(row) => JSON.stringify(row)}
              />
            </Section>
          </>
        )
      }
    </Loaded>
  );
}

/** In a group a link to the member's page. */
function Who({ account }: Pick<Latest, "account">) {
  const { group } = useParams();
  if (account === undefined || group === undefined) return nameOf({ account });
  const kind = account.type === "user" ? "members" : "service-accounts";
  return (
    <TextLink to={`/groups/${encodeURIComponent(group)}/${kind}/${encodeURIComponent(account.id)}`}>
      {account.id}
    </TextLink>
  );
}

const WHO: readonly Column<RefusedCalls["users"][number]>[] = [
  { title: "Who", cell: (row) => <Who {...row} /> },
  { title: "Refused calls", isNumber: true, cell: ({ calls }) => amount(calls) },
];

const LATEST: readonly Column<Latest>[] = [
  { title: "When", cell: ({ date }) => <Instant seconds={date} withDistance /> },
  { title: "Who", cell: (row) => <Who {...row} /> },
  { title: "Why", cell: reasonOf },
  { title: "Called", cell: ({ method, endpoint }) => `${method} ${endpoint}` },
  { title: "From", isShort: true, cell: ({ address }) => address },
  { title: "Calls in that hour", isNumber: true, cell: ({ calls }) => amount(calls) },
];

function nameOf({ account }: Pick<Latest, "account">): string {
  return account?.id ?? "unknown";
}

function reasonOf({ code, quota, side }: Latest): string {
  const reason = REASONS[code] ?? code;
  if (quota === undefined) return reason;
  return `${reason}: ${quotaTitle(quota)}, ${side === "group" ? "the group's" : "the caller's own"}`;
}

/** The server says hours; a month of them is read by days. */
function chartOf({ hourly }: RefusedCalls): Chart {
  const today = utcDay(nowSeconds());
  const days = Array.from({ length: DAYS }, (_value, index) => addDays(today, index - DAYS + 1));
  const byDay = new Map(days.map((day) => [day, {} as Record<string, number>]));
  for (const [hour, codes] of Object.entries(hourly)) {
    const counts = byDay.get(hour.slice(0, 10));
    if (counts === undefined) continue;
    for (const [code, calls] of Object.entries(codes)) {
      const reason = REASONS[code] ?? code;
      counts[reason] = (counts[reason] ?? 0) + calls;
    }
  }
  return {
    title: "Refused calls",
    unit: "call",
    buckets: days.map(dayBucket),
    series: seriesOf([...byDay.values()]),
  };
}
