import type { Invitation } from "../model/invitation.ts";
import type { User } from "../model/user.ts";
import { GROUP_ADMIN } from "../names/roles.ts";
import type { Db } from "../store/database.ts";
import { groupsWithAutoAdd, lockGroup } from "../store/groups.ts";
import { deleteInvitation, invitationsTo } from "../store/invitations.ts";
import { setMembership } from "../store/users.ts";
import type { Audit, AuditSource } from "./audit.ts";

/** Brings new accounts into the groups that wait for them. */
export class Joining {
  readonly #audit: Audit;

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  /**
   * The accepted invitation wins, then the oldest one to the address that can still be accepted; else the
   * first group, by id, whose `auto_add_users` matches it (VirusTotal's admins guide, 1.2.1 and 2.2.2).
   */
  async joinOnCreation(
    tx: Db,
    source: AuditSource,
    user: User,
    nowSeconds: number,
    accepted?: Invitation,
  ): Promise<User> {
    if (user.email === null) return user;
    const pending = (await invitationsTo(tx, user.email)).find(({ expiresAt }) => nowSeconds < expiresAt);
    const invitation = accepted ?? pending;
    if (invitation !== undefined) {
      const joined = await this.join(tx, source, user, invitation, invitation.isAdmin);
      await deleteInvitation(tx, invitation.id);
      return joined;
    }
    const email = user.email;
    const groups = await groupsWithAutoAdd(tx);
    const waiting = groups.find(({ attributes }) =>
      attributes.auto_add_users?.some((pattern) => matches(pattern, email)),
    );
    if (waiting === undefined) return user;
    return this.join(tx, source, user, { gid: waiting.gid, groupId: waiting.id }, false);
  }

  /** Puts a user who is in no group into this one, with its audit entries. */
  async join(
    tx: Db,
    source: AuditSource,
    user: User,
    group: { readonly gid: number; readonly groupId: string },
    isAdmin: boolean,
  ): Promise<User> {
    await lockGroup(tx, group.gid);
    const joined = await setMembership(tx, user, { gid: group.gid, roles: isAdmin ? [GROUP_ADMIN] : [] });
    const entry = { targetType: user.kind, target: user.id, groupId: group.groupId } as const;
    await this.#audit.record(tx, source, { action: "ADD_GROUP_USER", ...entry });
    if (isAdmin) await this.#audit.record(tx, source, { action: "ADD_GROUP_ADMIN", ...entry });
    return joined;
  }
}

/** Patterns are exact addresses or `*@domain`, in lower case like the address. */
function matches(pattern: string, email: string): boolean {
  return pattern.startsWith("*@") ? email.endsWith(pattern.slice(1)) : email === pattern;
}
