import { LOG_LEVELS } from "../base/log.ts";
import { DURABILITIES } from "../store/database.ts";
import { parseRulesFile, UPSTREAM_KEY_CHARACTERS_MIN } from "./rules-setting.ts";
import type { Setting } from "./setting-reader.ts";
import {
  parseChoice,
  parseCount,
  parseDatabaseUrl,
  parseFolder,
  parseIssuer,
  parseListen,
  parseMailbox,
  parseNetworks,
  parseParameters,
  parsePublicUrl,
  parseScopes,
  parseSecret,
  parseSmtpUrl,
  parseSwitch,
  parseText,
  parseUpstreamUrl,
  parseWords,
} from "./setting-values.ts";

export const USAGE_LABELS = ["bare", "path"] as const;

export const OIDC_LOGOUTS = ["sessions", "account"] as const;

const PEPPER_CHARACTERS_MIN = 32;

/** Every variable that there is; docs/operations.md says the same to people. */
export const SETTINGS = {
  listen: {
    name: "TOLLGATE_LISTEN",
    doc: "Host and port to listen on; port 0 picks a free one.",
    parse: parseListen,
    fallback: "127.0.0.1:8080",
  },
  dataDir: {
    name: "TOLLGATE_DATA_DIR",
    doc: "Folder of the SQLite database and the generated key pepper.",
    parse: parseFolder,
    fallback: "./data",
  },
  databaseUrl: {
    name: "TOLLGATE_DATABASE_URL",
    doc: "sqlite:<path> or postgres://user:password@host:port/database; by default sqlite:<data dir>/tollgate.db.",
    parse: parseDatabaseUrl,
    isSecret: true,
  },
  durability: {
    name: "TOLLGATE_DURABILITY",
    doc: "What an answered call survives: the death of the process, or of the machine as administrative changes always do.",
    parse: parseChoice(DURABILITIES),
    fallback: "process",
  },
  publicUrl: {
    name: "TOLLGATE_PUBLIC_URL",
    doc: "Address by which others reach this server; links in answers and mails begin with it. Needed with TOLLGATE_SMTP_URL.",
    parse: parsePublicUrl,
  },
  publicProfiles: {
    name: "TOLLGATE_PUBLIC_PROFILES",
    doc: "on: everyone signed in may read the public attributes of every user.",
    parse: parseSwitch,
    fallback: "off",
  },
  usageLabels: {
    name: "TOLLGATE_USAGE_LABELS",
    doc: "How api_usage names endpoints: bare (files) or path (/api/v3/(files)).",
    parse: parseChoice(USAGE_LABELS),
    fallback: "bare",
  },
  logLevel: {
    name: "TOLLGATE_LOG_LEVEL",
    doc: `Least severe level that is logged: ${LOG_LEVELS.join(", ")}.`,
    parse: parseChoice(LOG_LEVELS),
    fallback: "info",
  },
  trustedProxies: {
    name: "TOLLGATE_TRUSTED_PROXIES",
    doc: "Addresses and networks, with commas, of the proxies whose x-forwarded-for is believed; by default nobody's.",
    parse: parseNetworks,
  },
  smtpUrl: {
    name: "TOLLGATE_SMTP_URL",
    doc: "smtp:// or smtps:// address that mail is sent by; without it invitation links are shown instead.",
    parse: parseSmtpUrl,
    isSecret: true,
  },
  mailFrom: {
    name: "TOLLGATE_MAIL_FROM",
    doc: "Sender of mails; needed with TOLLGATE_SMTP_URL.",
    parse: parseMailbox,
  },
  invitationDays: {
    name: "TOLLGATE_INVITATION_DAYS",
    doc: "Days for which an invitation can be accepted, 1 to 365.",
    parse: parseCount(1, 365),
    fallback: "14",
  },
  sessionIdleMinutes: {
    name: "TOLLGATE_SESSION_IDLE_MINUTES",
    doc: "Minutes without a call after which a person must sign in again, 5 to 10080.",
    parse: parseCount(5, 10_080),
    fallback: "60",
  },
  sessionHours: {
    name: "TOLLGATE_SESSION_HOURS",
    doc: "Hours after which a person must sign in again in any case, 1 to 720.",
    parse: parseCount(1, 720),
    fallback: "12",
  },
  oidcIssuer: {
    name: "TOLLGATE_OIDC_ISSUER",
    doc: "Issuer of the OpenID Connect provider that people sign in by; without it there is no single sign-on.",
    parse: parseIssuer,
  },
  oidcClientId: {
    name: "TOLLGATE_OIDC_CLIENT_ID",
    doc: "This server's client id at the provider.",
    parse: parseText,
  },
  oidcClientSecret: {
    name: "TOLLGATE_OIDC_CLIENT_SECRET",
    doc: "Its client secret there.",
    parse: parseSecret(8),
    isSecret: true,
  },
  oidcName: {
    name: "TOLLGATE_OIDC_NAME",
    doc: "What people know the provider by.",
    parse: parseText,
    fallback: "single sign-on",
  },
  oidcScopes: {
    name: "TOLLGATE_OIDC_SCOPES",
    doc: "Scopes to ask for, with spaces.",
    parse: parseScopes,
    fallback: "openid profile email",
  },
  oidcUsernameClaim: {
    name: "TOLLGATE_OIDC_USERNAME_CLAIM",
    doc: "Claim that a new account takes its username from.",
    parse: parseText,
    fallback: "preferred_username",
  },
  oidcGroupsClaim: {
    name: "TOLLGATE_OIDC_GROUPS_CLAIM",
    doc: "Claim whose values sso_users and sso_administrators of groups name.",
    parse: parseText,
    fallback: "groups",
  },
  oidcParameters: {
    name: "TOLLGATE_OIDC_PARAMETERS",
    doc: "What else the provider is told when somebody begins to sign in, written as the query of an address.",
    parse: parseParameters,
  },
  oidcTrustEmails: {
    name: "TOLLGATE_OIDC_TRUST_EMAILS",
    doc: "on: an address beside which the provider says nothing of email_verified counts as verified. Safe only where people cannot choose their address there.",
    parse: parseSwitch,
    fallback: "off",
  },
  oidcMfaValues: {
    name: "TOLLGATE_OIDC_MFA_VALUES",
    doc: "Values of the claims amr and acr, with spaces, of which one means that the person signed in with a second factor.",
    parse: parseWords,
    fallback: "mfa",
  },
  oidcLogout: {
    name: "TOLLGATE_OIDC_LOGOUT",
    doc: "What a back-channel logout ends: sessions, or the account with its keys until the next sign-in there.",
    parse: parseChoice(OIDC_LOGOUTS),
    fallback: "account",
  },
  oidcRecheckSeconds: {
    name: "TOLLGATE_OIDC_RECHECK_SECONDS",
    doc: "Seconds after which an account that calls is asked about at the provider again, 0 to 3600; 0: at the next sign-in only. Needs refresh tokens.",
    parse: parseCount(0, 3600),
    fallback: "60",
  },
  oidcGraceHours: {
    name: "TOLLGATE_OIDC_GRACE_HOURS",
    doc: "Hours for which the provider's last word on an account counts while it cannot be asked again, 1 to 720.",
    parse: parseCount(1, 720),
    fallback: "24",
  },
  keyPepper: {
    name: "TOLLGATE_KEY_PEPPER",
    doc: `Secret of at least ${PEPPER_CHARACTERS_MIN} characters that stored API keys are hashed with; by default <data dir>/key-pepper, generated at the first start. Losing it makes every key worthless.`,
    parse: parseSecret(PEPPER_CHARACTERS_MIN),
    isSecret: true,
  },
  upstreamUrl: {
    name: "TOLLGATE_UPSTREAM_URL",
    doc: "Where calls to everything under /api/v3 that is not Tollgate's own are forwarded; without it nothing is.",
    parse: parseUpstreamUrl,
  },
  upstreamApiKey: {
    name: "TOLLGATE_UPSTREAM_API_KEY",
    doc: "The licensed key that the upstream asks for; callers never see it.",
    parse: parseSecret(UPSTREAM_KEY_CHARACTERS_MIN),
    isSecret: true,
  },
  upstreamTimeoutSeconds: {
    name: "TOLLGATE_UPSTREAM_TIMEOUT_SECONDS",
    doc: "How long an upstream may take to begin an answer, and it or a caller to go on with what they send, 1 to 3600.",
    parse: parseCount(1, 3600),
    fallback: "60",
  },
  rulesFile: {
    name: "TOLLGATE_RULES_FILE",
    doc: "File with rules of your own for what calls cost, and with other upstreams; see docs/gateway.md.",
    parse: parseRulesFile,
  },
  url: {
    name: "TOLLGATE_URL",
    doc: "Server that the commands talk to.",
    parse: parsePublicUrl,
    fallback: "http://127.0.0.1:8080",
  },
  apiKey: {
    name: "TOLLGATE_API_KEY",
    doc: "API key that the commands use.",
    parse: parseSecret(1),
    isSecret: true,
  },
} as const satisfies Record<string, Setting<unknown>>;
