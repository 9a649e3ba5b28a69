import type { Audit } from "../access/audit.ts";
import type { Joining } from "../access/joining.ts";
import type { SendMail } from "../access/mail.ts";
import { PasswordAttempts } from "../access/password-attempts.ts";
import { PasswordResets } from "../access/password-resets.ts";
import { Passwords } from "../access/passwords.ts";
import { SecondFactor } from "../access/second-factor.ts";
import { SessionAuthenticator } from "../access/session-authenticator.ts";
import { Sessions } from "../access/sessions.ts";
import { SignIn } from "../access/sign-in.ts";
import { SingleSignOn, type SsoLogoutScope } from "../access/single-sign-on.ts";
import { SsoAccounts } from "../access/sso-accounts.ts";
import { SsoMemberships } from "../access/sso-memberships.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { SessionLimits } from "../model/session.ts";
import type { Store } from "../store/store.ts";

export interface SignInOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly pepper: string;
  readonly sessionLimits: SessionLimits;
  readonly sendMail: SendMail | null;
  readonly ssoLogoutScope: SsoLogoutScope;
  readonly log: Log;
}

/** How people get in, and stay: passwords, second factors, sessions, the directory. */
export function composeSignIn(options: SignInOptions, audit: Audit, joining: Joining) {
  const { store, clock } = options;
  const passwords = new Passwords(store, new PasswordAttempts(clock), audit);
  const sessionAuthenticator = new SessionAuthenticator(options);
  const shared = { ...options, audit, passwords };
  const sessions = new Sessions({ ...shared, sessionAuthenticator });
  const codeAttempts = new PasswordAttempts(clock, "wrong codes");
  const secondFactor = new SecondFactor({ ...shared, codeAttempts });
  const resetAttempts = new PasswordAttempts(clock, "requests for a new password");
  const ssoAccounts = new SsoAccounts(audit, joining);
  const ssoMemberships = new SsoMemberships(audit, joining);
  return {
    passwords,
    sessionAuthenticator,
    sessions,
    secondFactor,
    singleSignOn: new SingleSignOn({ ...shared, sessions, ssoAccounts, ssoMemberships }),
    passwordResets: new PasswordResets({ ...shared, resetAttempts }),
    signIn: new SignIn({ ...shared, secondFactor, sessions }),
  };
}
