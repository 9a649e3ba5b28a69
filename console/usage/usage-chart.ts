import { dayBucket, hourBucket } from "../charts/buckets.ts";
import { type Chart, seriesOf } from "../charts/chart.ts";
import type { UsageBucket } from "./usage-answers.ts";

/** The chart of what was called, by endpoint; free calls only when they are wanted. */
export function usageChart(title: string, buckets: readonly UsageBucket[], withFree: boolean): Chart {
  return {
    title,
    unit: "call",
    buckets: buckets.map(({ start }) => (start.includes("T") ? hourBucket(start) : dayBucket(start))),
    series: seriesOf(buckets.map(({ calls, free }) => (withFree ? sumOf(calls, free) : calls))),
  };
}

function sumOf(calls: UsageBucket["calls"], free: UsageBucket["free"]): Record<string, number> {
  const sum: Record<string, number> = { ...calls };
  for (const [name, value] of Object.entries(free)) sum[`${name} (free)`] = value;
  return sum;
}
