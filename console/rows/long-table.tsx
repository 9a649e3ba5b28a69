import { memo, type ReactNode } from "react";
import type { LongRows } from "./long-rows.ts";
import classes from "./long-table.module.css";
import { AllBox, RowBox, type Selection } from "./selection.tsx";
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

export interface LongTableProps<Row> {
  readonly label: string;
  /** What is listed; another name is another list, which is seen from its start. */
  readonly name: string;
  readonly columns: readonly LongColumn<Row>[];
  readonly rows: LongRows<Row>;
  readonly keyOf: (row: Row) => string;
  /** How many there are in all, where not each has a place yet. */
  readonly total: number;
  /** What is shown was asked for before; a new answer is on its way. */
  readonly isOutdated?: boolean;
  readonly selection?: Selection<Row>;
}

/** A table of any length: only the rows in sight are in the page, so that a hundred thousand scroll like ten. */
export function LongTable<Row>(props: LongTableProps<Row>) {
  const { label, name, columns, rows, total, keyOf, isOutdated = false, selection } = props;
  const { scroller, first, last } = useWindow({ name, rowHeight: ROW_HEIGHT, onSight: rows.onSight });
  const start = Math.min(first, rows.count);
  const end = Math.min(last, rows.count);
  const places = placesBetween(start, end, rows, keyOf);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={`${label}, scrollable`}>
      <table
        className={classes.table}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={isOutdated}
        data-outdated={isOutdated}
      >
        <thead>
          <tr>
            {selection !== undefined && (
              <th scope="col" style={{ width: 44 }}>
                <AllBox selection={selection} />
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
          <Gap height={start * ROW_HEIGHT} />
          {places.map(({ key, place, row }) => {
            if (row === undefined) {
              return (
                <Coming key={key} place={place} columns={columns} isSelectable={selection !== undefined} />
              );
            }
            const name = keyOf(row);
            return (
              <Line
                key={key}
                row={row}
                name={name}
                place={place}
                columns={columns}
                isSelected={selection?.selected.has(name)}
                onToggle={selection?.onToggle}
              />
            );
          })}
          <Gap height={(rows.count - end) * ROW_HEIGHT} />
        </tbody>
      </table>
    </section>
  );
}

interface Place<Row> {
  readonly key: string;
  readonly place: number;
  readonly row: Row | undefined;
}

/**
 * What is in sight. A row keeps its key wherever it moves, so that neither the focus nor a click on its way gets to somebody
 * else; one that stands twice, because the list changed between two of its pages, does so once only.
 */
function placesBetween<Row>(
  start: number,
  end: number,
  rows: LongRows<Row>,
  keyOf: (row: Row) => string,
): readonly Place<Row>[] {
  const keys = new Set<string>();
  return Array.from({ length: end - start }, (_place, offset) => {
    const place = start + offset;
    const row = rows.rowAt(place);
    const own = row === undefined ? undefined : `row ${keyOf(row)}`;
    const key = own === undefined || keys.has(own) ? `place ${place}` : own;
    keys.add(key);
    return { key, place, row };
  });
}

/** Stands in for the rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr style={{ height }} /> : null;
}

interface ComingProps<Row> extends Pick<LongTableProps<Row>, "columns"> {
  readonly place: number;
  readonly isSelectable: boolean;
}

/** In the place of a row that is on its way. */
function Coming<Row>({ place, columns, isSelectable }: ComingProps<Row>) {
  return (
    <tr aria-rowindex={place + 2} aria-busy="true" style={{ height: ROW_HEIGHT }}>
      {isSelectable && <td />}
      {columns.map(({ title, isWide }, index) => (
        <td key={title} data-wide={isWide}>
          {index === 0 && <span className="visually-hidden">Loading</span>}
          <span className={classes.coming} />
        </td>
      ))}
    </tr>
  );
}

interface LineProps<Row> extends Pick<LongTableProps<Row>, "columns"> {
  readonly row: Row;
  readonly name: string;
  readonly place: number;
  /** Undefined: nothing can be selected. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: Selection<Row>["onToggle"] | undefined;
}

/** Drawn anew only when something of it changes: scrolling brings a few new rows, and leaves the others as they are. */
const Line = memo(PlainLine) as typeof PlainLine;

function PlainLine<Row>({ row, name, place, columns, isSelected, onToggle }: LineProps<Row>) {
  return (
    <tr aria-rowindex={place + 2} data-selected={isSelected ?? false} style={{ height: ROW_HEIGHT }}>
      {isSelected !== undefined && (
        <td>
          <RowBox row={row} name={name} isSelected={isSelected} onToggle={onToggle} />
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
