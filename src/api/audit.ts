import type { ActivityLog } from "../access/activity-log.ts";
import type { AuditVerification, ChainHead } from "../access/audit-verification.ts";
import { requireOperator } from "../access/permissions.ts";
import { activityFilterQuery } from "../wire/activity-log.ts";
import { auditLogAnswer, auditVerificationAnswer, auditVerificationQuery } from "../wire/audit.ts";
import { fieldsQuery, formatQuery, pagingQuery } from "../wire/queries.ts";
import { everyOne } from "./csv.ts";
import { auditCsv } from "./exports.ts";
import { selectFields } from "./fields.ts";
import { collection, pageOf } from "./paging.ts";
import { presentAuditEntry } from "./present-activity.ts";
import { defineRoute, type Route } from "./route.ts";

const about = { tags: ["audit"], extension: true, bucket: "audit" } as const;

export interface AuditRoutesDependencies {
  readonly activityLog: ActivityLog;
  readonly auditVerification: AuditVerification;
}

export function auditRoutes({ activityLog, auditVerification }: AuditRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/audit_log_entries",
      operationId: "listAuditLog",
      summary: "List everything that was done, newest first (operators)",
      query: pagingQuery
        .extend(fieldsQuery.shape)
        .extend(activityFilterQuery.shape)
        .extend(formatQuery.shape),
      csv: true,
      answer: auditLogAnswer,
      errors: [],
      async authorize({ actor }) {
        requireOperator(actor);
      },
      async handle(request) {
        const { actor, query } = request;
        if (query.format === "csv") {
          const { filter } = query;
          return auditCsv(
            "audit_log_entries",
            everyOne((page) => activityLog.all(actor, { ...page, filter, withoutCount: true })),
          );
        }
        const page = await activityLog.all(actor, { ...pageOf(request), filter: query.filter });
        const items = page.items.map((entry) => selectFields(query, presentAuditEntry(entry)));
        return collection(request, { items, nextAfter: page.nextAfter, count: page.count });
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: "/audit_log_verification",
      operationId: "verifyAuditLog",
      summary: "Walk the whole audit chain and name its first bad entry (operators)",
      query: auditVerificationQuery,
      answer: auditVerificationAnswer,
      errors: [],
      async authorize({ actor }) {
        requireOperator(actor);
      },
      async handle({ actor, query }) {
        const report = await auditVerification.verify(actor, parseHead(query.expected_head));
        const { entries, head, firstBad } = report;
        return {
          data: {
            entries,
            ...(head !== null && { head: `${head.seq}:${head.hash}` }),
            ...(firstBad !== null && { first_bad: firstBad }),
          },
        };
      },
    }),
  ];
}

function parseHead(text: string | undefined): ChainHead | undefined {
  if (text === undefined) return undefined;
  const [seq = "", hash = ""] = text.split(":");
  return { seq: Number(seq), hash };
}
