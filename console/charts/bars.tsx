import { memo, type RefObject } from "react";
import { zoneName } from "../text/dates.ts";
import { shortAmount } from "../text/numbers.ts";
import classes from "./chart.module.css";
import type { Bucket, Chart } from "./chart.ts";
import type { ChartFrame } from "./frame.ts";

const GAP = 0.18;
const GAP_MAX = 6;

export interface BarsProps {
  readonly chart: Chart;
  readonly frame: ChartFrame;
  readonly picture: RefObject<SVGSVGElement | null>;
  readonly hovered: number | undefined;
  readonly dragged: number | undefined;
}

export function Bars({ chart, frame, picture, hovered, dragged }: BarsProps) {
  const { width, height, left, top, bottom, step } = frame;
  const from = Math.min(dragged ?? hovered ?? 0, hovered ?? 0);
  const to = Math.max(dragged ?? hovered ?? 0, hovered ?? 0);
  return (
    <svg ref={picture} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <Axes chart={chart} frame={frame} />
      {hovered !== undefined && (
        <rect
          className={classes.hovered}
          data-transient="true"
          x={left + from * step}
          y={top}
          width={step * (to - from + 1)}
          height={bottom - top}
        />
      )}
      <Stacks chart={chart} frame={frame} />
    </svg>
  );
}

const Axes = memo(function Axes({ chart, frame }: Pick<BarsProps, "chart" | "frame">) {
  const { width, left, ticks, y } = frame;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.line} x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
          <text className={classes.tick} x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {shortAmount(tick)}
          </text>
        </g>
      ))}
      <TimeLabels chart={chart} frame={frame} />
    </>
  );
});

/** When the bars begin: in the viewer's zone and, in a line of their own, in UTC. */
function TimeLabels({ chart: { buckets }, frame }: Pick<BarsProps, "chart" | "frame">) {
  const { left, bottom, step, labelled, hasUtcLine } = frame;
  const last = buckets.at(-1);
  const lineAt = (y: number, zone: string | undefined, labelOf: (bucket: Bucket) => string) => (
    <>
      <text className={classes.tick} x={0} y={y}>
        {zone}
      </text>
      {labelled.map((index) => {
        const bucket = buckets[index];
        return (
          bucket && (
            <text
              key={index}
              className={classes.tick}
              x={left + (index + 0.5) * step}
              y={y}
              textAnchor="middle"
            >
              {labelOf(bucket)}
            </text>
          )
        );
      })}
    </>
  );
  if (!hasUtcLine) return lineAt(bottom + 16, "UTC", ({ utcLabel }) => utcLabel);
  return (
    <>
      {lineAt(bottom + 16, last && zoneName(last.start), ({ localLabel }) => localLabel)}
      {lineAt(bottom + 30, "UTC", ({ utcLabel }) => utcLabel)}
    </>
  );
}

const Stacks = memo(function Stacks({ chart, frame }: Pick<BarsProps, "chart" | "frame">) {
  const { left, step, y } = frame;
  const gap = Math.min(step * GAP, GAP_MAX);
  return chart.buckets.map(({ start }, index) => {
    let below = 0;
    return (
      <g key={start}>
        {chart.series.map(({ name, color, values }) => {
          const value = values[index] ?? 0;
          if (value === 0) return null;
          const y0 = y(below);
          below += value;
          return (
            <rect
              key={name}
              x={left + index * step + gap / 2}
              y={y(below)}
              width={Math.max(step - gap, 1)}
              height={Math.max(y0 - y(below), 0.5)}
              style={{ fill: color }}
            />
          );
        })}
      </g>
    );
  });
});
