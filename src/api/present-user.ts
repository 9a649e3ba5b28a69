import type { UserView } from "../access/views.ts";
import type { User } from "../model/user.ts";
import { mayReadUserAttribute, USER_ATTRIBUTE_NAMES, type UserAttribute } from "../model/visibility.ts";

/** Anything that can be said of an account; without quotas or privileges they are left out. */
export type PresentableUser = Pick<UserView, "user" | "relations"> & Partial<UserView>;

export type ContextAttributes = Readonly<Record<string, unknown>>;

/** A user or service account as this viewer may see it: hidden attributes are absent, never null. */
export function presentUser(view: PresentableUser, baseUrl: string) {
  return {
    ...describeUser(view.user),
    links: { self: accountUrl(view.user, baseUrl) },
    attributes: attributesOf(view),
  };
}

/** `{type, id}`, and what is true of the account only in the relationship asked for. */
export function describeUser(user: Pick<User, "id" | "kind">, context?: ContextAttributes) {
  return { type: user.kind, id: user.id, ...(context && { context_attributes: context }) };
}

export function accountUrl(user: Pick<User, "id" | "kind">, baseUrl: string): string {
  return `${baseUrl}/api/v3${accountPath(user)}`;
}

/** After /api/v3; by its public id, whatever name the caller used. */
export function accountPath(user: Pick<User, "id" | "kind">): string {
  return `/${user.kind === "service_account" ? "service_accounts" : "users"}/${user.id}`;
}

function attributesOf({ user, relations, quotas, privileges }: PresentableUser) {
  const attributes: Record<UserAttribute, unknown> = {
    email: user.email,
    first_name: user.firstName,
    last_name: user.kind === "user" ? user.lastName : undefined,
    profile_phrase: user.profilePhrase,
    has_2fa: user.kind === "user" ? user.has2fa : undefined,
    single_sign_on: user.kind === "user" ? user.sso !== null : undefined,
    last_login: user.lastLogin,
    user_since: user.userSince,
    preferences: user.preferences,
    privileges,
    quotas,
    reputation: user.reputation,
    status: user.status,
  };
  const shown: Partial<Record<UserAttribute, unknown>> = {};
  for (const name of USER_ATTRIBUTE_NAMES) {
    const value = attributes[name];
    // vt-py turns `last_login` into a date and fails on null, so what is unknown is left out.
    if (value === undefined || value === null) continue;
    if (mayReadUserAttribute(name, relations)) shown[name] = value;
  }
  return shown;
}
