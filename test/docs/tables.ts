/** A row of a Markdown table, by the headings of its columns. */
export type Row = Readonly<Record<string, string>>;

/** The rows of every table whose first column has this heading. */
export function rowsOf(text: string, heading: string): Row[] {
  const tables = text
    .split(/\n(?!\|)/)
    .map((part) => part.split("\n").filter((line) => line.startsWith("|")));
  return tables.flatMap(([head = "", , ...lines]) => {
    const names = cellsOf(head);
    if (names[0] !== heading) return [];
    return lines.map((line) => {
      const cells = cellsOf(line);
      return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
    });
  });
}

/** The first column of those tables, without the marks of code. */
export function firstColumn(text: string, heading: string): string[] {
  return rowsOf(text, heading).map((row) => code(row[heading]));
}

/** What stands between backticks. */
export function code(cell = ""): string {
  return cell.replaceAll("`", "");
}

function cellsOf(line: string): string[] {
  // Our tables hold no escaped bars.
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
