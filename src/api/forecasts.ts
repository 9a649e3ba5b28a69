import type { Forecasts, QuotaForecast } from "../access/forecasts.ts";
import { quotaForecastsAnswer } from "../wire/forecast.ts";
import { defineRoute, type Route } from "./route.ts";

const about = { method: "GET", tags: ["quotas"], extension: true, answer: quotaForecastsAnswer } as const;

export function forecastRoutes({ forecasts }: { readonly forecasts: Forecasts }): Route[] {
  return [
    defineRoute({
      ...about,
      path: "/users/{id}/quota_forecasts",
      operationId: "userQuotaForecasts",
      summary: "How much of its monthly quotas an account will have used at the month's end",
      bucket: "users",
      errors: [404],
      async handle({ actor, params }) {
        return { data: present(await forecasts.ofUser(actor, params.id)) };
      },
    }),
    defineRoute({
      ...about,
      path: "/groups/{id}/quota_forecasts",
      operationId: "groupQuotaForecasts",
      summary: "How much of its monthly quotas a group will have used at the month's end (administrators)",
      bucket: "groups",
      errors: [403, 404],
      async handle({ actor, params }) {
        return { data: present(await forecasts.ofGroup(actor, params.id)) };
      },
    }),
  ];
}

function present(forecasts: ReadonlyMap<string, QuotaForecast>) {
  return Object.fromEntries(
    [...forecasts].map(([name, { allowed, used, forecast, resetAt, exhaustedAt }]) => [
      name,
      {
        allowed,
        used,
        forecast,
        reset_date: resetAt,
        ...(exhaustedAt !== undefined && { exhaustion_date: exhaustedAt }),
      },
    ]),
  );
}
