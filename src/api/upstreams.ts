import { requireOperator } from "../access/permissions.ts";
import type { UpstreamStatus } from "../model/upstream-status.ts";
import { upstreamsAnswer } from "../wire/upstream.ts";
import { defineRoute, type Route } from "./route.ts";

/** What the gateway knows of the servers behind it. */
export interface WatchesUpstreams {
  status(): readonly UpstreamStatus[];
  /** Asks each whether it answers; resolves when all have been heard or given up. */
  check(): Promise<readonly UpstreamStatus[]>;
}

const about = {
  tags: ["operators"],
  extension: true,
  bucket: "upstreams",
  answer: upstreamsAnswer,
  errors: [403],
} as const;

export function upstreamRoutes({ upstreams }: { readonly upstreams: WatchesUpstreams }): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/upstreams",
      operationId: "listUpstreams",
      summary: "How the upstreams do, by what calls have met (operators)",
      async handle({ actor }) {
        requireOperator(actor);
        return { data: upstreams.status().map(present) };
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/upstreams/check",
      operationId: "checkUpstreams",
      summary:
        "Ask each upstream now whether it answers; without the licensed key, so that it costs nothing (operators)",
      async handle({ actor }) {
        requireOperator(actor);
        return { data: (await upstreams.check()).map(present) };
      },
    }),
  ];
}

function present({ prefix, lastFailure, lastCheck, ...status }: UpstreamStatus) {
  const { latencyMs } = status;
  return {
    type: "upstream" as const,
    id: prefix,
    attributes: {
      url: status.url,
      ...(status.isReachable !== undefined && { is_reachable: status.isReachable }),
      ...(status.lastSuccess !== undefined && { last_success: status.lastSuccess }),
      ...(lastFailure && { last_failure: { date: lastFailure.at, reason: lastFailure.reason } }),
      ...(lastCheck && {
        last_check: {
          date: lastCheck.at,
          latency_ms: rounded(lastCheck.latencyMs),
          ...(lastCheck.problem !== undefined && { problem: lastCheck.problem }),
        },
      }),
      calls_in_flight: status.callsInFlight,
      answers: status.answers,
      failures: status.failures,
      ...(latencyMs && {
        latency_ms: { median: rounded(latencyMs.median), p95: rounded(latencyMs.p95) },
      }),
    },
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
