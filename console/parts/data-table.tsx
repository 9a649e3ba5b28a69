import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly isNumber?: boolean;
  /** Stays on one line, as an address does. */
  readonly isShort?: boolean;
  /** At the head of a card, over its whole width. */
  readonly isHead?: boolean;
  /** Without words at its head: what can be done with the row. */
  readonly isActions?: boolean;
}

export interface DataTableProps<Row> {
  /** What it is a table of, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** A table of a few rows. Where there is no room for its columns, each row becomes a card. */
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title, isNumber, isActions }) => (
            <th key={title} scope="col" className={isNumber ? classes.number : undefined}>
              {isActions ? <span className="visually-hidden">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ title, cell, ...kind }) => (
              <td
                key={title}
                data-label={kind.isActions || kind.isHead ? undefined : title}
                className={classOf(kind)}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf({ isNumber, isShort, isHead, isActions }: Partial<Column<never>>): string | undefined {
  if (isActions) return classes.actions;
  if (isHead) return classes.head;
  if (isNumber) return classes.number;
  return isShort ? classes.short : undefined;
}
