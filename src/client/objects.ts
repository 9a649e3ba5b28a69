import type { z } from "zod";
import type { account, quotas, serviceAccount, user } from "../wire/account.ts";
import type { activityLogEntry } from "../wire/activity-log.ts";
import type { apiKey, groupApiKey } from "../wire/api-key.ts";
import type { auditLogEntry, auditVerificationAnswer } from "../wire/audit.ts";
import type { descriptor } from "../wire/envelope.ts";
import type { quotaForecastsAnswer } from "../wire/forecast.ts";
import type { group } from "../wire/group.ts";
import type { invitation, openInvitationAnswer } from "../wire/invitation.ts";
import type { passwordReset } from "../wire/password-reset.ts";
import type { consumption, overallQuotasAnswer } from "../wire/quotas.ts";
import type { refusedCalls } from "../wire/refused-calls.ts";
import type { session, sessionChallenge, signInMethodsAnswer } from "../wire/session.ts";
import type { setting } from "../wire/setting.ts";
import type { totp } from "../wire/totp.ts";
import type { upstream } from "../wire/upstream.ts";
import type { apiUsage, apiUsageHourly } from "../wire/usage.ts";

/** The objects of the API as its answers hold them. Only types: the client runs without zod. */
export type User = z.output<typeof user>;
export type ServiceAccount = z.output<typeof serviceAccount>;
/** A user or a service account. */
export type Account = z.output<typeof account>;
export type Group = z.output<typeof group>;
export type Descriptor = z.output<typeof descriptor>;
export type QuotaAttribute = z.output<typeof quotas>;
export type OverallQuotas = z.output<typeof overallQuotasAnswer>["data"];
export type QuotaForecasts = z.output<typeof quotaForecastsAnswer>["data"];
export type ApiKey = z.output<typeof apiKey>;
export type GroupApiKey = z.output<typeof groupApiKey>;
export type Invitation = z.output<typeof invitation>;
export type OpenInvitation = z.output<typeof openInvitationAnswer>["data"];
export type Session = z.output<typeof session>;
export type SessionChallenge = z.output<typeof sessionChallenge>;
export type SignInMethods = z.output<typeof signInMethodsAnswer>["data"];
export type Totp = z.output<typeof totp>;
export type PasswordReset = z.output<typeof passwordReset>;
export type ApiUsage = z.output<typeof apiUsage>;
export type ApiUsageHourly = z.output<typeof apiUsageHourly>;
export type RefusedCalls = z.output<typeof refusedCalls>;
export type Upstream = z.output<typeof upstream>;
export type Setting = z.output<typeof setting>;
export type AuditLogEntry = z.output<typeof auditLogEntry>;
export type AuditVerification = z.output<typeof auditVerificationAnswer>["data"];
export type ActivityLogEntry = z.output<typeof activityLogEntry>;

/** An account that consumed a group's quota. */
export interface Consumer {
  readonly context_attributes?: Partial<z.output<typeof consumption>>;
}

/** Attributes to write; the server says which there are and who may. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The envelope of every answer that holds one thing. */
export interface Answer<Data> {
  readonly data: Data;
}
