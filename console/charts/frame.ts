import { type Chart, ticksFor, totalAt } from "./chart.ts";

const LEFT = 46;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 24;
const HEIGHT = 220;
const LABEL_WIDTH = 64;

/** Where the parts of a chart lie, in pixels. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  /** From the beginning of one bucket to that of the next. */
  readonly step: number;
  readonly ticks: readonly number[];
  /** Every so many buckets have room for a label. */
  readonly labelEvery: number;
  /** Where a value lies. */
  readonly y: (value: number) => number;
}

export function frameOf({ buckets, series }: Chart, width: number): ChartFrame {
  const max = Math.max(0, ...buckets.map((_bucket, index) => totalAt(series, index)));
  const ticks = ticksFor(max);
  const top = ticks.at(-1) ?? 1;
  const plot = HEIGHT - TOP - BOTTOM;
  const step = Math.max(0, width - LEFT - RIGHT) / Math.max(buckets.length, 1);
  return {
    width,
    height: HEIGHT,
    left: LEFT,
    top: TOP,
    bottom: HEIGHT - BOTTOM,
    step,
    ticks,
    labelEvery: Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(step, 1))),
    y: (value) => TOP + plot - (value / top) * plot,
  };
}

/** The bucket at a distance from the left edge. */
export function indexAt({ left, step }: ChartFrame, x: number, last: number): number {
  return Math.min(last, Math.max(0, Math.floor((x - left) / step)));
}
