import type { Identity } from "../access/identity-provider.ts";
import { badRequest } from "../model/errors.ts";

/** What a provider says of a person, by name. */
export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimOptions {
  readonly usernameClaim: string;
  readonly groupsClaim: string;
  /** Whether an address counts as verified of which the provider says neither. */
  readonly trustEmails: boolean;
  /** Values of `amr` and `acr` that tell of a second factor. */
  readonly mfaValues: readonly string[];
}

/** The two places in which a provider says it; many keep the ID token short and tell the rest as user info. */
export interface ToldClaims {
  readonly idToken: Claims;
  readonly userInfo: Claims;
}

export function identityOf(
  { idToken, userInfo }: ToldClaims,
  options: ClaimOptions,
): Omit<Identity, "issuer" | "subject" | "refreshToken"> {
  const claims: Claims = { ...idToken, ...userInfo };
  const isTrusted = options.trustEmails && claims.email_verified === undefined;
  return {
    sid: textOf(idToken.sid),
    username: textOf(claims[options.usernameClaim]),
    verifiedEmail: verifiedEmailOf(userInfo, isTrusted) ?? verifiedEmailOf(idToken, isTrusted),
    firstName: textOf(claims.given_name) ?? "",
    lastName: textOf(claims.family_name) ?? "",
    groups: groupsOf(claims, options.groupsClaim) ?? [],
    hasSecondFactor: [...textsOf(claims.amr), ...textsOf(claims.acr)].some((value) =>
      options.mfaValues.includes(value),
    ),
  };
}

/**
 * Values of the groups claim; undefined when there is none. Raises BadRequestError when the provider has them fetched
 * elsewhere, as Entra ID does for members of very many: that is not to be taken for none
 * (https://openid.net/specs/openid-connect-core-1_0.html, 5.6.2).
 */
export function groupsOf(claims: Claims, name: string): readonly string[] | undefined {
  const { _claim_names: elsewhere } = claims;
  if (Object.hasOwn(claims, name)) return textsOf(claims[name]);
  if (typeof elsewhere !== "object" || elsewhere === null || !(name in elsewhere)) return undefined;
  throw badRequest(
    `The identity provider says where the claim "${name}" is and not what is in it; have it name only the groups that this server needs`,
  );
}

/**
 * The claim `email` and no other: `email_verified` vouches for that one alone, and for the one beside it. An address that
 * somebody chose himself would take over the account that has it. Some providers write the flag as text.
 */
function verifiedEmailOf(claims: Claims, isTrusted: boolean): string | null {
  const { email, email_verified: flag = isTrusted } = claims;
  return flag === true || flag === "true" ? textOf(email) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === "string");
}
