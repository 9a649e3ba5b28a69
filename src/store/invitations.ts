import { type RawBuilder, sql } from "kysely";
import { notFound } from "../model/errors.ts";
import type { Invitation } from "../model/invitation.ts";
import type { MemberFilter } from "../model/member-filter.ts";
import type { Db } from "./database.ts";
import { containing } from "./member-conditions.ts";
import type { InvitationTable } from "./tables.ts";
import { refuseDuplicates } from "./violations.ts";

/** `tokenHash` is the keyed hash of the token in the link; the token itself reaches no database. */
export type NewInvitation = Omit<Invitation, "groupId"> & { readonly tokenHash: string };

export interface InvitationChanges {
  readonly tokenHash?: string | undefined;
  readonly isAdmin?: boolean | undefined;
  readonly sentAt?: number | undefined;
  readonly expiresAt?: number | undefined;
}

/** A group's invitations, expired ones included, that satisfy all terms of a filter. */
export interface InvitationSelection {
  readonly gid: number;
  readonly filter?: MemberFilter | undefined;
}

/** By id. */
export async function pageOfInvitations(
  db: Db,
  page: InvitationSelection & { readonly afterId: string | null; readonly limit: number },
): Promise<Invitation[]> {
  const condition = sql`${invitationsWhere(db, page)} and i.id > ${page.afterId ?? ""}`;
  return select(db, sql`${condition} order by i.id limit ${page.limit}`);
}

export async function countInvitations(db: Db, selection: InvitationSelection): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count
    from invitations as i where ${invitationsWhere(db, selection)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function findInvitation(db: Db, gid: number, id: string): Promise<Invitation | undefined> {
  return (await select(db, sql`i.gid = ${gid} and i.id = ${id}`))[0];
}

/** `email` in lower case. */
export async function findInvitationByEmail(
  db: Db,
  gid: number,
  email: string,
): Promise<Invitation | undefined> {
  return (await select(db, sql`i.gid = ${gid} and i.email = ${email}`))[0];
}

/** Every group's invitation to this address, oldest first; `email` in lower case. */
export async function invitationsTo(db: Db, email: string): Promise<Invitation[]> {
  return select(db, sql`i.email = ${email} order by i.created_at, i.id`);
}

export async function findInvitationByToken(db: Db, tokenHash: string): Promise<Invitation | undefined> {
  return (await select(db, sql`i.token_hash = ${tokenHash}`))[0];
}

/** Raises AlreadyExistsError when the group has invited this address already. */
export async function insertInvitation(tx: Db, invitation: NewInvitation): Promise<Invitation> {
  const values = {
    id: invitation.id,
    gid: invitation.gid,
    email: invitation.email,
    is_admin: Number(invitation.isAdmin),
    token_hash: invitation.tokenHash,
    invited_by: invitation.invitedBy,
    created_at: invitation.createdAt,
    sent_at: invitation.sentAt,
    expires_at: invitation.expiresAt,
  };
  const taken = { invitations_gid_email: `"${invitation.email}" has already been invited` };
  await refuseDuplicates(taken, () => tx.insertInto("invitations").values(values).execute());
  return requireInvitation(tx, invitation.id);
}

/** Raises NotFoundError when the invitation is gone. */
export async function updateInvitation(tx: Db, id: string, changes: InvitationChanges): Promise<Invitation> {
  const columns = {
    token_hash: changes.tokenHash,
    is_admin: changes.isAdmin === undefined ? undefined : Number(changes.isAdmin),
    sent_at: changes.sentAt,
    expires_at: changes.expiresAt,
  };
  if (Object.values(columns).some((value) => value !== undefined)) {
    await tx.updateTable("invitations").set(columns).where("id", "=", id).execute();
  }
  return requireInvitation(tx, id);
}

export async function deleteInvitation(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom("invitations").where("id", "=", id).execute();
}

/** Of every group; returns how many there were. */
export async function deleteAllInvitations(tx: Db): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("invitations").executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** An invitation has an address and nothing else of a member. */
function invitationsWhere(db: Db, { gid, filter = [] }: InvitationSelection): RawBuilder<unknown> {
  const terms = filter.map((term) =>
    term.field === "email" || term.field === "text" ? containing(db, sql`i.email`, term.value) : sql`false`,
  );
  return sql.join([sql`i.gid = ${gid}`, ...terms], sql` and `);
}

type InvitationRow = Omit<InvitationTable, "token_hash"> & { readonly group_id: string };

/** Invitations that satisfy what follows `where`, an order and a limit included. */
async function select(db: Db, where: RawBuilder<unknown>): Promise<Invitation[]> {
  const { rows } = await sql<InvitationRow>`select i.id, i.gid, g.id as group_id, i.email, i.is_admin,
    i.invited_by, i.created_at, i.sent_at, i.expires_at
    from invitations as i join groups as g on g.gid = i.gid where ${where}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    gid: row.gid,
    groupId: row.group_id,
    email: row.email,
    isAdmin: row.is_admin === 1,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    expiresAt: row.expires_at,
  }));
}

async function requireInvitation(db: Db, id: string): Promise<Invitation> {
  const [invitation] = await select(db, sql`i.id = ${id}`);
  if (invitation === undefined) throw notFound("Invitation", id);
  return invitation;
}
