import { type Chart, ticksFor, totalAt } from "./chart.ts";

const LEFT = 56;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 24;
const HEIGHT = 220;
/** Of the second line of labels, where there is one. */
const LINE = 14;
const CHARACTER_WIDTH = 6;
const LABEL_GAP = 16;
/** Every so many hours, so that each day begins with a label. */
const LABEL_STEPS = [1, 2, 3, 4, 6, 12, 24, 48];

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
  /** Indexes of the buckets that have room for a label. */
  readonly labelled: readonly number[];
  /** Whether the labels are in two lines: the viewer's zone, and UTC where that is another. */
  readonly hasUtcLine: boolean;
  /** Where a value lies. */
  readonly y: (value: number) => number;
}

export function frameOf({ buckets, series }: Chart, width: number): ChartFrame {
  const max = Math.max(0, ...buckets.map((_bucket, index) => totalAt(series, index)));
  const ticks = ticksFor(max);
  const top = ticks.at(-1) ?? 1;
  const plot = HEIGHT - TOP - BOTTOM;
  const step = Math.max(0, width - LEFT - RIGHT) / Math.max(buckets.length, 1);
  const hasUtcLine = buckets.some(({ localLabel, utcLabel }) => localLabel !== utcLabel);
  return {
    width,
    height: hasUtcLine ? HEIGHT + LINE : HEIGHT,
    left: LEFT,
    top: TOP,
    bottom: HEIGHT - BOTTOM,
    step,
    ticks,
    labelled: labelledOf(buckets, step, width),
    hasUtcLine,
    y: (value) => TOP + plot - (value / top) * plot,
  };
}

/** Those that lie far enough from each other and from both ends; the first hour of a day among them. */
function labelledOf(buckets: Chart["buckets"], step: number, width: number): number[] {
  const label = Math.max(0, ...buckets.map(({ localLabel }) => localLabel.length)) * CHARACTER_WIDTH;
  const every = LABEL_STEPS.find((size) => size * step >= label + LABEL_GAP) ?? buckets.length;
  const first =
    Math.max(
      0,
      buckets.findIndex(({ startsDay }) => startsDay),
    ) % every;
  return buckets.flatMap((_bucket, index) => {
    const x = LEFT + (index + 0.5) * step;
    const fits = x - label / 2 >= LEFT && x + label / 2 <= width;
    return fits && index % every === first ? [index] : [];
  });
}

/** The bucket at a distance from the left edge. */
export function indexAt({ left, step }: ChartFrame, x: number, last: number): number {
  return Math.min(last, Math.max(0, Math.floor((x - left) / step)));
}
