import { ABSENT, formatNumber, plain } from "./format.ts";

/** A cell: numbers stand right and have separators. */
export type Cell = string | number | boolean | null | undefined;

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => Cell;
  /** For text that is a number to people. */
  readonly isNumber?: boolean;
}

const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((part) => [side + part, ""]),
  ),
);

/** Columns under their titles, one line a row, safe to show whatever the server sent. */
export async function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<string> {
  if (rows.length === 0) return "None.\n";
  const { default: Table } = await import("cli-table3");
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const table = new Table({
    chars: { ...NO_BORDERS, mid: "", "left-mid": "", "mid-mid": "", "right-mid": "", middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    head: columns.map((column) => column.title.toUpperCase()),
    colAligns: columns.map((column, index) =>
      column.isNumber === true || cells.some((row) => typeof row[index] === "number") ? "right" : "left",
    ),
  });
  table.push(...cells.map((row) => row.map(formatCell)));
  return table
    .toString()
    .split("\n")
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** The facts of one thing, each on a line after its name. */
export async function renderFacts(facts: readonly (readonly [name: string, value: Cell])[]): Promise<string> {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${formatCell(value)}\n`).join("");
}

function formatCell(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return ABSENT;
  if (typeof cell === "number") return formatNumber(cell);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return plain(cell);
}
