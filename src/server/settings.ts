import { type AddressList, EMPTY_ADDRESS_LIST } from "../base/addresses.ts";
import type { LogLevel } from "../base/log.ts";
import type { RuleFile } from "../gateway/rule-file.ts";
import type { SettingInForce } from "../model/setting-in-force.ts";
import type { Durability } from "../store/database.ts";
import { readUpstreamKeys } from "./rules-setting.ts";
import { type Environment, SettingReader } from "./setting-reader.ts";
import { type OIDC_LOGOUTS, SETTINGS, type USAGE_LABELS } from "./setting-table.ts";
import type { ListenAddress } from "./setting-values.ts";

export type UsageLabels = (typeof USAGE_LABELS)[number];

/** The directory that people sign in by. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly name: string;
  readonly scopes: string;
  readonly usernameClaim: string;
  readonly groupsClaim: string;
  /** What else goes along when somebody begins to sign in. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether an address counts as verified of which the provider says neither. */
  readonly trustEmails: boolean;
  /** Values of `amr` and `acr` that tell of a second factor. */
  readonly mfaValues: readonly string[];
  readonly logout: (typeof OIDC_LOGOUTS)[number];
  /** 0: claims are read at sign-in only. */
  readonly recheckSeconds: number;
  readonly graceHours: number;
}

/** How the server behaves. Nothing in it is secret, so it may be logged. */
export interface Settings {
  readonly listen: ListenAddress;
  /** Absolute. */
  readonly dataDir: string;
  /** Of the usage journal. */
  readonly durability: Durability;
  /** Without a slash at its end; undefined when links should name the address that the server listens on. */
  readonly publicUrl: string | undefined;
  readonly publicProfiles: boolean;
  readonly usageLabels: UsageLabels;
  readonly logLevel: LogLevel;
  /** Whose x-forwarded-for is believed. */
  readonly trustedProxies: AddressList;
  /** Present when there is an SMTP address to send by. */
  readonly mailFrom: string | undefined;
  readonly invitationDays: number;
  readonly sessionIdleMinutes: number;
  readonly sessionHours: number;
  /** Undefined when nobody signs in by a directory. */
  readonly oidc: OidcSettings | undefined;
  /** Without a slash at its end; undefined when nothing is forwarded. */
  readonly upstreamUrl: string | undefined;
  readonly upstreamTimeoutSeconds: number;
  readonly rules: RuleFile | undefined;
  /** All of these and the secrets as an operator may see them. */
  readonly inForce: readonly SettingInForce[];
}

/** What must never be shown. The database address is here for the password inside it. */
export interface Secrets {
  readonly databaseUrl: string;
  readonly smtpUrl: string | undefined;
  /** Undefined when the pepper is kept in the data folder: see key-pepper.ts. */
  readonly keyPepper: string | undefined;
  readonly oidcClientSecret: string | undefined;
  readonly upstreamApiKey: string | undefined;
  /** Of the upstreams in the rule file, by their prefixes. */
  readonly upstreamKeys: ReadonlyMap<string, string>;
}

/** Where the command line finds the server, and by which key. */
export interface ClientSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/**
 * Reads and checks everything at once; raises SettingsError with all the problems. `listen` is what was given on the
 * command line, and wins over the variable.
 */
