import { type Clock, nowSeconds } from "../base/clock.ts";
import { randomId } from "../base/ids.ts";
import { AccessError, badRequest, notFound } from "../model/errors.ts";
import type { Group } from "../model/group.ts";
import type { Invitation } from "../model/invitation.ts";
import { parseMemberFilter } from "../model/member-filter.ts";
import { cutPage, type PageOf, type PageRequest } from "../model/page.ts";
import type { Db } from "../store/database.ts";
import { lockGroup } from "../store/groups.ts";
import {
  countInvitations,
  deleteInvitation,
  findInvitation,
  findInvitationByEmail,
  insertInvitation,
  pageOfInvitations,
  updateInvitation,
} from "../store/invitations.ts";
import type { Store } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import type { Audit, AuditEvent } from "./audit.ts";
import type { Groups } from "./groups.ts";
import { type Delivery, deliverInvitation } from "./invitation-delivery.ts";
import type { SendMail } from "./mail.ts";
import { MailPace } from "./mail-pace.ts";
import { newToken } from "./tokens.ts";

const DAY_SECONDS = 86_400;
/** Invitations that a group can have open; each of them may have sent a mail to a stranger. */
const OPEN_MAX = 1000;
/** Each is a connection to the mail server. */
const MAILS_AT_ONCE_MAX = 5;
/** Between two mails to one address. */
const RESEND_INTERVAL_SECONDS = 60;

/** A person to bring into a group. */
export interface Invited {
  readonly group: Group;
  /** Valid and in lower case; nobody has an account with it. */
  readonly email: string;
  readonly isAdmin: boolean;
}

/** An invitation as it now stands. */
export interface InvitationOutcome {
  readonly invitation: Invitation;
  /** What the link carries; null when the link that was sent before still holds. */
  readonly token: string | null;
}

/** An invitation with what became of its link. */
export interface SentInvitation {
  readonly invitation: Invitation;
  readonly delivery: Delivery;
}

export interface InvitationsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly groups: Groups;
  /** Keys the hashes of tokens. */
  readonly pepper: string;
  readonly invitationDays: number;
  /** Null: links are shown to the administrator instead of sent. */
  readonly sendMail: SendMail | null;
}

/** Invitations of people without an account: making, sending, listing and taking back. */
export class Invitations {
  readonly #to: InvitationsDependencies;
  readonly #pace: MailPace;

  constructor(dependencies: InvitationsDependencies) {
    this.#to = dependencies;
    this.#pace = new MailPace(dependencies.clock);
  }

  /**
   * Invites inside the caller's transaction, in which the group is locked; `deliver` the outcome after
   * it. Inviting twice changes nothing but a member's invitation into an administrator's, and an expired one into a
   * new one. Raises BadRequestError when the group has too many open ones, TooManyRequestsError when the address
   * has just been sent a mail.
   */
  async invite(tx: Db, actor: Actor, { group, email, isAdmin }: Invited): Promise<InvitationOutcome> {
    const known = await findInvitationByEmail(tx, group.gid, email);
    if (known === undefined) return this.#insert(tx, actor, { group, email, isAdmin });
    const isExpired = nowSeconds(this.#to.clock) >= known.expiresAt;
    const isRaised = isAdmin && !known.isAdmin;
    if (!isExpired && !isRaised) return { invitation: known, token: null };
    const renewal = isExpired ? this.#newLink() : null;
    const changes = { ...renewal?.columns, ...(isRaised && { isAdmin }) };
    const invitation = await updateInvitation(tx, known.id, changes);
    await this.#record(tx, actor, "CREATE_INVITATION", known, invitation);
    return { invitation, token: renewal?.token ?? null };
  }

  /** Sends the links of what has been committed. A mail that fails loses no invitation; the result says so. */
  async deliver(
    outcomes: readonly InvitationOutcome[],
    group: Group,
    baseUrl: string,
  ): Promise<SentInvitation[]> {
    const sent: SentInvitation[] = [];
    for (let start = 0; start < outcomes.length; start += MAILS_AT_ONCE_MAX) {
      const batch = outcomes.slice(start, start + MAILS_AT_ONCE_MAX);
      sent.push(...(await Promise.all(batch.map((outcome) => this.#deliver(outcome, group, baseUrl)))));
    }
    return sent;
  }

  /**
   * A page of the group's open and expired invitations, for its administrators and operators. `filter` is that of
   * members, of whom an invitation has the address alone. Raises InvalidArgumentError for one that cannot be read.
   */
  async list(
    actor: Actor,
    groupId: string,
    page: PageRequest & { readonly filter?: string | undefined },
  ): Promise<PageOf<Invitation> & { readonly count: number }> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    const filter = page.filter === undefined ? [] : parseMemberFilter(page.filter);
    const selection = { gid: group.gid, filter };
    return this.#to.store.read(async (db) => ({
      ...cutPage(
        await pageOfInvitations(db, { ...selection, afterId: page.after, limit: page.limit + 1 }),
        page.limit,
        (invitation) => invitation.id,
      ),
      count: await countInvitations(db, selection),
    }));
  }

  async get(actor: Actor, groupId: string, id: string): Promise<Invitation> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    return this.#to.store.read((db) => requireInvitation(db, group, id));
  }

