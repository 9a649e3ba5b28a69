import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import * as client from "openid-client";
import type { Identity, IdentityProvider, PendingSignIn, Renewal } from "../access/identity-provider.ts";
import { AccessError, badRequest } from "../model/errors.ts";
import { type ClaimOptions, groupsOf, identityOf } from "./identity-claims.ts";

const TIMEOUT_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 10;
/** A notice is sent when it happens; an older one was captured on the way. */
const NOTICE_AGE_MAX = "5 minutes";
const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Never `none`, and never one by a shared secret, which the public key could be taken for. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

export interface IdentityProviderOptions extends ClaimOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
  readonly scopes: string;
  /** What else goes along when somebody begins to sign in. */
  readonly parameters: Readonly<Record<string, string>>;
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
    async renew(refreshToken, person) {
      try {
        return await renew(await discovered(), options, refreshToken, person);
      } catch (cause) {
        return toRenewal(cause);
      }
    },
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

async function begin(
  config: client.Configuration,
  { scopes, parameters }: IdentityProviderOptions,
  redirectUri: string,
) {
  const pending = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    codeVerifier: client.randomPKCECodeVerifier(),
  };
  const url = client.buildAuthorizationUrl(config, {
    ...parameters,
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
  const { sub: subject } = idToken;
  const userInfo = await userInfoOf(config, tokens.access_token, subject);
  return {
    ...identityOf({ idToken, userInfo }, options),
    issuer: config.serverMetadata().issuer,
    subject,
    refreshToken: tokens.refresh_token ?? null,
  };
}

/** Nothing from a provider that has no such endpoint. */
async function userInfoOf(config: client.Configuration, accessToken: string, subject: string) {
  const { userinfo_endpoint: hasUserInfo } = config.serverMetadata();
  return hasUserInfo === undefined ? {} : client.fetchUserInfo(config, accessToken, subject);
}

async function renew(
  config: client.Configuration,
  { groupsClaim }: IdentityProviderOptions,
  refreshToken: string,
  { issuer, subject }: Pick<Identity, "issuer" | "subject">,
): Promise<Renewal> {
  if (config.serverMetadata().issuer !== issuer) return { state: "foreign" };
  const tokens = await client.refreshTokenGrant(config, refreshToken);
  const idToken = tokens.claims();
  return {
    state: "renewed",
    refreshToken: tokens.refresh_token ?? null,
    groups: () =>
      guarded(async () => {
        if (idToken !== undefined && idToken.sub !== subject) {
          throw new Error("The identity provider renewed the tokens of another person");
        }
        const userInfo = await userInfoOf(config, tokens.access_token, subject);
        const groups = groupsOf({ ...idToken, ...userInfo }, groupsClaim);
        // Without an ID token it may only be that nothing was said of groups.
        return groups ?? (idToken === undefined ? undefined : []);
      }),
  };
}

/**
 * Errors by which a token endpoint says that only the person himself can go on. Source: RFC 6749, 5.2;
 * https://openid.net/specs/openid-connect-core-1_0.html, 3.1.2.6, which some providers use here as well.
 */
const ENDED = new Set(["invalid_grant", "interaction_required", "login_required", "consent_required"]);

function toRenewal(cause: unknown): Renewal {
  if (cause instanceof client.ResponseBodyError && ENDED.has(cause.error)) return { state: "ended", cause };
  return { state: "failed", isSilent: isSilence(cause), cause };
}

/** What fetch raises when there is nobody, or what a proxy answers then. */
function isSilence(cause: unknown): boolean {
  if (cause instanceof TypeError) return true;
  if (!(cause instanceof client.ClientError)) return false;
  const isAbsent = cause.cause instanceof Response && [502, 503, 504].includes(cause.cause.status);
  return isAbsent || cause.code === "OAUTH_TIMEOUT";
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
