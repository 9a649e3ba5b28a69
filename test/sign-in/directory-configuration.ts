import { exportJWK, generateKeyPair } from "jose";
import type { Configuration } from "oidc-provider";
import type { OidcSettings } from "../../src/server/settings.ts";
import type { TestServerOptions } from "../harness.ts";

export const CLIENT = { id: "tollgate", secret: "a secret between the two" };
/** In which the provider looks at addresses. */
const NO_DISPATCHER = { dispatcher: undefined } as object;
const SCOPES = "openid profile email groups";
const OFFLINE = "offline_access";

/** What the directory says of a person. */
export interface DirectoryEntry {
  readonly preferred_username: string;
  readonly email: string;
  readonly email_verified?: boolean | string;
  readonly groups: readonly string[];
}

export interface DirectoryOptions extends TestServerOptions {
  readonly oidc?: Partial<OidcSettings>;
  /** Whether a refresh token stays good when it has been used; unless given there are none but for `offline_access`. */
  readonly refreshTokens?: "kept" | "rotated";
  /** How the person is known to have signed in, as the claim `amr` tells it. */
  readonly amr?: readonly string[];
}

export async function configurationOf(
  url: string,
  people: Map<string, DirectoryEntry>,
  notices: string[],
  { refreshTokens }: DirectoryOptions,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: [`${url}/oidc/callback`],
        backchannel_logout_uri: `${url}/oidc/backchannel_logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    cookies: { keys: ["only good for tests"] },
    claims: {
      openid: ["sub", "amr"],
      profile: ["preferred_username"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    scopes: [...SCOPES.split(" "), OFFLINE],
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: async () => ({ sub, ...person }) };
    },
    // Else its own rule, which is that of the standard: by consent (OpenID Connect Core 1.0, 11).
    ...(refreshTokens !== undefined && { issueRefreshToken: async () => true }),
    rotateRefreshToken: refreshTokens === "rotated",
    async loadExistingGrant(ctx) {
      const accountId = ctx.oidc.session?.accountId ?? "";
      const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT.id, accountId });
      grant.addOIDCScope(`${SCOPES} ${OFFLINE}`);
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    // It would refuse loopback addresses, where the server under test is.
    fetch: (url, options) => {
      notices.push(String(options?.body));
      return fetch(url, { ...options, ...NO_DISPATCHER });
    },
    ttl: {
      Interaction: 600,
      Grant: 600,
      Session: 600,
      AccessToken: 600,
      IdToken: 600,
      RefreshToken: 600,
    },
  };
}

/** What the server is told of the provider. */
export function settingsOf(issuer: string): OidcSettings {
  return {
    issuer,
    clientId: CLIENT.id,
    name: "Company ID",
    scopes: SCOPES,
    usernameClaim: "preferred_username",
    groupsClaim: "groups",
    parameters: {},
    trustEmails: false,
    mfaValues: ["mfa"],
    logout: "account",
    recheckSeconds: 60,
    graceHours: 24,
  };
}
