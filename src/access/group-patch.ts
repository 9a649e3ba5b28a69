import { isDeepStrictEqual } from "node:util";
import { forbidden, invalidArgument } from "../model/errors.ts";
import type { Group, GroupAttributes } from "../model/group.ts";
import { parseEmail } from "../model/ids.ts";
import { mergeKeyPolicy, NO_POLICY, problemOf } from "../model/key-policy.ts";
import { changedAttributes, isObject, type JsonObject, mergePreferences, parseText } from "../model/patch.ts";
import { mergePrivileges } from "../model/privileges.ts";
import { quote } from "../model/quote.ts";
import { isUnixSeconds } from "../model/times.ts";
import { type GroupAttribute, isGroupAttribute, mayWriteGroupAttribute } from "../model/visibility.ts";
import type { Db } from "../store/database.ts";
import { updateGroup } from "../store/groups.ts";
import type { Actor } from "./actor.ts";
import type { Audit } from "./audit.ts";
import type { Quotas } from "./quotas.ts";
import type { SeenGroup } from "./views.ts";

const LIST_LENGTH_MAX = 500;

type Changes = Partial<Pick<Group, "organization" | "attributes" | "privileges">>;
type Parse = (value: unknown, group: Group) => Changes;

/** How each attribute that the group's row holds is read from a PATCH; quotas have rows of their own. */
const PARSERS: Partial<Record<GroupAttribute, Parse>> = {
  organization: (value) => ({ organization: parseText("organization", value) }),
  organization_legal_name: text("organization_legal_name"),
  country: text("country"),
  country_iso: text("country_iso"),
  domain_name: text("domain_name"),
  industry: text("industry"),
  contact_emails: list("contact_emails", parseEmail),
  auto_add_users: list("auto_add_users", parseAddressPattern),
  sso_users: list("sso_users", (value) => parseText("sso_users", value)),
  sso_administrators: list("sso_administrators", (value) => parseText("sso_administrators", value)),
  session_idle_minutes: limit("session_idle_minutes", 5, 10_080),
  session_hours: limit("session_hours", 1, 720),
  agreement_signed_date: (value, group) => {
    if (!isUnixSeconds(value)) {
      throw invalidArgument(`Attribute "agreement_signed_date" must be a time in unix seconds`);
    }
    return { attributes: { ...group.attributes, agreement_signed_date: value } };
  },
  preferences: (value, group) => ({
    attributes: {
      ...group.attributes,
      preferences: mergePreferences(group.attributes.preferences ?? {}, value),
    },
  }),
  key_policy: (value, { attributes }) => {
    const { key_policy: before = NO_POLICY, ...others } = attributes;
    const policy = mergeKeyPolicy(before, value);
    return { attributes: Object.keys(policy).length === 0 ? others : { ...others, key_policy: policy } };
  },
  privileges: (value, group) => ({
    privileges: mergePrivileges(group.privileges, value),
  }),
};

/** Applies a PATCH of a group inside the caller's transaction, with its audit entry. */
export async function applyGroupPatch(
  tx: Db,
  actor: Actor,
  seen: SeenGroup,
  attributes: JsonObject,
  { audit, quotas }: { readonly audit: Audit; readonly quotas: Quotas },
): Promise<Group> {
  const { group } = seen;
  let next = group;
  let limits: { readonly before: unknown; readonly after: unknown } | null = null;
  for (const [name, value] of changedAttributes(withoutUngranted(attributes, group), patchable(group))) {
    // What a client only sends back changes none, whoever sends it.
    if (name === "quotas") limits = await quotas.changeGroupLimits(tx, actor, group, value);
    else next = { ...next, ...PARSERS[requireWritable(name, seen)]?.(value, next) };
  }
  if (seen.relation !== "operator") requireOwnDomains(actor, group, next);
  requireOwnKeyStays(actor, next);
  const before = Object.fromEntries(changedAttributes(patchable(group), patchable(next)));
  const after = Object.fromEntries(changedAttributes(patchable(next), patchable(group)));
  if (Object.keys({ ...before, ...after }).length === 0 && limits === null) return group;
  const { organization, attributes: descriptive, privileges } = next;
  const changed = await updateGroup(tx, group, { organization, attributes: descriptive, privileges });
  await audit.record(tx, actor, {
    action: "UPDATE_GROUP",
    targetType: "group",
    target: group.id,
    groupId: group.id,
    before: { ...before, ...(limits && { quotas: limits.before }) },
    after: { ...after, ...(limits && { quotas: limits.after }) },
  });
  return changed;
}

