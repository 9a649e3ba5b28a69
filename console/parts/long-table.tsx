import { memo, type ReactNode } from "react";
import classes from "./long-table.module.css";
import { useWindow } from "./use-window.ts";

const ROW_HEIGHT = 52;

export interface LongColumn<Row> {
  readonly title: string;
  /** In pixels; those without share the rest. */
  readonly width?: number;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Left out where there is no room for it. */
  readonly isWide?: boolean;
}

export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
  /** In place of all that were selected. */
  readonly onSelect: (keys: ReadonlySet<string>) => void;
}

export interface LongTableProps<Row> {
  readonly label: string;
  readonly columns: readonly LongColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** How many there are in all, those that have not been loaded yet included. */
  readonly count: number;
  /** Called whenever the end of the loaded rows comes near. */
  readonly onNearEnd: () => void;
  readonly selection?: Selection;
}

/** A table of any length: only the rows in sight are in the page, so that a hundred thousand scroll like ten. */
export function LongTable<Row>(props: LongTableProps<Row>) {
  const { label, columns, rows, count, onNearEnd, keyOf, selection } = props;
  const { scroller, first, last } = useWindow({ rows: rows.length, rowHeight: ROW_HEIGHT, onNearEnd });
  const end = Math.min(last, rows.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={`${label}, scrollable`}>
      <table className={classes.table} aria-label={label} aria-rowcount={count + 1}>
        <thead>
          <tr>
            {selection !== undefined && (
              <th scope="col" style={{ width: 44 }}>
                <AllBox rows={rows} keyOf={keyOf} selection={selection} />
              </th>
            )}
            {columns.map(({ title, width, isNumber, isWide }) => (
              <th key={title} scope="col" style={{ width }} data-number={isNumber} data-wide={isWide}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={Math.min(first, rows.length) * ROW_HEIGHT} />
          {rows.slice(first, end).map((row, offset) => (
            <Line
              key={keyOf(row)}
              row={row}
              name={keyOf(row)}
              index={first + offset}
              columns={columns}
              isSelected={selection?.keys.has(keyOf(row))}
              onToggle={selection?.onToggle}
            />
          ))}
          <Gap height={(rows.length - end) * ROW_HEIGHT} />
        </tbody>
      </table>
    </section>
  );
}

interface AllBoxProps<Row> extends Pick<LongTableProps<Row>, "rows" | "keyOf"> {
  readonly selection: Selection;
}

/** Selects all that are loaded, or none any more. */
function AllBox<Row>({ rows, keyOf, selection: { keys, onSelect } }: AllBoxProps<Row>) {
  const areAll = rows.every((row) => keys.has(keyOf(row)));
  return (
    <input
      type="checkbox"
      aria-label="Select all that are loaded"
      checked={areAll}
      ref={(box) => {
        if (box !== null) box.indeterminate = !areAll && keys.size > 0;
      }}
      onChange={() => onSelect(new Set(areAll ? [] : rows.map(keyOf)))}
    />
  );
}

/** Stands in for the rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr style={{ height }} /> : null;
}

interface LineProps<Row> extends Pick<LongTableProps<Row>, "columns"> {
  readonly row: Row;
  readonly name: string;
  readonly index: number;
  /** Undefined: nothing can be selected. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: Selection["onToggle"] | undefined;
}

/** Drawn anew only when something of it changes: scrolling brings a few new rows, and leaves the others as they are. */
const Line = memo(PlainLine) as typeof PlainLine;

function PlainLine<Row>({ row, name, index, columns, isSelected, onToggle }: LineProps<Row>) {
  return (
    <tr aria-rowindex={index + 2} data-selected={isSelected ?? false} style={{ height: ROW_HEIGHT }}>
      {isSelected !== undefined && (
        <td>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={isSelected}
            onChange={() => onToggle?.(name)}
          />
        </td>
      )}
      {columns.map(({ title, cell, isNumber, isWide }) => (
        <td key={title} data-number={isNumber} data-wide={isWide}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}
