import type { ColumnType, Generated } from "kysely";

/**
 * The schema as types. Times are unix seconds unless the name ends in `_ms`; JSON columns hold text;
 * booleans are 0 or 1; `uid` and `gid` are internal, never reused, so that what an account consumed
 * stays charged to its group after the account is gone.
 */
export interface Tables {
  readonly groups: GroupTable;
  readonly users: UserTable;
  readonly key_pepper: KeyPepperTable;
  readonly api_keys: ApiKeyTable;
  readonly invitations: InvitationTable;
  readonly sessions: SessionTable;
  readonly sso_grants: SsoGrantTable;
  readonly last_seen: LastSeenTable;
  readonly totp: TotpTable;
  readonly recovery_codes: RecoveryCodeTable;
  readonly password_resets: PasswordResetTable;
  readonly quota_limits: QuotaLimitTable;
  readonly journal_tail: JournalTailTable;
  readonly journal_fold: JournalFoldTable;
  readonly usage_journal: UsageJournalTable;
  readonly user_usage_daily: UserUsageDailyTable;
  readonly group_usage_daily: GroupUsageDailyTable;
  readonly member_counters: MemberCounterTable;
  readonly group_counters: GroupCounterTable;
  readonly audit_log: AuditLogTable;
  readonly refused_calls: RefusedCallTable;
}

export interface GroupTable {
  readonly gid: Generated<number>;
  readonly id: string;
  readonly organization: string;
  /** The other descriptive attributes, as one JSON object keyed by VirusTotal's attribute names. */
  readonly attributes: string;
  readonly privileges: string;
  readonly created_at: number;
  /** Kept beside the members so that a page of any group costs the same: nothing is counted to list. */
  readonly users_count: number;
  readonly administrators_count: number;
  readonly service_accounts_count: number;
}

export interface UserTable {
  readonly uid: Generated<number>;
  readonly id: string;
  readonly kind: "user" | "service_account";
  /** Lower case. */
  readonly email: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly profile_phrase: string;
  readonly password_hash: string | null;
  readonly status: "active" | "inactive";
  readonly reputation: number;
  readonly has_2fa: number;
  readonly user_since: number;
  readonly last_login: number | null;
  readonly preferences: string;
  readonly privileges: string;
  readonly gid: number | null;
  readonly is_admin: number;
  /** JSON list of roles other than USER_ROLE_GROUP_ADMIN, which is `is_admin`. */
  readonly roles: string;
  readonly api_quota_gid: number | null;
  readonly intelligence_quota_gid: number | null;
  readonly monitor_quota_gid: number | null;
  /** Of the directory that manages the account, and its own name of the person. */
  readonly sso_issuer: string | null;
  readonly sso_subject: string | null;
  readonly sso_suspended: Generated<number>;
}

/** One row at most. */
export interface KeyPepperTable {
  readonly fingerprint: string;
}

export interface ApiKeyTable {
  readonly id: string;
  readonly uid: number;
  readonly hash: string;
  /** The first eight characters, shown so that people can tell their keys apart. */
  readonly prefix: string;
  readonly label: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly last_used_address: string | null;
  readonly last_used_client: string | null;
  /** JSON list of addresses and CIDR ranges; an empty list allows every address. */
  readonly allowed_addresses: string;
  readonly read_only: number;
}

export interface InvitationTable {
  readonly id: string;
  readonly gid: number;
  /** Lower case. */
  readonly email: string;
  readonly is_admin: number;
  /** Keyed hash of the token that the link carries. */
  readonly token_hash: string;
  readonly invited_by: string;
  readonly created_at: number;
  readonly sent_at: number;
  readonly expires_at: number;
}

export interface SessionTable {
  readonly id: string;
  readonly uid: number;
  /** Keyed hash of the token in the cookie. */
  readonly token_hash: string;
  readonly method: "password" | "oidc";
  /** The identity provider's own name of the session, by which it ends it. */
  readonly oidc_sid: string | null;
  readonly created_at: number;
  readonly last_seen_at: number;
  /** Of the last call that was noted. */
  readonly address: string;
  readonly client: string;
}

