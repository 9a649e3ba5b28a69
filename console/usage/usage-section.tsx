import { Checkbox, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { totalOf } from "../charts/chart.ts";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { amount } from "../text/numbers.ts";
import { isSpan, SPANS, type Span, type UsageSubject, usageQuery } from "./usage-answers.ts";
import { usageChart } from "./usage-chart.ts";

const LABELS: Readonly<Record<Span, string>> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "60d": "60 days",
};
const SPAN_DEFAULT = "30d";

export interface UsageSectionProps {
  readonly subject: UsageSubject;
  readonly title?: string;
  readonly empty: ReactNode;
}

/** Calls by endpoint over time. What is chosen stands in the address: `span` and `free`. */
export function UsageSection({ subject, title = "Usage by endpoint", empty }: UsageSectionProps) {
  const [params, setParams] = useSearchParams();
  const asked = params.get("span");
  const span = isSpan(asked) ? asked : SPAN_DEFAULT;
  const withFree = params.has("free");
  const usage = useQuery(usageQuery(useApi(), subject, span));
  const choose = (name: string, value: string | null) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === null) after.delete(name);
      else after.set(name, value);
      return after;
    });
  const chart = usageChart(title, usage.data ?? [], withFree);
  const total = chart.series.reduce((sum, series) => sum + totalOf(series), 0);
  return (
    <Section
      title={title}
      about={usage.data === undefined ? undefined : `${amount(total)} calls in ${LABELS[span]}`}
      actions={
        <>
          <Checkbox
            size="xs"
            label="Free calls too"
            checked={withFree}
            onChange={(event) => choose("free", event.currentTarget.checked ? "1" : null)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Span of time"
            data={SPANS.map((value) => ({ value, label: LABELS[value] }))}
            value={span}
            onChange={(value) => choose("span", value)}
          />
        </>
      }
    >
      <Loaded query={usage} lines={6}>
        {() =>
          total === 0 ? (
            <Empty icon="bars">{empty}</Empty>
          ) : (
            <ChartPanel chart={chart} fileName={`usage-${subject.member ?? subject.id}-${span}`} key={span} />
          )
        }
      </Loaded>
    </Section>
  );
}
