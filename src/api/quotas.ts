import type { OverallQuotas } from "../access/overall-quotas.ts";
import { overallQuotasAnswer } from "../wire/quotas.ts";
import { defineRoute, type Route } from "./route.ts";

export function quotaRoutes({ overallQuotas }: { readonly overallQuotas: OverallQuotas }): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/users/{id}/overall_quotas",
      operationId: "getUserOverallQuotas",
      summary: "What an account may use and has used, on its own side and its group's",
      tags: ["quotas"],
      bucket: "users",
      answer: overallQuotasAnswer,
      errors: [404],
      async handle({ actor, params }) {
        return { data: await overallQuotas.of(actor, params.id) };
      },
    }),
  ];
}
