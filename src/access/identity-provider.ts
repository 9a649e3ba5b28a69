/** What must be remembered of a sign-in while the person is at the identity provider. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What the identity provider vouches for. */
export interface Identity {
  readonly issuer: string;
  /** Its name of the person, for good. */
  readonly subject: string;
  /** Its name of the session there; null unless it gives one. */
  readonly sid: string | null;
  readonly username: string | null;
  /** As the provider spells it; null unless it says that it has verified it. */
  readonly verifiedEmail: string | null;
  readonly firstName: string;
  readonly lastName: string;
  /** Values of the groups claim. */
  readonly groups: readonly string[];
  /** Whether the provider says that more than one factor was asked for. */
  readonly hasSecondFactor: boolean;
  /** To ask again by, later; null unless the provider gives one. A secret. */
  readonly refreshToken: string | null;
}

/** What the provider says when it is asked again by a refresh token. */
export type Renewal =
  | {
      readonly state: "renewed";
      /** In place of the one that was sent; null when that one stays good. A secret. */
      readonly refreshToken: string | null;
      /**
       * Values of the groups claim as they are now; undefined when this provider names groups at a sign-in only. Raises
       * an AccessError when it does not say.
       */
      readonly groups: () => Promise<readonly string[] | undefined>;
    }
  /** It vouches for the person no more: disabled, removed, signed out there, or the token is too old. */
  | { readonly state: "ended"; readonly cause: unknown }
  /** It says neither. Silent: no answer came from it at all, so that others would get none either. */
  | { readonly state: "failed"; readonly isSilent: boolean; readonly cause: unknown }
  /** The account is linked to another provider than this one, which is not to see the token. */
  | { readonly state: "foreign" };

/** Why somebody is not let in, as the page for signing in is told: never a sentence, which anybody could put into a link. */
export type SsoRefusal = "address_taken" | "inactive" | "no_group" | "no_verified_address";

/** Whose session, or which one, the identity provider has ended. */
export interface LogoutNotice {
  readonly issuer: string;
  readonly subject: string | null;
  readonly sid: string | null;
  /** Seconds: what began later is not meant by it, even when somebody sends it again. */
  readonly latestAt: number;
}

/** An OpenID Connect provider. Everything that it raises is an AccessError, with the cause for the log; `renew` raises nothing. */
export interface IdentityProvider {
  /** For people. */
  readonly name: string;
  /** Where the browser goes (https://openid.net/specs/openid-connect-core-1_0.html, 3.1.2). */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /** Who came back; `callbackUrl` is the whole address that the browser was sent to. */
  finish(callbackUrl: URL, pending: PendingSignIn): Promise<Identity>;
  /** Asks again what the person's claims are (https://openid.net/specs/openid-connect-core-1_0.html, 12). */
  renew(refreshToken: string, person: Pick<Identity, "issuer" | "subject">): Promise<Renewal>;
  /** Reads and verifies a logout token (https://openid.net/specs/openid-connect-backchannel-1_0.html, 2.6). */
  readLogout(token: string): Promise<LogoutNotice>;
}
