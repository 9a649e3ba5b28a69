import { sql } from "kysely";
import type { LastUse } from "../model/api-key.ts";
import type { GroupAttributes } from "../model/group.ts";
import type { Session } from "../model/session.ts";
import type { User } from "../model/user.ts";
import type { Db } from "./database.ts";
import { fromJson } from "./json.ts";
import type { SessionTable } from "./tables.ts";
import { toUser, USER_COLUMNS, USER_TABLES, type UserRow } from "./user-rows.ts";

/** `tokenHash` is the keyed hash of the token in the cookie; the token itself reaches no database. */
export type NewSession = Session & { readonly tokenHash: string };

export interface SessionOwner {
  readonly session: Session;
  readonly user: User;
  /** Of the group that the user belongs to. */
  readonly group: GroupAttributes | null;
}

/** The session with this keyed hash and whose it is, whether it has ended or not. */
export async function findSessionOwner(db: Db, tokenHash: string): Promise<SessionOwner | undefined> {
  const { rows } = await sql<UserRow & SessionRow & { readonly group_attributes: string | null }>`
    select ${USER_COLUMNS}, ${SESSION_COLUMNS}, member_of.attributes as group_attributes
    from ${USER_TABLES} join sessions as s on s.uid = u.uid where s.token_hash = ${tokenHash}`.execute(db);
  const [row] = rows;
  return (
    row && {
      session: toSession(row),
      user: toUser(row),
      group: row.group_attributes === null ? null : fromJson<GroupAttributes>(row.group_attributes),
    }
  );
}

/** Whose session the identity provider calls by this name. */
export async function findUserOfOidcSession(db: Db, oidcSid: string): Promise<User | undefined> {
  const { rows } = await sql<UserRow>`select ${USER_COLUMNS} from ${USER_TABLES}
    join sessions as s on s.uid = u.uid where s.oidc_sid = ${oidcSid}`.execute(db);
  return rows[0] && toUser(rows[0]);
}

/** All sessions of an account, oldest first, those that have ended included. */
export async function sessionsOf(db: Db, uid: number): Promise<Session[]> {
  const { rows } = await sql<SessionRow>`select ${SESSION_COLUMNS} from sessions as s
    where s.uid = ${uid} order by s.created_at, s.id`.execute(db);
  return rows.map(toSession);
}

export async function insertSession(tx: Db, session: NewSession): Promise<void> {
  await tx
    .insertInto("sessions")
    .values({
      id: session.id,
      uid: session.uid,
      token_hash: session.tokenHash,
      method: session.method,
      oidc_sid: session.oidcSid,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      address: session.address,
      client: session.client,
    })
    .execute();
}

/** Notes the last call of a session; an older one never overwrites a newer one. */
export async function touchSession(tx: Db, id: string, { at, address, client }: LastUse): Promise<void> {
  await tx
    .updateTable("sessions")
    .set({ last_seen_at: at, address, client })
    .where("id", "=", id)
    .where("last_seen_at", "<=", at)
    .execute();
  await noteOwner(tx, id);
}

async function noteOwner(tx: Db, sessionId: string): Promise<void> {
  await sql`insert into last_seen (uid, at) select uid, last_seen_at from sessions where id = ${sessionId}
    on conflict (uid) do update set at = excluded.at where excluded.at > last_seen.at`.execute(tx);
}

export async function deleteSession(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom("sessions").where("id", "=", id).execute();
}

/** Of one account, but for one session; returns how many there were. */
export async function deleteSessionsOf(tx: Db, uid: number, exceptId = ""): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("sessions")
    .where("uid", "=", uid)
    .where("id", "<>", exceptId)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

export interface SessionsMeant {
  /** Those that began then or before. */
  readonly latestAt: number;
  /** Their name at the identity provider; undefined for any. */
  readonly oidcSid: string | undefined;
}

/** Of one account; returns how many there were. */
export async function deleteSessionsMeantBy(
  tx: Db,
  uid: number,
  { latestAt, oidcSid }: SessionsMeant,
): Promise<number> {
  const ofAccount = tx.deleteFrom("sessions").where("uid", "=", uid).where("created_at", "<=", latestAt);
  const chosen = oidcSid === undefined ? ofAccount : ofAccount.where("oidc_sid", "=", oidcSid);
  const { numDeletedRows } = await chosen.executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Of every account; returns how many there were. */
export async function deleteAllSessions(tx: Db): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("sessions").executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Those of everyone that began at this instant or before it. */
export async function deleteSessionsBegunBy(tx: Db, at: number): Promise<void> {
  await tx.deleteFrom("sessions").where("created_at", "<=", at).execute();
}

/** Prefixed, because a session is also read beside its owner. */
interface SessionRow {
  readonly session_id: string;
  readonly session_uid: number;
  readonly session_method: SessionTable["method"];
  readonly session_oidc_sid: string | null;
  readonly session_created_at: number;
  readonly session_last_seen_at: number;
  readonly session_address: string;
  readonly session_client: string;
}

const SESSION_COLUMNS = sql.raw(`s.id as session_id, s.uid as session_uid, s.method as session_method,
  s.oidc_sid as session_oidc_sid, s.created_at as session_created_at, s.last_seen_at as session_last_seen_at,
  s.address as session_address, s.client as session_client`);

function toSession(row: SessionRow): Session {
  return {
    id: row.session_id,
    uid: row.session_uid,
    method: row.session_method,
    oidcSid: row.session_oidc_sid,
    createdAt: row.session_created_at,
    lastSeenAt: row.session_last_seen_at,
    address: row.session_address,
    client: row.session_client,
  };
}
