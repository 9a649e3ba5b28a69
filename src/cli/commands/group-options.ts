import { type Command, Option } from "commander";
import { listOf, readCountOrNone, readExpiry, readLimit, readSwitch } from "../arguments.ts";
import { type PreferencesOption, preferencesOption } from "./preferences.ts";

export interface GroupOptions extends PreferencesOption {
  readonly organization?: string;
  readonly legalName?: string;
  readonly country?: string;
  readonly countryIso?: string;
  readonly domain?: string;
  readonly industry?: string;
  readonly contact?: readonly string[];
  readonly autoAdd?: readonly string[];
  readonly ssoUsers?: readonly string[];
  readonly ssoAdministrators?: readonly string[];
  readonly sessionIdleMinutes?: number;
  readonly sessionHours?: number;
  readonly agreementSigned?: number;
  readonly quota?: Readonly<Record<string, number | null>>;
  readonly keyMaxAge?: number;
  readonly keysExpire?: boolean;
  readonly keysBound?: boolean;
}

/** Every attribute of a group but its privileges. */
export function addGroupOptions(command: Command): Command {
  return command
    .option("--organization <name>", "the organization's name")
    .option("--legal-name <name>", "its name before the law")
    .option("--country <name>", "its country")
    .option("--country-iso <code>", "the country's two letters")
    .option("--domain <name>", "its domain name")
    .option("--industry <name>", "its industry")
    .option("--contact <address...>", "e-mail addresses of those to ask, or none")
    .option("--auto-add <pattern...>", "addresses, or *@domain, whose new accounts join the group, or none")
    .option(
      "--sso-users <value...>",
      "values of the directory's groups claim that make members, or none (operators)",
    )
    .option("--sso-administrators <value...>", "likewise, that make administrators (operators)")
    .option(
      "--session-idle-minutes <number>",
      "minutes without a call after which members must sign in again, or none",
      readCountOrNone,
    )
    .option(
      "--session-hours <number>",
      "hours after which members must sign in again in any case, or none",
      readCountOrNone,
    )
    .addOption(
      new Option("--key-max-age <days>", "days after which keys are refused, or none").argParser(
        readCountOrNone,
      ),
    )
    .addOption(new Option("--keys-expire <on|off>", "whether keys must expire").argParser(readSwitch))
    .addOption(
      new Option("--keys-bound <on|off>", "whether keys must be bound to addresses").argParser(readSwitch),
    )
    .option("--agreement-signed <when>", "when it was signed: a day or an instant (operators)", readExpiry)
    .addOption(preferencesOption())
    .addOption(
      new Option("--quota <name=number>", "a quota; can be given several times").argParser(readLimit),
    );
}

function keyPolicyOf({ keyMaxAge, keysExpire, keysBound }: GroupOptions) {
  if (keyMaxAge === undefined && keysExpire === undefined && keysBound === undefined) return undefined;
  return {
    ...(keyMaxAge !== undefined && { maximum_age_days: orNull(keyMaxAge) }),
    ...(keysExpire !== undefined && { expiration_required: keysExpire }),
    ...(keysBound !== undefined && { allowed_addresses_required: keysBound }),
  };
}

export function attributesOf(options: GroupOptions): Record<string, unknown> {
  const quotas = Object.entries(options.quota ?? {}).map(([name, allowed]) => [name, { allowed }]);
  const attributes = {
    organization: options.organization,
    organization_legal_name: options.legalName,
    country: options.country,
    country_iso: options.countryIso,
    domain_name: options.domain,
    industry: options.industry,
    contact_emails: listOf(options.contact),
    auto_add_users: listOf(options.autoAdd),
    sso_users: listOf(options.ssoUsers),
    sso_administrators: listOf(options.ssoAdministrators),
    session_idle_minutes: orNull(options.sessionIdleMinutes),
    session_hours: orNull(options.sessionHours),
    agreement_signed_date: options.agreementSigned,
    preferences: options.preferences,
    key_policy: keyPolicyOf(options),
    quotas: quotas.length === 0 ? undefined : Object.fromEntries(quotas),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** What readCountOrNone read, as the server takes it. */
function orNull(count: number | undefined): number | null | undefined {
  return count === 0 ? null : count;
}
