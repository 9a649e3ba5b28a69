import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import type { Account, Consumer } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { TextLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { quotaTitle } from "../quotas/quota-names.ts";
import { amount, percent } from "../text/numbers.ts";
import { lastMonths, useMonth } from "./months.ts";
import classes from "./usage.module.css";

const QUOTAS = [
  "api_requests_monthly",
  "intelligence_downloads_monthly",
  "intelligence_searches_monthly",
  "private_scans_monthly",
];
const SHOWN_MAX = 20;

/** Who has emptied a group's quota, most first. */
export function ConsumersSection({ group }: { readonly group: string }) {
  const api = useApi();
  const [params, setParams] = useSearchParams();
  const quota = QUOTAS.find((name) => name === params.get("quota")) ?? "api_requests_monthly";
  const month = useMonth();
  const consumers = useQuery({
    queryKey: ["consumers", group, quota, month],
    queryFn: () => api.quotas.topConsumers(group, quota, { period: month, limit: SHOWN_MAX }),
  });
  const choose = (name: string, value: string) =>
    setParams(
      (before) => new URLSearchParams([...[...before].filter(([key]) => key !== name), [name, value]]),
    );
  return (
    <Section
      title="Top consumers"
      isTable
      actions={
        <>
          <NativeSelect
            size="xs"
            aria-label="Quota"
            data={QUOTAS.map((value) => ({ value, label: quotaTitle(value) }))}
            value={quota}
            onChange={(event) => choose("quota", event.currentTarget.value)}
          />
          <NativeSelect
            size="xs"
            aria-label="Month"
            data={[...lastMonths()]}
            value={month}
            onChange={(event) => choose("month", event.currentTarget.value)}
          />
        </>
      }
    >
      <Loaded query={consumers}>{(rows) => <Consumers group={group} rows={rows} />}</Loaded>
    </Section>
  );
}

function Consumers({
  group,
  rows,
}: {
  readonly group: string;
  readonly rows: readonly (Account & Consumer)[];
}) {
  const used = rows.filter((row) => consumedBy(row) > 0);
  if (used.length === 0) return <Empty icon="bars">Nobody has used any of it in this month.</Empty>;
  const most = Math.max(...used.map(consumedBy));
  const base = `/groups/${encodeURIComponent(group)}`;
  const columns: readonly Column<Account & Consumer>[] = [
    {
      title: "Who",
      cell: ({ type, id }) => (
        <TextLink
          to={`${base}/${type === "user" ? "members" : "service-accounts"}/${encodeURIComponent(id)}`}
        >
          {id}
        </TextLink>
      ),
    },
    { title: "Is", cell: ({ type }) => (type === "user" ? "person" : "service account") },
    { title: "Share", isNumber: true, cell: (row) => percent(row.context_attributes?.quota_share ?? 0, 1) },
    { title: "Consumed", isNumber: true, cell: (row) => amount(consumedBy(row)) },
    {
      title: "Against the first",
      cell: (row) => (
        <div className={classes.share}>
          <span className={classes.track} aria-hidden="true">
            <span className={classes.fill} style={{ width: `${(consumedBy(row) / most) * 100}%` }} />
          </span>
          <span className={classes.percent}>{percent(consumedBy(row), most)}</span>
        </div>
      ),
    },
  ];
  return <DataTable label="Top consumers" columns={columns} rows={used} keyOf={({ id }) => id} />;
}

function consumedBy({ context_attributes: context }: Consumer): number {
  return context?.quota_consumed_from_group ?? 0;
}
