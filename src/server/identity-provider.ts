import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import * as client from "openid-client";
import type { Identity, IdentityProvider, PendingSignIn } from "../access/identity-provider.ts";
import { AccessError, badRequest } from "../model/errors.ts";

const TIMEOUT_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 10;
/** A notice is sent when it happens; an older one was captured on the way. */
const NOTICE_AGE_MAX = "5 minutes";
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Never `none`, and never one by a shared secret, which the public key could be taken for. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

export interface IdentityProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly scopes: string;
  readonly usernameClaim: string;
  readonly groupsClaim: string;
}

/** A provider by its discovery document, which is read when somebody first signs in, and again after a failure. */
export function openIdProvider(options: IdentityProviderOptions): IdentityProvider {
  const discovered = remembered(() => discover(options));
  const keys = remembered(async () => {
    const { jwks_uri: uri } = (await discovered()).serverMetadata();
    if (uri === undefined) throw new Error("The identity provider names no jwks_uri");
    return createRemoteJWKSet(new URL(uri), { timeoutDuration: TIMEOUT_SECONDS * 1000 });
  });
  return {
    name: options.name,
    begin: (redirectUri) => guarded(async () => begin(await discovered(), options, redirectUri)),
    finish: (callbackUrl, pending) =>
      guarded(async () => finish(await discovered(), options, callbackUrl, pending)),
    readLogout: (token) =>
      guarded(async () => {
        const { issuer } = (await discovered()).serverMetadata();
        const { payload } = await jwtVerify(token, await keys(), {
          issuer,
          audience: options.clientId,
          algorithms: ALGORITHMS,
          maxTokenAge: NOTICE_AGE_MAX,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ["iat", "jti", "events"],
        });
        const { events, nonce, sub = null, sid, iat } = payload;
        const isLogout = typeof events === "object" && events !== null && LOGOUT_EVENT in events;
        const session = typeof sid === "string" ? sid : null;
        // An ID token must not pass for a notice, and one that names nobody ends nothing.
        if (!isLogout || nonce !== undefined || (sub === null && session === null)) {
          throw badRequest("The logout token is none by OpenID Connect Back-Channel Logout 1.0, section 2.4");
        }
        return { issuer, subject: sub, sid: session, latestAt: Number(iat) + CLOCK_TOLERANCE_SECONDS };
      }),
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
}: IdentityProviderOptions): Promise<client.Configuration> {
  // The setting lets http through for this machine's own addresses only.
  const isLocal = issuer.startsWith("http:");
  return client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    ...(isLocal && { execute: [client.allowInsecureRequests] }),
  });
}

async function begin(config: client.Configuration, { scopes }: IdentityProviderOptions, redirectUri: string) {
  const pending = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, pending };
}

async function finish(
  config: client.Configuration,
  options: IdentityProviderOptions,
  callbackUrl: URL,
  pending: PendingSignIn,
): Promise<Identity> {
  const tokens = await client.authorizationCodeGrant(config, callbackUrl, {
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.codeVerifier,
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (idToken === undefined) throw new Error("The identity provider sent no ID token");
  const { issuer, userinfo_endpoint: hasUserInfo } = config.serverMetadata();
  // Many providers keep the ID token short and tell the rest here.
  const userInfo =
    hasUserInfo === undefined ? {} : await client.fetchUserInfo(config, tokens.access_token, idToken.sub);
  const claims: Readonly<Record<string, unknown>> = { ...idToken, ...userInfo };
  return {
    issuer,
    subject: idToken.sub,
    sid: textOf(idToken.sid),
    username: textOf(claims[options.usernameClaim]),
    verifiedEmail: verifiedEmailOf(userInfo) ?? verifiedEmailOf(idToken),
    firstName: textOf(claims.given_name) ?? "",
    lastName: textOf(claims.family_name) ?? "",
    groups: textsOf(claims[options.groupsClaim]),
  };
}

/**
 * The claim `email` and no other: `email_verified` vouches for that one alone, and for the one beside it. An address that
 * somebody chose himself would take over the account that has it. Some providers write the flag as text.
 */
function verifiedEmailOf(claims: Readonly<Record<string, unknown>>): string | null {
  const isVerified = claims.email_verified === true || claims.email_verified === "true";
  return isVerified ? textOf(claims.email) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === "string");
}

/** What the person can be told; the cause is for the log. */
async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw cause instanceof AccessError ? cause : toAccessError(cause);
  }
}

function toAccessError(cause: unknown): AccessError {
  if (cause instanceof errors.JOSEError) {
    return new AccessError("BadRequestError", "The logout token is not valid", { cause });
  }
  const isRefused =
    cause instanceof client.AuthorizationResponseError ||
    cause instanceof client.ResponseBodyError ||
    cause instanceof client.ClientError;
  return isRefused
    ? new AccessError("WrongCredentialsError", "This sign-in could not be completed; begin it again", {
        cause,
      })
    : new AccessError("FailedDependencyError", "The identity provider cannot be reached; try again later", {
        cause,
      });
}

/** What was made once and worked; a failure is not remembered. */
function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
