import { requireOperator } from "../access/permissions.ts";
import type { RefusalReport, RefusedCalls } from "../access/refused-calls.ts";
import type { AccountKind } from "../model/user.ts";
import { refusedCallsAnswer } from "../wire/refused-calls.ts";
import { usageQuery } from "../wire/usage.ts";
import { defineRoute, type Route } from "./route.ts";

const about = {
  method: "GET",
  tags: ["usage"],
  extension: true,
  query: usageQuery,
  answer: refusedCallsAnswer,
} as const;

export function refusedCallRoutes({ refusedCalls }: { readonly refusedCalls: RefusedCalls }): Route[] {
  return [
    defineRoute({
      ...about,
      path: "/users/{id}/refused_calls",
      operationId: "userRefusedCalls",
      summary: "Which of an account's calls were refused, and why",
      bucket: "users",
      errors: [404],
      async handle({ actor, params, query }) {
        return { data: present(await refusedCalls.ofUser(actor, params.id, query)) };
      },
    }),
    defineRoute({
      ...about,
      path: "/groups/{id}/refused_calls",
      operationId: "groupRefusedCalls",
      summary: "Which calls of a group's members were refused, and why (administrators)",
      bucket: "groups",
      errors: [403, 404],
      async handle({ actor, params, query }) {
        return { data: present(await refusedCalls.ofGroup(actor, params.id, query)) };
      },
    }),
    defineRoute({
      ...about,
      path: "/refused_calls",
      operationId: "refusedCalls",
      summary: "Which calls were refused, and why (operators)",
      bucket: "refused_calls",
      errors: [403],
      async authorize({ actor }) {
        requireOperator(actor);
      },
      async handle({ actor, query }) {
        return { data: present(await refusedCalls.all(actor, query)) };
      },
    }),
  ];
}

function present({ users, latest, ...report }: RefusalReport) {
  return {
    ...report,
    users: users.map(({ calls, ...named }) => ({ ...accountOf(named), calls })),
    latest: latest.map((last) => ({
      ...accountOf(last),
      date: last.last_at,
      code: last.code,
      ...(last.quota !== "" && { quota: last.quota, side: last.side }),
      method: last.last_method,
      endpoint: last.last_endpoint,
      address: last.last_address,
      calls: last.calls,
    })),
  };
}

function accountOf({ id, kind }: { readonly id: string | null; readonly kind: AccountKind | null }) {
  return id !== null && kind !== null && { account: { type: kind, id } };
}
