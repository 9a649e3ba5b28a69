import type { Group } from "../model/group.ts";
import { isOperators } from "../model/privileges.ts";
import type { User } from "../model/user.ts";
import { GROUP_ADMIN } from "../names/roles.ts";
import { deleteKeysOf } from "../store/api-keys.ts";
import type { Db } from "../store/database.ts";
import { groupsWithSingleSignOn, lockGroup } from "../store/groups.ts";
import { deleteLimits } from "../store/quota-limits.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import { deleteSsoGrant } from "../store/sso-grants.ts";
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
  readonly claimed: readonly ClaimedGroup[];
}

interface ClaimedGroup {
  readonly group: Group;
  /** Null: the group names no administrators, and makes them itself. */
  readonly isAdmin: boolean | null;
}

/** The account after a judgement, and whether it still lets him in. */
export interface SsoVerdict {
  readonly user: User;
  readonly mayEnter: boolean;
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
        isAdmin: group.attributes.sso_administrators?.length
          ? has(group.attributes.sso_administrators)
          : null,
      }));
    return { isClosed: managed.length > 0 && claimed.length === 0, managed, claimed };
  }

  /**
   * Brings the account in line with what the claims say of groups: the membership, and keys and sessions of whoever may
   * not enter any more.
   */
  async judge(tx: Db, user: User, groups: ClaimedGroups, source: AuditSource): Promise<SsoVerdict> {
    const changed = await this.#apply(tx, user, groups, source);
    if (!isShutOut(changed, groups)) return { user: changed, mayEnter: true };
    await this.#endAccess(tx, changed, source);
    await deleteSsoGrant(tx, user.uid);
    return { user: changed, mayEnter: false };
  }

  /** Whether judge() would find nothing to change. */
  isInLine(user: User, groups: ClaimedGroups): boolean {
    return changeOf(user, groups) === undefined && !isShutOut(user, groups);
  }

  /** With the last claim go the keys and sessions: the directory no longer answers for who has them. */
  async #apply(tx: Db, user: User, groups: ClaimedGroups, source: AuditSource): Promise<User> {
    const { membership } = user;
    const change = changeOf(user, groups);
    switch (change?.kind) {
      case undefined:
        return user;
      case "leave":
        await this.#endAccess(tx, user, source);
        return this.#leave(tx, user, source);
      case "join": {
        const { gid, id: groupId } = change.group;
        const free = membership === null ? user : await this.#leave(tx, user, source);
        return this.#joining.join(tx, source, free, { gid, groupId }, change.isAdmin);
      }
      case "role":
        return this.#setAdministrator(tx, user, change, source);
    }
  }

  async #setAdministrator(
    tx: Db,
    user: User,
    { group, isAdmin }: Pick<ClaimedGroup, "group"> & { readonly isAdmin: boolean },
    source: AuditSource,
  ): Promise<User> {
    await lockGroup(tx, group.gid);
    const others = user.membership?.roles.filter((role) => role !== GROUP_ADMIN) ?? [];
    const roles = isAdmin ? [GROUP_ADMIN, ...others] : others;
    const changed = await setMembership(tx, user, { gid: group.gid, roles });
    const action = isAdmin ? "ADD_GROUP_ADMIN" : "DELETE_GROUP_ADMIN";
    await this.#record(tx, source, action, user, group.id, { after: await administratorsLeft(tx, user) });
    return changed;
  }

  /** Ends every key and session of somebody for whom the directory no longer vouches. */
  async #endAccess(tx: Db, user: User, source: AuditSource): Promise<void> {
    const keys = await deleteKeysOf(tx, user.uid);
    const sessions = await deleteSessionsOf(tx, user.uid);
    if (keys === 0 && sessions === 0) return;
    await this.#record(tx, source, "DELETE_API_KEY", user, user.membership?.groupId ?? null, {
      before: { keys, sessions },
    });
  }

  async #leave(tx: Db, user: User, source: AuditSource): Promise<User> {
    const { membership } = user;
    if (membership === null) return user;
    await lockGroup(tx, membership.gid);
    await deleteLimits(tx, "user", user.uid);
    const left = await setMembership(tx, user, null);
    const after = await administratorsLeft(tx, user);
    await this.#record(tx, source, "DELETE_GROUP_USER", user, membership.groupId, { after });
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

type Change =
  | { readonly kind: "leave" }
  | { readonly kind: "join" | "role"; readonly group: Group; readonly isAdmin: boolean };

/** Joining, moving, raising, lowering or leaving; a group that names no values is left alone. */
function changeOf(user: User, groups: ClaimedGroups): Change | undefined {
  const { membership } = user;
  const chosen = groups.claimed.find(({ group }) => group.gid === membership?.gid) ?? groups.claimed[0];
  if (chosen === undefined) {
    const isManaged = groups.managed.some(({ gid }) => gid === membership?.gid);
    return isManaged ? { kind: "leave" } : undefined;
  }
  const { group, isAdmin } = chosen;
  if (membership?.gid !== group.gid) return { kind: "join", group, isAdmin: isAdmin ?? false };
  return isAdmin === null || isAdmin === isGroupAdmin(user) ? undefined : { kind: "role", group, isAdmin };
}

/** Once groups name values, only who has one may enter, and operators. */
function isShutOut({ privileges }: User, { isClosed }: ClaimedGroups): boolean {
  return isClosed && !isOperators(privileges);
}

/** How many look after the group without this administrator of it; the directory may take the last one away. */
async function administratorsLeft(tx: Db, user: User): Promise<object | undefined> {
  if (user.membership === null || !isGroupAdmin(user)) return undefined;
  return { administrators_left: await countActiveAdministrators(tx, user.membership.gid, user.uid) };
}
