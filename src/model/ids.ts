import { invalidArgument } from "./errors.ts";
import { quote } from "./quote.ts";

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const GROUP_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
const SERVICE_ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Deliberately plain: one @, a dotted domain, nothing that a mail header or a log line could misread. */
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;
const EMAIL_LENGTH_MAX = 254;
const API_KEY_SHAPE = /^[0-9a-fA-F]{64}$/;
const RESERVED = new Set(["me"]);

/** Returns a valid username; raises InvalidArgumentError with the grammar. */
export function parseUsername(text: string): string {
  if (!USERNAME.test(text) || API_KEY_SHAPE.test(text)) {
    throw invalidArgument(
      `Invalid username: ${quote(text)}. Use 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit`,
    );
  }
  if (RESERVED.has(text.toLowerCase())) throw invalidArgument(`The username ${quote(text)} is reserved`);
  return text;
}

/** Returns a valid group id; raises InvalidArgumentError with the grammar. */
export function parseGroupId(text: string): string {
  if (!GROUP_ID.test(text)) {
    throw invalidArgument(
      `Invalid group id: ${quote(text)}. Use 1 to 63 lower-case letters, digits or "-", beginning with a letter or digit`,
    );
  }
  return text;
}

/** Returns a valid service account name (the part after `<group>_`); raises InvalidArgumentError. */
export function parseServiceAccountName(text: string): string {
  if (!SERVICE_ACCOUNT_NAME.test(text)) {
    throw invalidArgument(
      `Invalid service account name: ${quote(text)}. Use 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit`,
    );
  }
  return text;
}

/** Returns the address in lower case; raises InvalidArgumentError in VirusTotal's own words. */
export function parseEmail(text: string): string {
  if (text.length > EMAIL_LENGTH_MAX || !EMAIL.test(text)) {
    throw invalidArgument(`Invalid email address: ${quote(text)}`);
  }
  return text.toLowerCase();
}

/** A service account's public id is unambiguous because a group id holds no underscore. */
export function serviceAccountId(groupId: string, name: string): string {
  return `${groupId}_${name}`;
}

const SERVICE_ACCOUNT_DOMAIN = "@service-accounts.invalid";

/** The e-mail-like identifier of a service account, in a domain that can never receive mail (RFC 2606). */
export function serviceAccountEmail(id: string): string {
  return `${id.toLowerCase()}${SERVICE_ACCOUNT_DOMAIN}`;
}

/** As parseEmail; raises InvalidArgumentError also for what is, or could become, a service account's. */
export function parsePersonEmail(text: string): string {
  const email = parseEmail(text);
  if (!email.endsWith(SERVICE_ACCOUNT_DOMAIN)) return email;
  throw invalidArgument(`${quote(text)} is the address of a service account, not of a person`);
}
