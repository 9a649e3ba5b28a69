import { z } from "zod";
import { dataOf } from "./envelope.ts";

/** Forecasts of quotas: an extension of VirusTotal's API in its own style. */

export const quotaForecast = z
  .object({
    allowed: z.int(),
    used: z.int(),
    forecast: z.int().describe("What will have been used at the month's end, if it goes on at this pace."),
    reset_date: z.int().describe("When it begins again, in unix seconds."),
    exhaustion_date: z
      .int()
      .optional()
      .describe(
        "When nothing will be left, in unix seconds; absent when that is not before it begins again.",
      ),
  })
  .meta({ id: "QuotaForecast" });

export const quotaForecastsAnswer = dataOf(
  z
    .record(z.string(), quotaForecast)
    .describe("By quota name: those counted by the month, of which anything is set or used."),
);
