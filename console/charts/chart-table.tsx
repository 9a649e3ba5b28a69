import { amount } from "../text/numbers.ts";
import classes from "./chart.module.css";
import { type Chart, nameOf, totalAt } from "./chart.ts";

/** The numbers of a chart, latest first. */
export function ChartTable({ chart }: { readonly chart: Chart }) {
  const { buckets, series, title, unit } = chart;
  const rows = buckets.map((bucket, index) => [bucket, index] as const).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={classes.tableBox} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">All {unit}s</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([bucket, index]) => (
            <tr key={bucket.start}>
              <th scope="row">{nameOf(bucket)}</th>
              <td>{amount(totalAt(series, index))}</td>
              {series.map(({ name, values }) => (
                <td key={name}>{amount(values[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
