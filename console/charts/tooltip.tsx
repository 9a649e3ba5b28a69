import { amount, count } from "../text/numbers.ts";
import classes from "./chart.module.css";
import { type Chart, totalAt } from "./chart.ts";
import type { ChartFrame } from "./frame.ts";

export interface TooltipProps {
  readonly chart: Chart;
  readonly frame: ChartFrame;
  readonly index: number;
}

export function Tooltip({ chart, frame, index }: TooltipProps) {
  const { buckets, series, unit } = chart;
  const x = frame.left + (index + 0.5) * frame.step;
  const isRight = x > frame.width / 2;
  const place = isRight ? { right: frame.width - x + 12 } : { left: x + 12 };
  return (
    <div className={classes.tooltip} style={place} aria-hidden="true">
      <div>{buckets[index]?.local}</div>
      <div className={classes.tooltipUtc}>{buckets[index]?.utc}</div>
      <div className={classes.tooltipTotal}>{count(totalAt(series, index), unit)}</div>
      {series
        .filter(({ values }) => (values[index] ?? 0) > 0)
        .map(({ name, color, values }) => (
          <div key={name} className={classes.tooltipLine}>
            <span className={classes.swatch} style={{ background: color }} />
            <span className={classes.seriesName}>{name}</span>
            <span>{amount(values[index] ?? 0)}</span>
          </div>
        ))}
    </div>
  );
}
