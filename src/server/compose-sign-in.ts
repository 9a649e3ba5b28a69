import type { Audit } from "../access/audit.ts";
import type { IdentityProvider } from "../access/identity-provider.ts";
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
import { SsoChecks } from "../access/sso-checks.ts";
import { SsoGrants } from "../access/sso-grants.ts";
import { SsoMemberships } from "../access/sso-memberships.ts";
import { SsoRenewals } from "../access/sso-renewals.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { SessionLimits } from "../model/session.ts";
import type { Store } from "../store/store.ts";

/** How the directory is heard, at sign-in and between. */
export interface SsoOptions {
  /** Undefined where nobody signs in by a directory. */
  readonly provider: IdentityProvider | undefined;
  readonly logoutScope: SsoLogoutScope;
  readonly recheckSeconds: number;
  readonly graceSeconds: number;
}

export interface SignInOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly pepper: string;
  readonly sessionLimits: SessionLimits;
  readonly sendMail: SendMail | null;
  readonly sso: SsoOptions;
  readonly log: Log;
}

/** How people get in, and stay: passwords, second factors, sessions, the directory. */
export function composeSignIn(options: SignInOptions, audit: Audit, joining: Joining) {
  const { store, clock, sso } = options;
  const passwords = new Passwords(store, new PasswordAttempts(clock), audit);
  const shared = { ...options, audit, passwords, ssoLogoutScope: sso.logoutScope };
  const directory = {
    ssoAccounts: new SsoAccounts(audit, joining),
    ssoGrants: new SsoGrants({ ...options, areKept: sso.recheckSeconds > 0 }),
    ssoMemberships: new SsoMemberships(audit, joining),
  };
  const ssoRenewals = new SsoRenewals({ ...shared, ...directory });
  const ssoChecks = new SsoChecks({ ...options, ...sso, ssoRenewals });
  const sessionAuthenticator = new SessionAuthenticator({ ...options, ssoChecks });
  const sessions = new Sessions({ ...shared, sessionAuthenticator });
  const codeAttempts = new PasswordAttempts(clock, "wrong codes");
  const secondFactor = new SecondFactor({ ...shared, codeAttempts });
  const resetAttempts = new PasswordAttempts(clock, "requests for a new password");
  return {
    passwords,
    ssoChecks,
    sessionAuthenticator,
    sessions,
    secondFactor,
    singleSignOn: new SingleSignOn({ ...shared, ...directory, sessions }),
    passwordResets: new PasswordResets({ ...shared, resetAttempts }),
    signIn: new SignIn({ ...shared, secondFactor, sessions }),
  };
}
