import type { AccountKind } from "./user.ts";
import type { Relation } from "./visibility.ts";

interface RelationshipRule {
  /** The type of the related objects. */
  readonly type: string;
  readonly cardinality: "one" | "many";
  readonly description: string;
}

interface UserRelationshipRule extends RelationshipRule {
  /** Relations that may read it; undefined: everyone who may see the account. */
  readonly readers?: readonly Relation[];
  /** The same for service accounts, which have no life of their own to hide from their administrators. */
  readonly serviceAccountReaders?: readonly Relation[];
}

const CLOSE: readonly Relation[] = ["self", "operator", "group_admin"];
const OWNER: readonly Relation[] = ["self", "operator"];

/**
 * What a user or service account is related to. Besides groups they are kept for the clients that ask
 * for them: this server holds no comments, graphs, votes, collections or hunts.
 * Source: https://docs.virustotal.com/reference/user-object
 */
export const USER_RELATIONSHIPS = {
  api_quota_group: quotaGroup("API requests"),
  intelligence_quota_group: quotaGroup("searches, downloads and hunting"),
  monitor_quota_group: quotaGroup("monitor storage"),
  groups: {
    type: "group",
    cardinality: "many",
    description: "Groups that the user belongs to.",
    readers: OWNER,
    serviceAccountReaders: CLOSE,
  },
  comments: { type: "comment", cardinality: "many", description: "Comments by the user." },
  mentions: { type: "comment", cardinality: "many", description: "Comments that mention the user." },
  graphs: { type: "graph", cardinality: "many", description: "Graphs that the user created." },
  votes: { type: "vote", cardinality: "many", description: "Votes by the user." },
  collections: { type: "collection", cardinality: "many", description: "Collections that the user created." },
  hunting_notifications: hunting("hunting_notification", "Matches of the user's hunting rules."),
  hunting_notification_files: hunting("file", "Files that the user's hunting rules matched."),
  hunting_rulesets: hunting("hunting_ruleset", "The user's hunting rules."),
  retrohunt_jobs: hunting("retrohunt_job", "The user's retrohunt jobs."),
} as const satisfies Record<string, UserRelationshipRule>;

export type UserRelationshipName = keyof typeof USER_RELATIONSHIPS;

/**
 * What a group is related to; members may read all of it but the activity log.
 * Source: https://docs.virustotal.com/reference/group-object
 */
export const GROUP_RELATIONSHIPS = {
  users: { type: "user", cardinality: "many", description: "Users that belong to the group." },
  administrators: { type: "user", cardinality: "many", description: "Members that manage the group." },
  service_accounts: {
    type: "service_account",
    cardinality: "many",
    description: "Service accounts of the group.",
  },
  graphs: { type: "graph", cardinality: "many", description: "Graphs shared with the group." },
  activity_log_entries: {
    type: "activity_log_entry",
    cardinality: "many",
    description: "What was changed in the group, for its administrators.",
  },
} as const satisfies Record<string, RelationshipRule>;

export type GroupRelationshipName = keyof typeof GROUP_RELATIONSHIPS;

export function isUserRelationship(name: string): name is UserRelationshipName {
  return Object.hasOwn(USER_RELATIONSHIPS, name);
}

export function isGroupRelationship(name: string): name is GroupRelationshipName {
  return Object.hasOwn(GROUP_RELATIONSHIPS, name);
}

/** Whether someone who may see the account may also read this of it. */
export function mayReadUserRelationship(
  name: UserRelationshipName,
  kind: AccountKind,
  relations: readonly Relation[],
): boolean {
  const rule: UserRelationshipRule = USER_RELATIONSHIPS[name];
  const readers = (kind === "service_account" ? rule.serviceAccountReaders : undefined) ?? rule.readers;
  return readers === undefined || relations.some((relation) => readers.includes(relation));
}

function quotaGroup(what: string) {
  return {
    type: "group",
    cardinality: "one",
    description: `The group whose quotas pay for the user's ${what}.`,
    readers: CLOSE,
  } as const;
}

function hunting<Type extends string>(type: Type, description: string) {
  return { type, cardinality: "many", description, readers: OWNER } as const;
}