function requireWritable(name: string, { relation }: SeenGroup): GroupAttribute {
  if (!isGroupAttribute(name)) throw invalidArgument(`Unknown attribute ${quote(name)} of a group`);
  if (!mayWriteGroupAttribute(name, relation)) throw forbidden();
  return name;
}

/**
 * Raises ForbiddenError for a new `*@domain` that is not of the administrator's own address: he would take in,
 * and then administer, the new people of any other company on this server.
 */
function requireOwnDomains({ user }: Actor, group: Group, next: Group): void {
  const known = group.attributes.auto_add_users ?? [];
  for (const pattern of next.attributes.auto_add_users ?? []) {
    const isOwn = !pattern.startsWith("*@") || user.email?.endsWith(pattern.slice(1));
    if (isOwn || known.includes(pattern)) continue;
    throw forbidden(
      `${quote(pattern)} is not the domain of your own address; an operator can open the group to it`,
    );
  }
}

/** Whoever asks of all keys what his own has not would lock himself out by this very call. */
function requireOwnKeyStays({ key, user }: Actor, { gid, attributes }: Group): void {
  if (key === undefined || user.membership?.gid !== gid) return;
  const problem = problemOf(key, attributes.key_policy ?? NO_POLICY);
  if (problem !== undefined) {
    throw invalidArgument(`This policy would refuse the very key of this call: ${problem}; use another one`);
  }
}

/** The attributes under their wire names, as the group's manager sees them. */
function patchable(group: Group): JsonObject {
  return { organization: group.organization, ...group.attributes, privileges: group.privileges };
}

/** A client that sends the whole group back names every known privilege; those never granted say nothing new. */
function withoutUngranted(attributes: JsonObject, { privileges: own }: Group): JsonObject {
  const { privileges } = attributes;
  if (!isObject(privileges)) return attributes;
  const news = Object.entries(privileges).filter(
    ([name, value]) => Object.hasOwn(own, name) || !isDeepStrictEqual(value, { granted: false }),
  );
  return { ...attributes, privileges: Object.fromEntries(news) };
}

function text(name: Exclude<keyof GroupAttributes & GroupAttribute, "preferences">): Parse {
  return (value, group) => ({ attributes: { ...group.attributes, [name]: parseText(name, value) } });
}

type ListName = "contact_emails" | "auto_add_users" | "sso_users" | "sso_administrators";

function list(name: ListName, parseItem: (item: string) => string): Parse {
  return (value, group) => {
    if (
      !Array.isArray(value) ||
      value.length > LIST_LENGTH_MAX ||
      !value.every((item) => typeof item === "string")
    ) {
      throw invalidArgument(`Attribute ${quote(name)} must be a list of at most ${LIST_LENGTH_MAX} strings`);
    }
    return { attributes: { ...group.attributes, [name]: [...new Set(value.map(parseItem))] } };
  };
}

/** A whole number within bounds; null takes the group's own limit away. */
function limit(name: "session_idle_minutes" | "session_hours", min: number, max: number): Parse {
  return (value, { attributes }) => {
    if (value === null) {
      const { [name]: _, ...others } = attributes;
      return { attributes: others };
    }
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      throw invalidArgument(
        `Attribute ${quote(name)} must be a whole number from ${min} to ${max}, or null for the server's own limit`,
      );
    }
    return { attributes: { ...attributes, [name]: value } };
  };
}

/** An exact e-mail address or `*@domain` (VirusTotal's admins guide, 2.2.2). */
function parseAddressPattern(pattern: string): string {
  if (!pattern.startsWith("*@")) return parseEmail(pattern);
  return `*${parseEmail(`x${pattern.slice(1)}`).slice(1)}`;
}
