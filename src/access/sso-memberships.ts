import type { Group } from "../model/group.ts";
import { GROUP_ADMIN } from "../model/roles.ts";
import type { User } from "../model/user.ts";
import { deleteKeysOf } from "../store/api-keys.ts";
import type { Db } from "../store/database.ts";
import { groupsWithSingleSignOn, lockGroup } from "../store/groups.ts";
import { deleteLimits } from "../store/quota-limits.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import { countActiveAdministrators, setMembership } from "../store/users.ts";
import type { Audit, AuditEvent, AuditSource } from "./audit.ts";
import type { Joining } from "./joining.ts";
import { isGroupAdmin } from "./permissions.ts";

/** What the claims say of groups. */
export interface ClaimedGroups {
  /** Whether groups here name values of the claim at all: then only who has one may enter. */
  readonly isClosed: boolean;
  /** Groups whose members the directory decides on. */
  readonly managed: readonly Group[];
  /** Those of them that the claims name, by id. */
  readonly claimed: readonly { readonly group: Group; readonly isAdmin: boolean | null }[];
}

/** Keeps memberships in line with the directory: `sso_users` and `sso_administrators` of groups name values of the claim. */
export class SsoMemberships {
  readonly #audit: Audit;
  readonly #joining: Joining;

  constructor(audit: Audit, joining: Joining) {
    this.#audit = audit;
    this.#joining = joining;
  }

  async groupsOf(tx: Db, values: readonly string[]): Promise<ClaimedGroups> {
    const managed = await groupsWithSingleSignOn(tx);
    const has = (names: readonly string[] = []) => names.some((name) => values.includes(name));
    const claimed = managed
      .filter(({ attributes }) => has(attributes.sso_users) || has(attributes.sso_administrators))
      .map((group) => ({
        group,
        // A group that names no administrators makes them itself.
        isAdmin: group.attributes.sso_administrators?.length
          ? has(group.attributes.sso_administrators)
          : null,
      }));
    return { isClosed: managed.length > 0 && claimed.length === 0, managed, claimed };
  }

  /**
   * Joins, moves, raises, lowers or removes the user as the claims say. With the last claim go the keys and sessions: the
   * directory no longer answers for who has them. A group that names no values is left alone.
   */
  async apply(tx: Db, user: User, groups: ClaimedGroups, source: AuditSource): Promise<User> {
    const { membership } = user;
    const chosen = groups.claimed.find(({ group }) => group.gid === membership?.gid) ?? groups.claimed[0];
    const isManaged = groups.managed.some(({ gid }) => gid === membership?.gid);
    if (chosen === undefined) {
      if (membership === null || !isManaged) return user;
      await this.endAccess(tx, user, source);
      return this.#leave(tx, user, membership.groupId, source);
    }
    const { group, isAdmin } = chosen;
    if (membership?.gid !== group.gid) {
      const free = membership === null ? user : await this.#leave(tx, user, membership.groupId, source);
      return this.#joining.join(tx, source, free, { gid: group.gid, groupId: group.id }, isAdmin ?? false);
    }
    if (isAdmin === null || isAdmin === isGroupAdmin(user)) return user;
    await lockGroup(tx, group.gid);
    const others = membership.roles.filter((role) => role !== GROUP_ADMIN);
    const roles = isAdmin ? [GROUP_ADMIN, ...others] : others;
    const changed = await setMembership(tx, user, { gid: group.gid, roles });
    const action = isAdmin ? "ADD_GROUP_ADMIN" : "DELETE_GROUP_ADMIN";
    await this.#record(tx, source, action, user, group.id, { after: await administratorsLeft(tx, user) });
    return changed;
  }

  /** Ends every key and session of somebody for whom the directory no longer vouches. */
  async endAccess(tx: Db, user: User, source: AuditSource): Promise<void> {
    const keys = await deleteKeysOf(tx, user.uid);
    const sessions = await deleteSessionsOf(tx, user.uid);
    if (keys === 0 && sessions === 0) return;
    await this.#record(tx, source, "DELETE_API_KEY", user, user.membership?.groupId ?? null, {
      before: { keys, sessions },
    });
  }

  async #leave(tx: Db, user: User, groupId: string, source: AuditSource): Promise<User> {
    if (user.membership !== null) await lockGroup(tx, user.membership.gid);
    await deleteLimits(tx, "user", user.uid);
    const left = await setMembership(tx, user, null);
    const after = await administratorsLeft(tx, user);
    await this.#record(tx, source, "DELETE_GROUP_USER", user, groupId, { after });
    return left;
  }

  async #record(
    tx: Db,
    source: AuditSource,
    action: AuditEvent["action"],
    user: User,
    groupId: string | null,
    values: Pick<AuditEvent, "before" | "after">,
  ): Promise<void> {
    await this.#audit.record(tx, source, { action, targetType: "user", target: user.id, groupId, ...values });
  }
}

/** How many look after the group without this administrator of it; the directory may take the last one away. */
async function administratorsLeft(tx: Db, user: User): Promise<object | undefined> {
  if (user.membership === null || !isGroupAdmin(user)) return undefined;
  return { administrators_left: await countActiveAdministrators(tx, user.membership.gid, user.uid) };
}
