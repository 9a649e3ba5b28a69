import { CompiledQuery } from "kysely";
import { type Db, type Engine, engineOf } from "./database.ts";

/**
 * SQL written by hand for paths that run on every request: nothing is built or compiled per call, and
 * both engines keep it prepared. Parameters are `?`; what it says must mean the same on both engines.
 */
export class Statement<Row> {
  readonly #texts: Readonly<Record<Engine, string>>;

  constructor(text: string) {
    let position = 0;
    this.#texts = { sqlite: text, postgres: text.replace(/\?/g, () => `$${++position}`) };
  }

  async rows(db: Db, parameters: readonly (number | string)[]): Promise<readonly Row[]> {
    const result = await db.executeQuery<Row>(CompiledQuery.raw(this.#texts[engineOf(db)], [...parameters]));
    return result.rows;
  }
}
