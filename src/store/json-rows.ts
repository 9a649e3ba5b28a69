import { type RawBuilder, sql } from "kysely";
import { type Db, engineOf } from "./database.ts";
import { toJson } from "./json.ts";

type Row = readonly (number | string)[];

/**
 * Rows as a table with the one column `value`, handed over as one parameter, so that the statement's
 * text is the same, and stays prepared, for any number of rows.
 */
export function jsonRows(db: Db, rows: readonly Row[]): RawBuilder<unknown> {
  const json = toJson(rows);
  return engineOf(db) === "postgres" ? sql`json_array_elements(${json}::json)` : sql`json_each(${json})`;
}

/** The number at this position of a row. */
export function integerAt(position: number): RawBuilder<number> {
  return sql`cast(value ->> ${sql.lit(position)} as bigint)`;
}

/** The text at this position of a row. */
export function textAt(position: number): RawBuilder<string> {
  return sql`value ->> ${sql.lit(position)}`;
}
