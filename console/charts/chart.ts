/** What a chart of stacked bars shows: a value of every series in every bucket. */
export interface Chart {
  readonly title: string;
  /** What is counted, one of it: "call". */
  readonly unit: string;
  readonly buckets: readonly Bucket[];
  /** Biggest first. */
  readonly series: readonly Series[];
}

export interface Bucket {
  /** As the API writes it: a day of UTC, or the instant at which an hour begins. */
  readonly start: string;
  /** Under the axis: when it begins in the viewer's zone, and in UTC. */
  readonly localLabel: string;
  readonly utcLabel: string;
  /** Whether it is the first of a day in the viewer's zone. */
  readonly startsDay: boolean;
  /** In full, for the tooltip, the table and the exports; `utc` undefined where the viewer's zone is UTC. */
  readonly local: string;
  readonly utc: string | undefined;
}

export interface Series {
  readonly name: string;
  /** Of theme.css. */
  readonly color: string;
  /** One for each bucket. */
  readonly values: readonly number[];
}

/** In the viewer's zone, with UTC beside it. */
export function nameOf({ local, utc }: Bucket): string {
  return utc === undefined ? local : `${local} (${utc})`;
}

const SERIES_MAX = 8;
const OTHERS = "others";

/** Stacks by name, the biggest first; what has no colour of its own any more counts together. */
export function seriesOf(buckets: readonly Readonly<Record<string, number>>[]): Series[] {
  const totals = new Map<string, number>();
  for (const bucket of buckets) {
    for (const [name, value] of Object.entries(bucket)) totals.set(name, (totals.get(name) ?? 0) + value);
  }
  const names = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
  const shown = names.length > SERIES_MAX ? names.slice(0, SERIES_MAX - 1) : names;
  const rest = names.slice(shown.length);
  const stacks = shown.map((name) => ({ name, values: buckets.map((bucket) => bucket[name] ?? 0) }));
  const others = buckets.map((bucket) => rest.reduce((sum, name) => sum + (bucket[name] ?? 0), 0));
  const all = rest.length > 0 ? [...stacks, { name: OTHERS, values: others }] : stacks;
  return all.map((series, index) => ({ ...series, color: `var(--series-${index + 1})` }));
}

export function totalOf({ values }: Pick<Series, "values">): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function totalAt(series: readonly Series[], index: number): number {
  return series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
}

/** The part from the first to the last bucket, both included. */
export function zoomed(chart: Chart, [first, last]: readonly [number, number]): Chart {
  return {
    ...chart,
    buckets: chart.buckets.slice(first, last + 1),
    series: chart.series.map((series) => ({ ...series, values: series.values.slice(first, last + 1) })),
  };
}

/** Round values for the axis, from 0 to at least `max`. */
export function ticksFor(max: number, count = 4): number[] {
  if (max <= 0) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough,
  );
  const ticks: number[] = [];
  for (let tick = 0; tick < max + step; tick += step) ticks.push(tick);
  return ticks;
}
