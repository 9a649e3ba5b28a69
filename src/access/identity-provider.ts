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
}

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

/** An OpenID Connect provider. Everything that it raises is an AccessError, with the cause for the log. */
export interface IdentityProvider {
  /** For people. */
  readonly name: string;
  /** Where the browser goes (https://openid.net/specs/openid-connect-core-1_0.html, 3.1.2). */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /** Who came back; `callbackUrl` is the whole address that the browser was sent to. */
  finish(callbackUrl: URL, pending: PendingSignIn): Promise<Identity>;
  /** Reads and verifies a logout token (https://openid.net/specs/openid-connect-backchannel-1_0.html, 2.6). */
  readLogout(token: string): Promise<LogoutNotice>;
}
