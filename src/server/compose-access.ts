import { Accounts } from "../access/accounts.ts";
import { ActivityLog } from "../access/activity-log.ts";
import { Admission } from "../access/admission.ts";
import { ApiKeys } from "../access/api-keys.ts";
import { Audit } from "../access/audit.ts";
import { AuditVerification, type ChainHead } from "../access/audit-verification.ts";
import { Authenticator } from "../access/authenticator.ts";
import { Consumption } from "../access/consumption.ts";
import { Forecasts } from "../access/forecasts.ts";
import { GroupKeys } from "../access/group-keys.ts";
import { Groups } from "../access/groups.ts";
import { InvitationAcceptance } from "../access/invitation-acceptance.ts";
import { Invitations } from "../access/invitations.ts";
import { Joining } from "../access/joining.ts";
import { KeyIssuer } from "../access/key-issuing.ts";
import { MemberAdditions } from "../access/member-additions.ts";
import { MemberChanges } from "../access/member-changes.ts";
import { MemberRemovals } from "../access/member-removals.ts";
import { MemberSearches } from "../access/member-search.ts";
import { Members } from "../access/members.ts";
import { NewAccounts } from "../access/new-accounts.ts";
import { OverallQuotas } from "../access/overall-quotas.ts";
import { Quotas } from "../access/quotas.ts";
import { RefusalCounts } from "../access/refusal-counts.ts";
import { Refusals } from "../access/refusals.ts";
import { RefusedCalls } from "../access/refused-calls.ts";
import { ServiceAccounts } from "../access/service-accounts.ts";
import { Usage } from "../access/usage.ts";
import { UserRelationships } from "../access/user-relationships.ts";
import { Users } from "../access/users.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { Reservations } from "../ledger/reservations.ts";
import { composeSignIn, type SignInOptions } from "./compose-sign-in.ts";

export interface AccessOptions extends SignInOptions {
  readonly ledger: Ledger;
  readonly publicProfiles: boolean;
  readonly invitationDays: number;
  /** Where the audit ended, as kept outside the database. */
  readonly keptAuditHead: () => ChainHead | undefined;
}

export type AccessParts = ReturnType<typeof composeAccess>;

/** The domain, each use case with what it needs of the others. */
export function composeAccess(options: AccessOptions) {
  const { store, ledger, clock, pepper, publicProfiles } = options;
  const shared = { store, clock, audit: new Audit(clock), keys: new KeyIssuer(clock, pepper) };
  const { audit } = shared;
  const joining = new Joining(audit);
  const signingIn = composeSignIn(options, audit, joining);
  const { passwords, secondFactor, ssoChecks } = signingIn;
  const authenticator = new Authenticator(store, clock, pepper, ssoChecks);
  const accounts = new Accounts(store, authenticator, publicProfiles);
  const newAccounts = new NewAccounts({ ...shared, joining });
  const refusalCounts = new RefusalCounts(options);
  const quotas = new Quotas({ ...shared, ledger });
  const reservations = new Reservations(store, ledger, clock);
  const groups = new Groups({ ...shared, quotas });
  const memberSearches = new MemberSearches(store);
  const users = new Users({ ...shared, accounts, groups, quotas, passwords, newAccounts, memberSearches });
  const members = new Members({ ...shared, ledger, groups, quotas, memberSearches });
  const invitations = new Invitations({ ...options, ...shared, groups });
  return {
    audit,
    keys: shared.keys,
    authenticator,
    accounts,
    admission: new Admission({ ...shared, authenticator, quotas, reservations }),
    ...signingIn,
    sendMail: options.sendMail,
    apiKeys: new ApiKeys({ ...shared, ledger, passwords, secondFactor }),
    activityLog: new ActivityLog(store, groups),
    auditVerification: new AuditVerification(store, options.keptAuditHead),
    refusals: new Refusals(store, clock, audit),
    groupKeys: new GroupKeys({ ...shared, ledger, groups }),
    refusalCounts,
    refusedCalls: new RefusedCalls({ ...shared, accounts, groups, refusalCounts }),
    newAccounts,
    quotas,
    overallQuotas: new OverallQuotas({ ...shared, ledger, accounts, quotas }),
    apiUsage: new Usage({ ...shared, ledger, accounts, groups }),
    consumption: new Consumption({ ...shared, ledger, groups, members, users, quotas }),
    forecasts: new Forecasts({ ...shared, ledger, accounts, groups, quotas }),
    groups,
    users,
    members,
    userRelationships: new UserRelationships(groups),
    invitations,
    invitationAcceptance: new InvitationAcceptance({ ...options, ...shared, newAccounts }),
    memberAdditions: new MemberAdditions({ ...shared, groups, members, joining, invitations }),
    memberChanges: new MemberChanges({ ...shared, groups, members, quotas }),
    memberRemovals: new MemberRemovals({ ...shared, groups }),
    serviceAccounts: new ServiceAccounts({ ...shared, groups, members, users }),
  };
}
