import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { Account, Consumer } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { dayBucket } from "../charts/buckets.ts";
import { type Chart, seriesOf } from "../charts/chart.ts";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";

const CONSUMERS_MAX = 40;

export interface MemberUsageSectionProps {
  readonly group: string;
  /** YYYY-MM. */
  readonly month: string;
}

/** A month by day and member; a click on a member leads to his page. */
export function MemberUsageSection({ group, month }: MemberUsageSectionProps) {
  const api = useApi();
  const [, navigate] = useLocation();
  const consumers = useQuery({
    queryKey: ["consumers", group, "by day", month],
    queryFn: () =>
      api.quotas.topConsumers(group, "api_requests_monthly", {
        period: month,
        byDay: true,
        limit: CONSUMERS_MAX,
      }),
  });
  return (
    <Section
      title="Requests by member and day"
      about={`${month}, by who made them; choose one for a closer look`}
    >
      <Loaded query={consumers} lines={6}>
        {(rows) => {
          const chart = chartOf(rows, month);
          if (chart.series.length === 0)
            return <Empty icon="bars">Nobody has called anything in this month.</Empty>;
          const kinds = new Map(
            rows.map(({ id, type }) => [id, type === "user" ? "members" : "service-accounts"]),
          );
          return (
            <ChartPanel
              chart={chart}
              fileName={`members-${group}-${month}`}
              onSeries={(name) => {
                const kind = kinds.get(name);
                if (kind === undefined) return;
                navigate(`/groups/${encodeURIComponent(group)}/${kind}/${encodeURIComponent(name)}`);
              }}
            />
          );
        }}
      </Loaded>
    </Section>
  );
}

function chartOf(rows: readonly (Account & Consumer)[], month: string): Chart {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const days = Array.from({ length }, (_value, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
  const buckets = days.map((day) =>
    Object.fromEntries(
      rows.flatMap(({ id, context_attributes: context }) => {
        const calls = context?.quota_consumed_daily?.[day];
        return calls === undefined ? [] : [[id, calls]];
      }),
    ),
  );
  return {
    title: "Requests by member and day",
    unit: "request",
    buckets: days.map(dayBucket),
    series: seriesOf(buckets),
  };
}
