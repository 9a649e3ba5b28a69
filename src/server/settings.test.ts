import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { contains } from "../base/addresses.ts";
import { type Environment, SettingsError } from "./setting-reader.ts";
import { SETTINGS } from "./setting-table.ts";
import { readClientSettings, readSettings, readUpstreamKey } from "./settings.ts";

const PEPPER = "a pepper of more than 32 characters";

function problemsOf(environment: Environment, listen?: string): readonly string[] {
  try {
    readSettings(environment, { listen });
    return [];
  } catch (error) {
    ok(error instanceof SettingsError);
    return error.problems;
  }
}

test("without any variable every default holds", () => {
  const { settings, secrets } = readSettings({ PATH: "/bin" });
  const { trustedProxies, inForce, ...plain } = settings;
  deepEqual(plain, {
    listen: { host: "127.0.0.1", port: 8080 },
    dataDir: resolve("data"),
    durability: "process",
    publicUrl: undefined,
    publicProfiles: false,
    usageLabels: "bare",
    logLevel: "info",
    mailFrom: undefined,
    invitationDays: 14,
    sessionIdleMinutes: 60,
    sessionHours: 12,
    oidc: undefined,
    upstreamUrl: undefined,
    upstreamTimeoutSeconds: 60,
    rules: undefined,
  });
  ok(inForce.every(({ source }) => source === "default"));
  equal(contains(trustedProxies, "127.0.0.1"), false);
  deepEqual(secrets, {
    databaseUrl: `sqlite:${resolve("data")}/tollgate.db`,
    smtpUrl: undefined,
    keyPepper: undefined,
    oidcClientSecret: undefined,
    upstreamApiKey: undefined,
    upstreamKeys: new Map(),
  });
  deepEqual(readClientSettings({}), { url: "http://127.0.0.1:8080", apiKey: undefined });
});

test("each variable sets its own setting and no other", () => {
  const environment = {
    TOLLGATE_LISTEN: "[::1]:0",
    TOLLGATE_DATA_DIR: "/srv/tollgate",
    TOLLGATE_DATABASE_URL: "postgresql://tollgate:secret@db.example.com/tollgate",
    TOLLGATE_DURABILITY: "machine",
    TOLLGATE_PUBLIC_URL: "https://tollgate.example.com/base/",
    TOLLGATE_PUBLIC_PROFILES: "on",
    TOLLGATE_USAGE_LABELS: "path",
    TOLLGATE_LOG_LEVEL: "warn",
    TOLLGATE_TRUSTED_PROXIES: "10.0.0.0/8, 2001:db8::1",
    TOLLGATE_SMTP_URL: "smtps://mail.example.com:465",
    TOLLGATE_MAIL_FROM: "Tollgate <tollgate@example.com>",
    TOLLGATE_INVITATION_DAYS: "3",
    TOLLGATE_SESSION_IDLE_MINUTES: "15",
    TOLLGATE_SESSION_HOURS: "8",
    TOLLGATE_OIDC_ISSUER: "https://id.example.com/realms/company",
    TOLLGATE_OIDC_CLIENT_ID: "tollgate",
    TOLLGATE_OIDC_CLIENT_SECRET: "the client secret",
    TOLLGATE_OIDC_NAME: "Company ID",
    TOLLGATE_OIDC_SCOPES: "openid email groups",
    TOLLGATE_OIDC_USERNAME_CLAIM: "nickname",
    TOLLGATE_OIDC_GROUPS_CLAIM: "roles",
    TOLLGATE_OIDC_PARAMETERS: "prompt=consent&access_type=offline",
    TOLLGATE_OIDC_TRUST_EMAILS: "on",
    TOLLGATE_OIDC_MFA_VALUES: "mfa gold",
    TOLLGATE_OIDC_LOGOUT: "sessions",
    TOLLGATE_OIDC_RECHECK_SECONDS: "0",
    TOLLGATE_OIDC_GRACE_HOURS: "3",
    TOLLGATE_KEY_PEPPER: PEPPER,
    TOLLGATE_UPSTREAM_URL: "https://www.virustotal.com/api/v3/",
    TOLLGATE_UPSTREAM_API_KEY: "the licensed key",
    TOLLGATE_UPSTREAM_TIMEOUT_SECONDS: "7",
    TOLLGATE_RULES_FILE: "examples/rules.yaml",
    MISP_KEY: "the key of another upstream",
    TOLLGATE_URL: "http://tollgate.internal:9000",
    TOLLGATE_API_KEY: "a key",
  };
  deepEqual(
    Object.keys(environment)
      .filter((name) => name.startsWith("TOLLGATE_"))
      .sort(),
    Object.values(SETTINGS)
      .map((setting) => setting.name)
      .sort(),
  );
  const { settings, secrets } = readSettings(environment);
  const { trustedProxies, rules, inForce, ...plain } = settings;
  deepEqual(
    rules?.upstreams.map(({ prefix }) => prefix),
    ["/misp"],
  );
  deepEqual(plain, {
    listen: { host: "::1", port: 0 },
    dataDir: "/srv/tollgate",
    durability: "machine",
    publicUrl: "https://tollgate.example.com/base",
    publicProfiles: true,
    usageLabels: "path",
    logLevel: "warn",
    mailFrom: "Tollgate <tollgate@example.com>",
    invitationDays: 3,
    sessionIdleMinutes: 15,
    sessionHours: 8,
    oidc: {
      issuer: "https://id.example.com/realms/company",
      clientId: "tollgate",
      name: "Company ID",
      scopes: "openid email groups",
      usernameClaim: "nickname",
      groupsClaim: "roles",
      parameters: { prompt: "consent", access_type: "offline" },
      trustEmails: true,
      mfaValues: ["mfa", "gold"],
      logout: "sessions",
      recheckSeconds: 0,
      graceHours: 3,
    },
    upstreamUrl: "https://www.virustotal.com",
    upstreamTimeoutSeconds: 7,
  });
  deepEqual(
    inForce.filter(({ source }) => source !== "environment"),
    [],
  );
  deepEqual(
    ["10.9.9.9", "2001:db8::1", "11.0.0.1"].map((address) => contains(trustedProxies, address)),
    [true, true, false],
  );
  deepEqual(secrets, {
    databaseUrl: "postgresql://tollgate:secret@db.example.com/tollgate",
    smtpUrl: "smtps://mail.example.com:465",
    keyPepper: PEPPER,
    oidcClientSecret: "the client secret",
    upstreamApiKey: "the licensed key",
    upstreamKeys: new Map([["/misp", "the key of another upstream"]]),
  });
  deepEqual(readClientSettings(environment), { url: "http://tollgate.internal:9000", apiKey: "a key" });
  equal(readUpstreamKey(environment), "the licensed key");
});