export interface SsoGrantTable {
  readonly uid: number;
  /** Sealed with a key that follows from the pepper. */
  readonly refresh_token: string;
  /** When the directory last said what the person's claims are. */
  readonly checked_at: number;
}

/** Outlives the keys and sessions that were used; signing in is noted on the user. */
export interface LastSeenTable {
  readonly uid: number;
  readonly at: number;
}

export interface TotpTable {
  readonly uid: number;
  /** Sealed with a key that follows from the pepper. */
  readonly secret: string;
  readonly enabled_at: number | null;
  readonly last_step: number;
}

export interface RecoveryCodeTable {
  readonly uid: number;
  /** Keyed. */
  readonly hash: string;
}

export interface PasswordResetTable {
  readonly uid: number;
  /** Keyed hash of the token that the link carries. */
  readonly token_hash: string;
  readonly expires_at: number;
}

export interface QuotaLimitTable {
  readonly subject: "user" | "group";
  /** `uid` or `gid`, by subject. */
  readonly subject_id: number;
  readonly quota: string;
  readonly allowed: number;
}

export interface JournalTailTable {
  /** One process's ledger. */
  readonly writer: string;
  readonly seq: number;
  /** See ledger/tail-lines.ts. */
  readonly lines: string;
}

/** How far a writer's commits are folded into the tables that follow, while that takes several transactions. */
export interface JournalFoldTable {
  readonly writer: string;
  readonly up_to: number;
  readonly done_uid: number;
}

export interface UsageJournalTable {
  /** Start of the UTC hour. */
  readonly hour: number;
  readonly node: string;
  readonly uid: number;
  /** The paying group, 0 for none. */
  readonly gid: number;
  readonly bucket: string;
  /** The charged quota or family, empty when the call was free. */
  readonly quota: string;
  readonly calls: number;
  readonly cost: number;
}

interface UsageDaily {
  /** Start of the UTC day. */
  readonly day: number;
  readonly bucket: string;
  readonly consuming: number;
  readonly calls: number;
}

export interface UserUsageDailyTable extends UsageDaily {
  readonly uid: number;
}

export interface GroupUsageDailyTable extends UsageDaily {
  readonly gid: number;
}

export interface MemberCounterTable {
  readonly uid: number;
  /** The paying group, 0 for none. */
  readonly gid: number;
  readonly quota: string;
  readonly window_start: number;
  readonly used: number;
}

export interface GroupCounterTable {
  readonly gid: number;
  readonly quota: string;
  readonly window_start: number;
  readonly used: number;
}

export interface AuditLogTable {
  /** 1, 2, 3 … without gaps: a missing number is a removed entry. */
  readonly seq: number;
  readonly at_ms: number;
  readonly action: string;
  readonly outcome: "ok" | "refused" | "failed";
  /** Public id of the actor at the time; null for nobody. */
  readonly actor: string | null;
  readonly actor_key_id: string | null;
  readonly actor_session_id: string | null;
  readonly address: string | null;
  readonly client: string | null;
  readonly request_id: string | null;
  readonly target_type: string | null;
  readonly target: string | null;
  readonly group_id: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly previous_hash: string;
  readonly hash: ColumnType<string, string, never>;
}

/** Calls of one account in one hour that were refused for one reason; `uid` is 0 when nobody knows whose they were. */
export interface RefusedCallTable {
  readonly hour: number;
  readonly uid: number;
  readonly gid: number;
  readonly code: string;
  /** With `side`: which quota was used up; empty for every other reason. */
  readonly quota: string;
  readonly side: "user" | "group" | "";
  readonly calls: number;
  readonly last_at: number;
  readonly last_method: string;
  readonly last_endpoint: string;
  readonly last_address: string;
}