export function readSettings(
  environment: Environment = process.env,
  overrides: { readonly listen?: string | undefined } = {},
): { settings: Settings; secrets: Secrets } {
  const reader = new SettingReader(environment, Object.values(SETTINGS));
  const listen =
    overrides.listen === undefined
      ? reader.read(SETTINGS.listen)
      : reader.parse("--listen", SETTINGS.listen, overrides.listen);
  const dataDir = reader.read(SETTINGS.dataDir);
  const settings = {
    listen,
    dataDir,
    durability: reader.read(SETTINGS.durability),
    publicUrl: reader.readOptional(SETTINGS.publicUrl),
    publicProfiles: reader.read(SETTINGS.publicProfiles),
    usageLabels: reader.read(SETTINGS.usageLabels),
    logLevel: reader.read(SETTINGS.logLevel),
    trustedProxies: reader.readOptional(SETTINGS.trustedProxies) ?? EMPTY_ADDRESS_LIST,
    mailFrom: reader.readOptional(SETTINGS.mailFrom),
    invitationDays: reader.read(SETTINGS.invitationDays),
    sessionIdleMinutes: reader.read(SETTINGS.sessionIdleMinutes),
    sessionHours: reader.read(SETTINGS.sessionHours),
    oidc: readOidc(reader),
    upstreamUrl: reader.readOptional(SETTINGS.upstreamUrl),
    upstreamTimeoutSeconds: reader.read(SETTINGS.upstreamTimeoutSeconds),
    rules: reader.readOptional(SETTINGS.rulesFile),
    inForce: reader.inForce({ [SETTINGS.listen.name]: overrides.listen }).filter(isOfServer),
  };
  const upstreams = readUpstreamKeys(settings.rules?.upstreams ?? [], environment);
  reader.report(upstreams.problems);
  const secrets = {
    databaseUrl: reader.readOptional(SETTINGS.databaseUrl) ?? `sqlite:${dataDir}/tollgate.db`,
    smtpUrl: reader.readOptional(SETTINGS.smtpUrl),
    keyPepper: reader.readOptional(SETTINGS.keyPepper),
    oidcClientSecret: reader.readOptional(SETTINGS.oidcClientSecret),
    upstreamApiKey: reader.readOptional(SETTINGS.upstreamApiKey),
    upstreamKeys: upstreams.keys,
  };
  reader.require(SETTINGS.mailFrom, SETTINGS.smtpUrl);
  // Or whoever invites could have a link mailed that leads, with its token, to the host that he names.
  reader.require(SETTINGS.publicUrl, SETTINGS.smtpUrl);
  reader.require(SETTINGS.oidcClientId, SETTINGS.oidcIssuer);
  reader.require(SETTINGS.oidcClientSecret, SETTINGS.oidcIssuer);
  // The provider knows by this address where to send people back to.
  reader.require(SETTINGS.publicUrl, SETTINGS.oidcIssuer);
  reader.require(SETTINGS.upstreamApiKey, SETTINGS.upstreamUrl);
  reader.finish();
  return { settings, secrets };
}

function isOfServer({ name }: SettingInForce): boolean {
  return name !== SETTINGS.url.name && name !== SETTINGS.apiKey.name;
}

function readOidc(reader: SettingReader): OidcSettings | undefined {
  const issuer = reader.readOptional(SETTINGS.oidcIssuer);
  const clientId = reader.readOptional(SETTINGS.oidcClientId);
  const others = {
    name: reader.read(SETTINGS.oidcName),
    scopes: reader.read(SETTINGS.oidcScopes),
    usernameClaim: reader.read(SETTINGS.oidcUsernameClaim),
    groupsClaim: reader.read(SETTINGS.oidcGroupsClaim),
    parameters: reader.readOptional(SETTINGS.oidcParameters) ?? {},
    trustEmails: reader.read(SETTINGS.oidcTrustEmails),
    mfaValues: reader.read(SETTINGS.oidcMfaValues),
    logout: reader.read(SETTINGS.oidcLogout),
    recheckSeconds: reader.read(SETTINGS.oidcRecheckSeconds),
    graceHours: reader.read(SETTINGS.oidcGraceHours),
  };
  return issuer === undefined || clientId === undefined ? undefined : { issuer, clientId, ...others };
}

/** For the commands that talk to a server; raises SettingsError likewise. Options of the command line win. */
export function readClientSettings(environment: Environment = process.env): ClientSettings {
  const reader = new SettingReader(environment, Object.values(SETTINGS));
  const settings = { url: reader.read(SETTINGS.url), apiKey: reader.readOptional(SETTINGS.apiKey) };
  reader.finish();
  return settings;
}

/** The key that a stand-in for the upstream should ask for; raises SettingsError likewise. */
export function readUpstreamKey(environment: Environment = process.env): string | undefined {
  const reader = new SettingReader(environment, Object.values(SETTINGS));
  const key = reader.readOptional(SETTINGS.upstreamApiKey);
  reader.finish();
  return key;
}
