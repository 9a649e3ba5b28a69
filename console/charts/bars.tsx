import { memo, type RefObject } from "react";
import { shortAmount } from "../text/numbers.ts";
import classes from "./chart.module.css";
import type { Chart } from "./chart.ts";
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
  const { width, left, bottom, step, ticks, labelEvery, y } = frame;
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
      {chart.buckets.map(({ label, name }, index) =>
        index % labelEvery === 0 ? (
          <text
            key={name}
            className={classes.tick}
            x={left + (index + 0.5) * step}
            y={bottom + 16}
            textAnchor={index === 0 ? "start" : "middle"}
          >
            {label}
          </text>
        ) : null,
      )}
    </>
  );
});

const Stacks = memo(function Stacks({ chart, frame }: Pick<BarsProps, "chart" | "frame">) {
  const { left, step, y } = frame;
  const gap = Math.min(step * GAP, GAP_MAX);
  return chart.buckets.map(({ name: bucket }, index) => {
    let below = 0;
    return (
      <g key={bucket}>
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
