import type { Caller } from "./cast.ts";

/**
 * Who reads and who writes each attribute, told a second time and independently of the code, from
 * VirusTotal's object pages and our written decisions. The writer's cells are HTTP statuses.
 */
interface AttributeCase {
  readonly name: string;
  readonly readers: readonly Caller[];
  /** A valid value that differs from the present one. */
  readonly value: unknown;
  /** Status of a PATCH by each caller who may see the object; all others get 404, nobody 401. */
  readonly writes: Readonly<Partial<Record<Caller, number>>>;
}

const CLOSE: readonly Caller[] = ["group administrator", "owner", "operator"];
const OWNER: readonly Caller[] = ["owner", "operator"];
/** In a listing of the group, fellow members too. */
export const FELLOWS: readonly Caller[] = ["member", "service account", ...CLOSE];

const byOwner = { "group administrator": 403, owner: 200, operator: 200 };
const byManager = { "group administrator": 200, owner: 403, operator: 200 };
const byOperator = { "group administrator": 403, owner: 403, operator: 200 };
const readOnly = { "group administrator": 400, owner: 400, operator: 400 };

export const USER_ATTRIBUTE_CASES: readonly AttributeCase[] = [
  { name: "first_name", readers: FELLOWS, value: "Theodora", writes: byOwner },
  { name: "last_name", readers: FELLOWS, value: "Targ", writes: byOwner },
  { name: "profile_phrase", readers: FELLOWS, value: "hello", writes: byOwner },
  { name: "reputation", readers: FELLOWS, value: 1000, writes: readOnly },
  { name: "status", readers: FELLOWS, value: "inactive", writes: byOperator },
  { name: "user_since", readers: FELLOWS, value: 1, writes: readOnly },
  { name: "email", readers: CLOSE, value: "elsewhere@example.com", writes: readOnly },
  { name: "has_2fa", readers: CLOSE, value: true, writes: readOnly },
  { name: "single_sign_on", readers: CLOSE, value: true, writes: readOnly },
  { name: "last_login", readers: CLOSE, value: 1, writes: readOnly },
  { name: "quotas", readers: CLOSE, value: { api_requests_daily: { allowed: 5 } }, writes: byManager },
  { name: "preferences", readers: OWNER, value: { ui: { theme: "dark" } }, writes: byOwner },
  { name: "privileges", readers: OWNER, value: { admin: { granted: true } }, writes: byOperator },
  { name: "apikey", readers: [], value: "0".repeat(64), writes: readOnly },
  { name: "password_hash", readers: [], value: "x", writes: readOnly },
  { name: "uid", readers: [], value: 1, writes: readOnly },
];

const MEMBERS: readonly Caller[] = ["member", "group administrator", "service account", "owner", "operator"];
const MANAGERS: readonly Caller[] = ["group administrator", "operator"];

const managed = {
  member: 403,
  "group administrator": 200,
  "service account": 403,
  owner: 403,
  operator: 200,
};
const operated = { ...managed, "group administrator": 403 };
const unknown = { ...managed, "group administrator": 400, operator: 400 };

export const GROUP_ATTRIBUTE_CASES: readonly AttributeCase[] = [
  { name: "organization", readers: MEMBERS, value: "Acme Corporation", writes: managed },
  { name: "organization_legal_name", readers: MEMBERS, value: "Acme Inc.", writes: managed },
  { name: "country", readers: MEMBERS, value: "Spain", writes: managed },
  { name: "country_iso", readers: MEMBERS, value: "ES", writes: managed },
  { name: "domain_name", readers: MEMBERS, value: "acme.example", writes: managed },
  { name: "industry", readers: MEMBERS, value: "Anvils", writes: managed },
  { name: "contact_emails", readers: MEMBERS, value: ["soc@acme.example"], writes: managed },
  {
    name: "preferences",
    readers: MEMBERS,
    value: { collection: { default_visibility: "private" } },
    writes: managed,
  },
  { name: "auto_add_users", readers: MANAGERS, value: ["*@example.com"], writes: managed },
  { name: "session_idle_minutes", readers: MEMBERS, value: 30, writes: managed },
  { name: "session_hours", readers: MEMBERS, value: 8, writes: managed },
  { name: "key_policy", readers: MEMBERS, value: { maximum_age_days: 365 }, writes: managed },
  { name: "sso_users", readers: MANAGERS, value: ["soc"], writes: operated },
  { name: "sso_administrators", readers: MANAGERS, value: ["soc-leads"], writes: operated },
  { name: "agreement_signed_date", readers: MEMBERS, value: 1_700_000_000, writes: operated },
  { name: "privileges", readers: MEMBERS, value: { intelligence: { granted: true } }, writes: operated },
  { name: "quotas", readers: MEMBERS, value: { api_requests_daily: { allowed: 500 } }, writes: operated },
  { name: "gid", readers: [], value: 7, writes: unknown },
  { name: "users_count", readers: [], value: 0, writes: unknown },
];
