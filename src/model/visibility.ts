/** How a viewer stands to an account. A viewer can stand in several relations at once. */
export type Relation = "self" | "operator" | "group_admin" | "fellow" | "stranger";

/** How a viewer stands to a group; to everyone else the group does not exist. */
export type GroupRelation = "operator" | "administrator" | "member";

interface Rule<R> {
  readonly readers: readonly R[];
  readonly writers: readonly R[];
}

const EVERYONE: readonly Relation[] = ["self", "operator", "group_admin", "fellow", "stranger"];
const CLOSE: readonly Relation[] = ["self", "operator", "group_admin"];
const OWNER: readonly Relation[] = ["self", "operator"];

/**
 * Who may read and who may write each attribute of a user or service account. `apikey` is not among
 * them: it is shown only in the answer that creates it.
 * Source: https://docs.virustotal.com/reference/user-object
 */
export const USER_ATTRIBUTES = {
  email: { readers: CLOSE, writers: [] },
  first_name: { readers: EVERYONE, writers: OWNER },
  last_name: { readers: EVERYONE, writers: OWNER },
  profile_phrase: { readers: EVERYONE, writers: OWNER },
  has_2fa: { readers: CLOSE, writers: [] },
  single_sign_on: { readers: CLOSE, writers: [] },
  last_login: { readers: CLOSE, writers: [] },
  user_since: { readers: EVERYONE, writers: [] },
  preferences: { readers: OWNER, writers: OWNER },
  privileges: { readers: OWNER, writers: ["operator"] },
  quotas: { readers: CLOSE, writers: ["operator", "group_admin"] },
  reputation: { readers: EVERYONE, writers: [] },
  status: { readers: EVERYONE, writers: ["operator"] },
} as const satisfies Record<string, Rule<Relation>>;

export type UserAttribute = keyof typeof USER_ATTRIBUTES;

/** In the order in which they are shown. */
export const USER_ATTRIBUTE_NAMES: readonly UserAttribute[] =
  Object.keys(USER_ATTRIBUTES).filter(isUserAttribute);

const ALL_MEMBERS: readonly GroupRelation[] = ["operator", "administrator", "member"];
const MANAGERS: readonly GroupRelation[] = ["operator", "administrator"];
const OPERATOR: readonly GroupRelation[] = ["operator"];

/** The same for groups. Source: https://docs.virustotal.com/reference/group-object */
export const GROUP_ATTRIBUTES = {
  organization: { readers: ALL_MEMBERS, writers: MANAGERS },
  organization_legal_name: { readers: ALL_MEMBERS, writers: MANAGERS },
  country: { readers: ALL_MEMBERS, writers: MANAGERS },
  country_iso: { readers: ALL_MEMBERS, writers: MANAGERS },
  domain_name: { readers: ALL_MEMBERS, writers: MANAGERS },
  industry: { readers: ALL_MEMBERS, writers: MANAGERS },
  contact_emails: { readers: ALL_MEMBERS, writers: MANAGERS },
  preferences: { readers: ALL_MEMBERS, writers: MANAGERS },
  auto_add_users: { readers: MANAGERS, writers: MANAGERS },
  sso_users: { readers: MANAGERS, writers: OPERATOR },
  sso_administrators: { readers: MANAGERS, writers: OPERATOR },
  session_idle_minutes: { readers: ALL_MEMBERS, writers: MANAGERS },
  session_hours: { readers: ALL_MEMBERS, writers: MANAGERS },
  key_policy: { readers: ALL_MEMBERS, writers: MANAGERS },
  agreement_signed_date: { readers: ALL_MEMBERS, writers: OPERATOR },
  privileges: { readers: ALL_MEMBERS, writers: OPERATOR },
  quotas: { readers: ALL_MEMBERS, writers: OPERATOR },
} as const satisfies Record<string, Rule<GroupRelation>>;

export type GroupAttribute = keyof typeof GROUP_ATTRIBUTES;

export function isUserAttribute(name: string): name is UserAttribute {
  return Object.hasOwn(USER_ATTRIBUTES, name);
}

export function isGroupAttribute(name: string): name is GroupAttribute {
  return Object.hasOwn(GROUP_ATTRIBUTES, name);
}

export function mayReadUserAttribute(name: UserAttribute, relations: readonly Relation[]): boolean {
  return meets(USER_ATTRIBUTES[name].readers, relations);
}

export function mayWriteUserAttribute(name: UserAttribute, relations: readonly Relation[]): boolean {
  return meets(USER_ATTRIBUTES[name].writers, relations);
}

/** A service account cannot be asked to describe itself, so its administrators do. */
export function mayWriteServiceAccountAttribute(
  name: UserAttribute,
  relations: readonly Relation[],
): boolean {
  if (mayWriteUserAttribute(name, relations)) return true;
  return relations.includes("group_admin") && (name === "first_name" || name === "profile_phrase");
}

export function mayReadGroupAttribute(name: GroupAttribute, relation: GroupRelation): boolean {
  return meets(GROUP_ATTRIBUTES[name].readers, [relation]);
}

export function mayWriteGroupAttribute(name: GroupAttribute, relation: GroupRelation): boolean {
  return meets(GROUP_ATTRIBUTES[name].writers, [relation]);
}

function meets<R>(allowed: readonly R[], held: readonly R[]): boolean {
  return held.some((relation) => allowed.includes(relation));
}
