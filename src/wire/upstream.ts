import { z } from "zod";

/** Upstreams, for operators: an extension of VirusTotal's API in its own style. */

const seconds = z.int().describe("Unix seconds, UTC.");
const milliseconds = z.number();

export const upstream = z
  .object({
    type: z.literal("upstream"),
    id: z.string().describe("The prefix under which it is served here, such as `/api/v3`."),
    attributes: z.object({
      url: z.string(),
      is_reachable: z
        .boolean()
        .optional()
        .describe("By the last that was heard of it; absent while nothing was."),
      last_success: seconds.optional(),
      last_failure: z.object({ date: seconds, reason: z.string() }).optional(),
      last_check: z
        .object({
          date: seconds,
          latency_ms: milliseconds,
          problem: z.string().optional().describe("Absent when it answered."),
        })
        .optional(),
      calls_in_flight: z.int(),
      answers: z.int().describe("Since the server started."),
      failures: z
        .int()
        .describe("Since the server started: no answer, an answer of 500 and more, of 401 or of 429."),
      latency_ms: z
        .object({ median: milliseconds, p95: milliseconds })
        .optional()
        .describe("Of the last 256 answers, until they began."),
    }),
  })
  .meta({ id: "Upstream" });

export const upstreamsAnswer = z.object({ data: z.array(upstream) });
