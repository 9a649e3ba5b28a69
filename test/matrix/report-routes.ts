import { CLOSE, MANAGERS, OPERATORS, type RouteCase, row } from "./rows.ts";

/** What people look at: usage, forecasts, refusals, and what operators see of the server. */
export const REPORT_ROUTE_CASES: readonly RouteCase[] = [
  row("GET /users/{id}/api_usage_hourly", CLOSE, ({ id }) => ({ path: `/users/${id}/api_usage_hourly` })),
  row("GET /groups/{id}/api_usage_hourly", MANAGERS, ({ id }) => ({
    path: `/groups/acme/api_usage_hourly?user=${id}`,
  })),
  row("GET /users/{id}/quota_forecasts", CLOSE, ({ id }) => ({ path: `/users/${id}/quota_forecasts` })),
  row("GET /groups/{id}/quota_forecasts", MANAGERS, () => ({ path: "/groups/acme/quota_forecasts" })),
  row("GET /users/{id}/refused_calls", CLOSE, ({ id }) => ({ path: `/users/${id}/refused_calls` })),
  row("GET /groups/{id}/refused_calls", MANAGERS, () => ({ path: "/groups/acme/refused_calls" })),
  row("GET /groups/{id}/api_keys", MANAGERS, () => ({ path: "/groups/acme/api_keys" })),
  row("GET /refused_calls", OPERATORS, () => ({ path: "/refused_calls" })),
  row("GET /upstreams", OPERATORS, () => ({ path: "/upstreams" })),
  row("POST /upstreams/check", OPERATORS, () => ({ path: "/upstreams/check" })),
  row("GET /settings", OPERATORS, () => ({ path: "/settings" })),
];
