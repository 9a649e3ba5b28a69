import { CompiledQuery } from "kysely";
import { type Db, type Engine, engineOf } from "./database.ts";

/**
 * SQL written by hand for paths that run on every request: nothing is built or compiled per call, and
 * both engines keep it prepared. Parameters are `?`, and `json_rows(?)` is a table whose one column
 * `value` holds the rows of a JSON list, so that one text serves any number of rows. All else must mean
 * the same on both engines.
 */
export class Statement<Row> {
  readonly #texts: Readonly<Record<Engine, string>>;

  constructor(text: string) {
    let position = 0;
    this.#texts = {
      sqlite: text.replaceAll("json_rows(?)", "json_each(?)"),
      postgres: text
        .replaceAll("json_rows(?)", "json_array_elements(?::json)")
        .replace(/\?/g, () => `$${++position}`),
    };
  }

  async rows(db: Db, parameters: readonly (number | string)[]): Promise<readonly Row[]> {
    const result = await db.executeQuery<Row>(CompiledQuery.raw(this.#texts[engineOf(db)], [...parameters]));
    return result.rows;
  }
}

/** Reads the number at a position of a row of `json_rows`. */
export function integerAt(position: number): string {
  return `cast(value ->> ${position} as bigint)`;
}

/** Reads the text at a position of a row of `json_rows`. */
export function textAt(position: number): string {
  return `value ->> ${position}`;
}
