import { CompiledQuery } from "kysely";
import { type Db, engineOf } from "./database.ts";
import { toJson } from "./json.ts";
import { integerAt, Statement, textAt } from "./statement.ts";

/** A power of two. Longer texts are no faster, and what is left over needs a few statements more. */
const ROWS_PER_STATEMENT_MAX = 64;

export interface InsertionSpec {
  readonly into: string;
  readonly columns: readonly (readonly [name: string, type: "integer" | "text"])[];
  /** What follows `on conflict`; the row that is there goes by the table's name, the new one by `excluded`. */
  readonly onConflict: string;
}

/**
 * Adds any number of rows, on paths that run on every request. Few texts serve them all and stay prepared:
 * PostgreSQL, where each statement is a journey, is sent one with all rows as JSON; SQLite, where reading the JSON
 * takes longer than writing the rows, has one for each power of two.
 */
export class Insertion {
  readonly #spec: InsertionSpec;
  readonly #fromJson: Statement<never>;
  readonly #texts = new Map<number, string>();

  constructor(spec: InsertionSpec) {
    this.#spec = spec;
    const values = spec.columns.map(([, type], at) => (type === "text" ? textAt(at) : integerAt(at)));
    this.#fromJson = new Statement(
      `${this.#into()} select ${values} from json_rows(?) where true on conflict ${spec.onConflict}`,
    );
  }

  /** Values in the order of the columns. No two rows may have the same key. */
  async add(tx: Db, rows: readonly (readonly (number | string)[])[]): Promise<void> {
    if (rows.length === 0) return;
    if (engineOf(tx) === "postgres") {
      await this.#fromJson.rows(tx, [toJson(rows)]);
      return;
    }
    let size = ROWS_PER_STATEMENT_MAX;
    for (let first = 0; first < rows.length; first += size) {
      while (size > rows.length - first) size /= 2;
      const parameters = rows.slice(first, first + size).flat();
      await tx.executeQuery(CompiledQuery.raw(this.#textOf(size), parameters));
    }
  }

  #textOf(size: number): string {
    const known = this.#texts.get(size);
    if (known !== undefined) return known;
    const row = `(${this.#spec.columns.map(() => "?")})`;
    const text = `${this.#into()} values ${Array(size).fill(row)} on conflict ${this.#spec.onConflict}`;
    this.#texts.set(size, text);
    return text;
  }

  #into(): string {
    return `insert into ${this.#spec.into} (${this.#spec.columns.map(([name]) => name)})`;
  }
}
