import { type RawBuilder, sql } from "kysely";
import type { MemberFilter, MemberTerm } from "../model/member-filter.ts";
import { type Db, type Engine, engineOf } from "./database.ts";
import { likeContaining } from "./like.ts";

export type MemberList = "users" | "administrators" | "service_accounts";

/** A group's list, or every account that there is. */
export type ListedIn =
  | {
      readonly gid: number;
      /** Administrators are members of either kind that have the role; the other lists go by kind. */
      readonly list: MemberList;
    }
  | "everywhere";

/** Usernames after the first, up to the last one. */
export interface MemberSpan {
  readonly afterId: string;
  readonly lastId: string;
}

export interface MemberSelection {
  readonly from: ListedIn;
  readonly filter?: MemberFilter | undefined;
  /** Only these, so that a long list can be gone through piece by piece. */
  readonly span?: MemberSpan | undefined;
}

/** Whether a column holds a text anywhere, whatever the case. */
export function containing(db: Db, column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  return TEXTS[engineOf(db)].contains(column, text);
}

/** Conditions on `users u` as USER_TABLES joins it. */
export function membersWhere(db: Db, { from, filter = [], span }: MemberSelection): RawBuilder<unknown> {
  const within = span && [sql`u.id > ${span.afterId}`, sql`u.id <= ${span.lastId}`];
  const texts = TEXTS[engineOf(db)];
  const terms = filter.map((term) => matches(term, texts));
  return sql.join([isListed(from), ...(within ?? []), ...terms], sql` and `);
}

function isListed(from: ListedIn): RawBuilder<unknown> {
  return from === "everywhere" ? sql`true` : sql`u.gid = ${from.gid} and ${inList(from.list)}`;
}

function inList(list: MemberList): RawBuilder<unknown> {
  switch (list) {
    case "users":
      return sql`u.kind = 'user'`;
    case "service_accounts":
      return sql`u.kind = 'service_account'`;
    case "administrators":
      return sql`u.is_admin = 1`;
  }
}

/**
 * How an engine looks for a text whatever the case. Both sides are folded by the database, so that they agree on every
 * letter.
 */
interface Texts {
  readonly contains: (column: RawBuilder<unknown>, text: string) => RawBuilder<unknown>;
  /** In any of the columns. */
  readonly anyContains: (columns: readonly string[], text: string) => RawBuilder<unknown>;
}

const TEXTS: Readonly<Record<Engine, Texts>> = {
  sqlite: {
    // SQLite's LIKE folds the letters that its lower() folds, without a copy of every text.
    contains: (column, text) => sql`${column} like ${likeContaining(text)} escape '!'`,
    anyContains: (columns, text) => {
      const conditions = columns.map((column) => TEXTS.sqlite.contains(sql.raw(column), text));
      return sql`(${sql.join(conditions, sql` or `)})`;
    },
  },
  postgres: {
    contains: (column, text) => sql`lower(${column}) like lower(${likeContaining(text)}) escape '!'`,
    // Folding costs by the call more than by the letter.
    anyContains: (columns, text) =>
      TEXTS.postgres.contains(sql.raw(`(${columns.join(" || chr(10) || ")})`), text),
  },
};

function matches(term: MemberTerm, { contains, anyContains }: Texts): RawBuilder<unknown> {
  switch (term.field) {
    case "2fa_enabled":
      return sql`u.has_2fa = ${term.value ? 1 : 0}`;
    case "status":
      return sql`u.status = ${term.value}`;
    case "api_quota_group":
      return sql`api_payer.id = ${term.value}`;
    case "email":
      return contains(sql`u.email`, term.value);
    case "username":
      return contains(sql`u.id`, term.value);
    case "first_name":
      return hasWords(sql`u.first_name`, term.words, contains);
    case "last_name":
      return hasWords(sql`u.last_name`, term.words, contains);
    case "text":
      return anyContains(["u.id", "coalesce(u.email, '')", "u.first_name", "u.last_name"], term.value);
    case "public_text":
      return anyContains(["u.id", "u.first_name", "u.last_name"], term.value);
  }
}

/** Whole words: a hyphen parts them as a space does. */
function hasWords(
  column: RawBuilder<unknown>,
  words: readonly string[],
  contains: Texts["contains"],
): RawBuilder<unknown> {
  const spaced = sql`' ' || replace(${column}, '-', ' ') || ' '`;
  return sql`(${sql.join(
    words.map((word) => contains(spaced, ` ${word} `)),
    sql` and `,
  )})`;
}
