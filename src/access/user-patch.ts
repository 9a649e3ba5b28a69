import { forbidden, invalidArgument } from "../model/errors.ts";
import { changedAttributes, isObject, type JsonObject, mergePreferences, parseText } from "../model/patch.ts";
import { isOperators, mergePrivileges, type Privileges } from "../model/privileges.ts";
import { quote } from "../model/quote.ts";
import type { User } from "../model/user.ts";
import {
  isUserAttribute,
  mayReadUserAttribute,
  mayWriteServiceAccountAttribute,
  mayWriteUserAttribute,
  USER_ATTRIBUTES,
  type UserAttribute,
} from "../model/visibility.ts";
import type { Db } from "../store/database.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import { updateUser } from "../store/users.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import { isLastingOperator, requireOperatorRemains } from "./last-ones.ts";
import type { Quotas } from "./quotas.ts";
import type { SeenAccount } from "./views.ts";

type Changes = Partial<
  Pick<User, "firstName" | "lastName" | "profilePhrase" | "preferences" | "privileges" | "status">
>;
type Parse = (value: unknown, user: User) => Changes;

/** How each attribute that a row of the account holds is read from a PATCH; quotas have rows of their own. */
const PARSERS: Partial<Record<UserAttribute, Parse>> = {
  first_name: (value) => ({ firstName: parseText("first_name", value) }),
  last_name: (value) => ({ lastName: parseText("last_name", value) }),
  profile_phrase: (value) => ({ profilePhrase: parseText("profile_phrase", value) }),
  preferences: (value, user) => ({ preferences: mergePreferences(user.preferences, value) }),
  privileges: (value, user) => ({
    privileges: requireNoProgram(user, mergePrivileges(user.privileges, value)),
  }),
  status: (value) => {
    if (value !== "active" && value !== "inactive") {
      throw invalidArgument(`Attribute "status" must be "active" or "inactive"`);
    }
    return { status: value };
  },
};

/** Applies a PATCH of an account inside the caller's transaction, with its audit entry. */
export async function applyUserPatch(
  tx: Db,
  actor: Actor,
  seen: SeenAccount,
  attributes: JsonObject,
  { audit, quotas }: { readonly audit: Audit; readonly quotas: Quotas },
): Promise<User> {
  const { user } = seen;
  const shown = readable(patchable(user), seen);
  let changes: Changes = {};
  let limits: { readonly before: unknown; readonly after: unknown } | null = null;
  for (const [name, value] of changedAttributes(withoutInherited(attributes), shown)) {
    // Whose quotas may be changed depends on which, and what is only sent back changes none.
    if (name === "quotas") limits = await quotas.changeUserLimits(tx, actor, user, value);
    else changes = { ...changes, ...PARSERS[requireWritable(name, seen)]?.(value, user) };
  }
  const next = { ...user, ...changes };
  const after = difference(patchable(next), patchable(user));
  const isHeld = holdsSuspended(attributes, seen);
  if (Object.keys(after).length === 0 && limits === null && !isHeld) return user;
  if (!isLastingOperator(next)) await requireOperatorRemains(tx, user);
  const settled = changes.status !== undefined || isHeld ? { ssoSuspended: false } : {};
  const changed = await updateUser(tx, user, { ...changes, ...settled });
  // Enabled again, the account needs a new sign-in.
  if (changed.status !== "active") await deleteSessionsOf(tx, user.uid);
  await audit.record(tx, actor, {
    action: "UPDATE_USER",
    targetType: user.kind,
    target: user.id,
    groupId: user.membership?.groupId ?? null,
    before: {
      ...difference(patchable(user), patchable(changed)),
      ...(limits && { quotas: limits.before }),
      ...(isHeld && { suspended_by_directory: true }),
    },
    after: {
      ...after,
      ...(limits && { quotas: limits.after }),
      ...(isHeld && { status: "inactive", suspended_by_directory: false }),
    },
  });
  return changed;
}

/**
 * Whether the account, which a logout at the directory had suspended, is to stay inactive: the status is the same, but
 * the directory can no longer take it back.
 */
function holdsSuspended({ status }: JsonObject, { user, relations }: SeenAccount): boolean {
  if (status !== "inactive" || user.sso?.suspended !== true) return false;
  return user.status === "inactive" && mayWriteUserAttribute("status", relations);
}

/** Raises InvalidArgumentError for a name that nobody may write, ForbiddenError when this caller may not. */
function requireWritable(name: string, { user, relations }: SeenAccount): UserAttribute {
  if (!isUserAttribute(name)) throw invalidArgument(`Unknown attribute ${quote(name)} of a user`);
  const mayWrite = user.kind === "user" ? mayWriteUserAttribute : mayWriteServiceAccountAttribute;
  if (mayWrite(name, relations)) return name;
  const isReadOnly = USER_ATTRIBUTES[name].writers.length === 0;
  if (isReadOnly && mayReadUserAttribute(name, relations)) {
    throw invalidArgument(`Attribute ${quote(name)} is read-only; leave it out`);
  }
  throw forbidden();
}

/** What this viewer can have read and may send back unchanged; comparing with more would let him guess. */
function readable(attributes: JsonObject, { relations }: SeenAccount): JsonObject {
  const entries = Object.entries(attributes);
  return Object.fromEntries(
    entries.filter(([name]) => isUserAttribute(name) && mayReadUserAttribute(name, relations)),
  );
}

/** The stored attributes under their wire names, to see what a PATCH really changes. */
function patchable(user: User): JsonObject {
  return {
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    profile_phrase: user.profilePhrase,
    has_2fa: user.has2fa,
    single_sign_on: user.sso !== null,
    last_login: user.lastLogin,
    user_since: user.userSince,
    preferences: user.preferences,
    privileges: user.privileges,
    reputation: user.reputation,
    status: user.status,
  };
}

/** A client that sends the whole account back names what its group grants, which is the group's to change. */
function withoutInherited(attributes: JsonObject): JsonObject {
  const { privileges } = attributes;
  if (!isObject(privileges)) return attributes;
  const own = Object.entries(privileges).filter(
    ([, value]) => !(isObject(value) && "inherited_from" in value),
  );
  return { ...attributes, privileges: Object.fromEntries(own) };
}

/** Whoever administers the group of a service account holds its keys, and would be an operator with it. */
function requireNoProgram(user: User, privileges: Privileges): Privileges {
  if (user.kind === "user" || !isOperators(privileges)) return privileges;
  throw invalidArgument(
    `A service account cannot be an operator, because administrators of its group hold its keys; grant "admin" to a user`,
  );
}

function difference(attributes: JsonObject, other: JsonObject): JsonObject {
  return Object.fromEntries(changedAttributes(attributes, other));
}
