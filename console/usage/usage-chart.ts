import { type Chart, seriesOf } from "../charts/chart.ts";
import { shortDay, showInstant } from "../text/dates.ts";
import type { UsageBucket } from "./usage-answers.ts";

/** The chart of what was called, by endpoint; free calls only when they are wanted. */
export function usageChart(title: string, buckets: readonly UsageBucket[], withFree: boolean): Chart {
  return {
    title,
    unit: "calls",
    buckets: buckets.map(({ start }) => describe(start)),
    series: seriesOf(buckets.map(({ calls, free }) => (withFree ? sumOf(calls, free) : calls))),
  };
}

function sumOf(calls: UsageBucket["calls"], free: UsageBucket["free"]): Record<string, number> {
  const sum: Record<string, number> = { ...calls };
  for (const [name, value] of Object.entries(free)) sum[`${name} (free)`] = value;
  return sum;
}

/** Days are of the UTC calendar, because quotas are; hours can be said in the viewer's zone. */
function describe(start: string): Chart["buckets"][number] {
  if (!start.includes("T")) return { label: shortDay(start), name: `${start} (UTC day)` };
  const { local, utc } = showInstant(Date.parse(start) / 1000);
  const name = utc === undefined ? local : `${local} (${utc})`;
  return { label: hourLabel(start), name };
}

function hourLabel(start: string): string {
  const date = new Date(start);
  const options: Intl.DateTimeFormatOptions =
    date.getHours() === 0 ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(undefined, options).format(date);
}
