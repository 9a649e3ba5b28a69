import type { PageOf, PageRequest } from "../model/page.ts";

/** Objects that are read at once for an export: few statements, and nobody waits long behind one. */
const EXPORT_PAGE = 500;

/** What stands in one field; nothing for what is unknown or hidden. */
export type CsvValue = string | number | boolean | null | undefined;

/** A table that is sent while it is read, so that it may be longer than memory. */
export class CsvAnswer {
  /** Of the file that a browser saves it as. */
  readonly fileName: string;
  /** Each with its end. */
  readonly lines: AsyncIterable<string>;

  constructor(fileName: string, lines: AsyncIterable<string>) {
    this.fileName = fileName;
    this.lines = lines;
  }
}

/** Columns by their titles. */
export type CsvColumns<Item> = readonly (readonly [title: string, value: (item: Item) => CsvValue])[];

/** A table as RFC 4180 has it: a header, commas, CRLF. */
export function csvAnswer<Item>(
  name: string,
  columns: CsvColumns<Item>,
  items: AsyncIterable<Item> | Iterable<Item>,
): CsvAnswer {
  return new CsvAnswer(`${name}.csv`, linesOf(columns, items));
}

/** Every object of a collection, page by page. */
export async function* everyOne<Item>(
  load: (page: PageRequest) => Promise<PageOf<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let after: string | null = null;
  do {
    const page: PageOf<Item> = await load({ after, limit: EXPORT_PAGE });
    yield* page.items;
    after = page.nextAfter;
  } while (after !== null);
}

/** One field. */
export function csvField(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  // A spreadsheet takes a text that begins like this for a formula, and runs what a member chose for a name
  // (https://owasp.org/www-community/attacks/CSV_Injection); behind an apostrophe it stays a text.
  const harmless = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",;\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

async function* linesOf<Item>(
  columns: CsvColumns<Item>,
  items: AsyncIterable<Item> | Iterable<Item>,
): AsyncGenerator<string, void, undefined> {
  yield lineOf(columns.map(([title]) => title));
  for await (const item of items) yield lineOf(columns.map(([, value]) => value(item)));
}

function lineOf(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(",")}\r\n`;
}