  /** Sends a new link that can be used for the full time again; the old one is dead. */
  async resend(actor: Actor, groupId: string, id: string, baseUrl: string): Promise<SentInvitation> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    const { columns, token } = this.#newLink();
    const invitation = await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      const known = await requireInvitation(tx, group, id);
      this.#requireNotJustSent(known);
      const renewed = await updateInvitation(tx, known.id, columns);
      await this.#record(tx, actor, "RESEND_INVITATION", known, renewed);
      return renewed;
    });
    return this.#deliver({ invitation, token }, group, baseUrl);
  }

  /** Takes the invitation back; its link is dead. */
  async revoke(actor: Actor, groupId: string, id: string): Promise<void> {
    const { group } = await this.#to.groups.seeAsManager(actor, groupId);
    await this.#to.store.transaction(async (tx) => {
      await lockGroup(tx, group.gid);
      const known = await requireInvitation(tx, group, id);
      await deleteInvitation(tx, known.id);
      await this.#record(tx, actor, "DELETE_INVITATION", known, undefined);
    });
  }

  async #deliver(outcome: InvitationOutcome, group: Group, baseUrl: string): Promise<SentInvitation> {
    const { sendMail } = this.#to;
    if (outcome.token !== null && sendMail !== null) this.#pace.note(group.gid, outcome.invitation.email);
    const delivery = await deliverInvitation({ ...outcome, group, baseUrl, sendMail });
    return { invitation: outcome.invitation, delivery };
  }

  async #insert(tx: Db, actor: Actor, { group, email, isAdmin }: Invited): Promise<InvitationOutcome> {
    if ((await countInvitations(tx, { gid: group.gid })) >= OPEN_MAX) {
      throw badRequest(`The group has ${OPEN_MAX} open invitations; delete those that are not needed`);
    }
    this.#pace.requirePause(group.gid, email);
    const { columns, token } = this.#newLink();
    const invitation = await insertInvitation(tx, {
      id: randomId(),
      gid: group.gid,
      email,
      isAdmin,
      invitedBy: actor.user.id,
      createdAt: nowSeconds(this.#to.clock),
      ...columns,
    });
    await this.#record(tx, actor, "CREATE_INVITATION", undefined, invitation);
    return { invitation, token };
  }

  #newLink() {
    const { token, hash } = newToken(this.#to.pepper, "invitation");
    const sentAt = nowSeconds(this.#to.clock);
    const expiresAt = sentAt + this.#to.invitationDays * DAY_SECONDS;
    return { token, columns: { tokenHash: hash, sentAt, expiresAt } };
  }

  /** Or anyone who administers a group could flood a mailbox. */
  #requireNotJustSent({ sentAt }: Invitation): void {
    const waitSeconds = sentAt + RESEND_INTERVAL_SECONDS - nowSeconds(this.#to.clock);
    if (this.#to.sendMail === null || waitSeconds <= 0) return;
    throw new AccessError(
      "TooManyRequestsError",
      `This invitation has just been sent; send it again in ${waitSeconds} seconds`,
      { retryAfterSeconds: waitSeconds },
    );
  }

  async #record(
    tx: Db,
    actor: Actor,
    action: AuditEvent["action"],
    before: Invitation | undefined,
    after: Invitation | undefined,
  ): Promise<void> {
    const invitation = after ?? before;
    await this.#to.audit.record(tx, actor, {
      action,
      targetType: "invitation",
      target: invitation?.id ?? "",
      groupId: invitation?.groupId ?? null,
      before: before && describeInvitation(before),
      after: after && describeInvitation(after),
    });
  }
}

export function describeInvitation({ email, isAdmin, expiresAt }: Invitation) {
  return { email, is_admin: isAdmin, expiration_date: expiresAt };
}

async function requireInvitation(db: Db, group: Group, id: string): Promise<Invitation> {
  const invitation = await findInvitation(db, group.gid, id);
  if (invitation === undefined) throw notFound("Invitation", id);
  return invitation;
}
