import { shortAmount } from "../text/numbers.ts";
import classes from "./chart.module.css";
import { type Series, totalOf } from "./chart.ts";

export interface LegendProps {
  readonly series: readonly Series[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
  readonly onSeries?: ((name: string) => void) | undefined;
}

/** The series with their totals; a click takes one out of the chart or looks closer at it. */
export function Legend({ series, hidden, onToggle, onSeries }: LegendProps) {
  return (
    <ul className={classes.legend}>
      {series.map(({ name, color, values }) => (
        <li key={name}>
          <button
            type="button"
            className={classes.legendEntry}
            aria-pressed={onSeries === undefined ? !hidden.has(name) : undefined}
            onClick={() => (onSeries ?? onToggle)(name)}
          >
            <span className={classes.swatch} style={{ background: color }} />
            <span className={classes.seriesName}>{name}</span>
            <span className={classes.legendTotal}>{shortAmount(totalOf({ values }))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
