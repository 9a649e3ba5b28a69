import { InvalidArgumentError } from "commander";
import { nowSeconds, parseCompactDay, parseIsoDay, parseRfc3339, systemClock } from "../base/clock.ts";
import { isQuotaName, QUOTA_MAX } from "../model/quotas.ts";
import type { Role } from "../names/roles.ts";
import { parseRole, ROLE_NAMES } from "./role-names.ts";

/** Readers of arguments and options; commander tells their InvalidArgumentError with the name of the option. */

export type SubjectKind = "user" | "group";

export function readKind(text: string): SubjectKind {
  if (text === "user" || text === "group") return text;
  throw new InvalidArgumentError("Say user or group.");
}

export function readQuota(text: string): string {
  if (isQuotaName(text)) return text;
  throw new InvalidArgumentError("That is not the name of a quota, such as api_requests_daily.");
}

/** A limit; null, typed `none`, takes the limit away. */
export function readAllowed(text: string): number | null {
  if (text === "none") return null;
  const digits = text.replace(/(?<=\d)[,_](?=\d{3})/g, "");
  if (/^\d+$/.test(digits) && Number(digits) <= QUOTA_MAX) return Number(digits);
  throw new InvalidArgumentError("It must be a whole number from 0 on, or none.");
}

/** For an option that can be given several times: `name=number`. */
export function readLimit(
  text: string,
  before: Record<string, number | null> = {},
): Record<string, number | null> {
  const [name = "", allowed = ""] = text.split("=", 2);
  return { ...before, [readQuota(name)]: readAllowed(allowed) };
}

/** For an option that takes names with commas between them and can be given several times. */
export function readRoles(text: string, before: readonly Role[] = []): readonly Role[] {
  const names = text.split(",").filter((name) => name !== "");
  return [
    ...before,
    ...names.map((name) => {
      const role = parseRole(name.trim());
      if (role === undefined) throw new InvalidArgumentError(`There is no role ${name}; use ${ROLE_NAMES}.`);
      return role;
    }),
  ];
}

/** A day as the API takes it, YYYYMMDD. */
export function readDay(text: string): string {
  const compact = text.replaceAll("-", "");
  if (parseIsoDay(text) !== undefined || parseCompactDay(text) !== undefined) return compact;
  throw new InvalidArgumentError("It must be a day such as 2026-03-31.");
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `30d`, `12h`, `15m`, `90s` or plain `90`. */
export function readDuration(text: string): number {
  const match = /^(\d{1,9})([smhd]?)$/.exec(text);
  if (match === null) throw new InvalidArgumentError("It must be a duration such as 30d, 12h, 15m or 90s.");
  return Number(match[1]) * (UNIT_SECONDS[match[2] || "s"] ?? 1);
}

/** Unix seconds of a day, an instant or a duration from now; 0, typed `never`, which the server takes for none. */
export function readExpiry(text: string): number {
  if (text === "never") return 0;
  const day = parseIsoDay(text);
  if (day !== undefined) return day;
  const instantMs = parseRfc3339(text);
  if (instantMs !== undefined) return Math.floor(instantMs / 1000);
  if (/^\d+[smhd]$/.test(text)) return nowSeconds(systemClock) + readDuration(text);
  throw new InvalidArgumentError(
    "It must be a day (2027-01-31), an instant (RFC 3339), a duration (90d) or never.",
  );
}

/** 0, typed `none`, stands for no limit: commander knows no option whose value is null. */
export function readCountOrNone(text: string): number {
  return text === "none" ? 0 : readCount(text);
}

/** For an option that takes several texts; `none` alone empties the list. */
export function listOf(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts?.length === 1 && texts[0] === "none" ? [] : texts;
}

export function readJsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new InvalidArgumentError('It must be a JSON object, such as \'{"mail": {"digest": true}}\'.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function readSwitch(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidArgumentError("Say on or off.");
}

export function readCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 on.");
}