test("mail needs a sender, and an address for its links that no caller can choose", () => {
  deepEqual(problemsOf({ TOLLGATE_SMTP_URL: "smtp://mail.example.com" }), [
    "TOLLGATE_MAIL_FROM must be set when TOLLGATE_SMTP_URL is",
    "TOLLGATE_PUBLIC_URL must be set when TOLLGATE_SMTP_URL is",
  ]);
});

test("all problems are reported together, and no secret with them", () => {
  const problems = problemsOf({
    TOLLGATE_LISTEN: "8080",
    TOLLGATE_DATABASE_URL: "mysql://root:hunter2@localhost/db",
    TOLLGATE_DURABILITY: "disk",
    TOLLGATE_PUBLIC_URL: "https://user@example.com",
    TOLLGATE_PUBLIC_PROFILES: "yes",
    TOLLGATE_USAGE_LABELS: "both",
    TOLLGATE_LOG_LEVEL: "loud",
    TOLLGATE_TRUSTED_PROXIES: "10.0.0.0/8,proxy",
    TOLLGATE_SMTP_URL: "imap://user:hunter2@mail.example.com",
    TOLLGATE_INVITATION_DAYS: "1.5",
    TOLLGATE_KEY_PEPPER: "hunter2",
    TOLLGATE_UPSTREAM_URL: "virustotal.com",
    TOLLGATE_UPSTREAM_TIMEOUT_SECONDS: "0",
    TOLLGATE_RULES_FILE: "nowhere.yaml",
    TOLLGATE_OIDC_PARAMETERS: "prompt=consent&nonce=1",
    TOLLGATE_OIDC_RECHECK_SECONDS: "3601",
    TOLLGATE_LISTN: "127.0.0.1:80",
  });
  deepEqual(problems, [
    "TOLLGATE_LISTN is not a setting; docs/operations.md lists them all",
    "TOLLGATE_LISTEN must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080",
    "TOLLGATE_DURABILITY must be one of process, machine",
    "TOLLGATE_PUBLIC_URL must be an http or https address without user, query or fragment",
    "TOLLGATE_PUBLIC_PROFILES must be on or off",
    "TOLLGATE_USAGE_LABELS must be one of bare, path",
    "TOLLGATE_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent",
    'TOLLGATE_TRUSTED_PROXIES is a list of networks with commas, but "proxy" is not an IP address or a network such as 10.0.0.0/8',
    "TOLLGATE_INVITATION_DAYS must be a number from 1 to 365",
    "TOLLGATE_OIDC_PARAMETERS must leave out nonce, which the server sets itself",
    "TOLLGATE_OIDC_RECHECK_SECONDS must be a number from 0 to 3600",
    "TOLLGATE_UPSTREAM_URL must be an http or https address without user, query or fragment",
    "TOLLGATE_UPSTREAM_TIMEOUT_SECONDS must be a number from 1 to 3600",
    "TOLLGATE_RULES_FILE cannot be read: ENOENT: no such file or directory, open 'nowhere.yaml'",
    "TOLLGATE_DATABASE_URL must be sqlite:<path of a file> or postgres://user:password@host:port/database",
    "TOLLGATE_SMTP_URL must be smtp://user:password@host:port or smtps://user:password@host:port",
    "TOLLGATE_KEY_PEPPER must have at least 32 characters",
    "TOLLGATE_MAIL_FROM must be set when TOLLGATE_SMTP_URL is",
    "TOLLGATE_UPSTREAM_API_KEY must be set when TOLLGATE_UPSTREAM_URL is",
  ]);
});

test("the error lists every problem on a line of its own", () => {
  throws(() => readSettings({ TOLLGATE_LISTEN: "x", TOLLGATE_LISTN: "x" }), {
    name: "SettingsError",
    message:
      "Some settings are wrong:\n" +
      "  TOLLGATE_LISTN is not a setting; docs/operations.md lists them all\n" +
      "  TOLLGATE_LISTEN must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080",
  });
});

test("an address on the command line wins over the variable, and is checked like it", () => {
  const environment = { TOLLGATE_LISTEN: "127.0.0.1:1" };
  deepEqual(readSettings(environment, { listen: "localhost:2" }).settings.listen, {
    host: "localhost",
    port: 2,
  });
  deepEqual(problemsOf(environment, "localhost:65536"), [
    "--listen must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080",
  ]);
});

test("a secret may come from a file, whose last line break is no part of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-settings-"));
  const path = join(folder, "pepper");
  writeFileSync(path, `${PEPPER}\n`);
  const { secrets } = readSettings({ TOLLGATE_KEY_PEPPER_FILE: path });
  const both = problemsOf({ TOLLGATE_KEY_PEPPER_FILE: path, TOLLGATE_KEY_PEPPER: PEPPER });
  rmSync(folder, { recursive: true });
  equal(secrets.keyPepper, PEPPER);
  deepEqual(both, ["TOLLGATE_KEY_PEPPER and TOLLGATE_KEY_PEPPER_FILE exclude each other"]);
  deepEqual(problemsOf({ TOLLGATE_KEY_PEPPER_FILE: path }), [
    `TOLLGATE_KEY_PEPPER_FILE cannot be read: ENOENT: no such file or directory, open '${path}'`,
  ]);
  deepEqual(problemsOf({ TOLLGATE_LISTEN_FILE: path }), [
    "TOLLGATE_LISTEN_FILE is not a setting; docs/operations.md lists them all",
  ]);
});

test("mistakes in a rule file, and missing keys of its upstreams, are reported with the rest", () => {
  const folder = mkdtempSync(join(tmpdir(), "tollgate-settings-"));
  const path = join(folder, "rules.yaml");
  writeFileSync(path, "rules:\n  - methods: [GET]\n    path: files\n    bucket: x\n    charges: []\n");
  const mistaken = problemsOf({ TOLLGATE_RULES_FILE: path, TOLLGATE_LISTEN: "x" });
  rmSync(folder, { recursive: true });
  deepEqual(mistaken, [
    "TOLLGATE_LISTEN must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080",
    `TOLLGATE_RULES_FILE names a file with mistakes:\n    ${path}:3:11: rules[0].path: must begin with "/"`,
  ]);
  const short = "MISP_KEY, the key of the upstream /misp, must have at least 8 characters";
  const environment = { TOLLGATE_RULES_FILE: "examples/rules.yaml" };
  deepEqual(problemsOf(environment), [short]);
  deepEqual(problemsOf({ ...environment, MISP_KEY: "1234567" }), [short]);
  deepEqual(problemsOf({ ...environment, MISP_KEY: "12345678" }), []);
});

test("an empty variable is an absent one, and those of the test suite are not settings", () => {
  deepEqual(problemsOf({ TOLLGATE_LISTEN: "", TOLLGATE_SMTP_URL: "", TOLLGATE_TEST_POSTGRES_URL: "x" }), []);
  equal(readSettings({ TOLLGATE_LISTEN: "" }).settings.listen.port, 8080);
});

test("every default is a value that its own variable would accept", () => {
  for (const setting of Object.values(SETTINGS)) {
    if ("fallback" in setting) ok("value" in setting.parse(setting.fallback), setting.name);
  }
});
