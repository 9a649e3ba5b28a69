import { toRfc3339 } from "../base/clock.ts";
import { allowedOf } from "../model/quotas.ts";

/** What stands in a table for something that is absent. */
export const ABSENT = "-";

// Control characters could move the cursor or rewrite what stands above; direction marks reorder what is read.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from elsewhere, made safe to show on a terminal. */
export function plain(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ").replace(UNSAFE, "");
}

/** JSON on which no terminal acts: what JSON may leave unescaped is escaped too. */
export function safeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent) ?? "null";
  return text
    .split("\n")
    .map((line) =>
      line.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
    )
    .join("\n");
}

/** `1,234,567`. */
export function formatNumber(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 entry`, `2 entries`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `2026-03-31T23:59:58Z`. */
export function formatTime(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? ABSENT : toRfc3339(seconds * 1000);
}

/** What a quota allows; VirusTotal's two great numbers mean that there is no cap. */
export function formatAllowed(quota: string, allowed: number): string {
  return isUncapped(quota, allowed) ? "no cap" : formatNumber(allowed);
}

/** How much of what is allowed has been used: `12.3 %`. */
export function formatShare(quota: string, used: number, allowed: number): string {
  if (isUncapped(quota, allowed) || allowed === 0) return ABSENT;
  return formatPart(used / allowed);
}

/** `12.3 %` of a part from 0 to 1. */
export function formatPart(part: number | undefined): string {
  return part === undefined ? ABSENT : `${(part * 100).toFixed(1)} %`;
}

/** The number that a quota shows while nobody has set one. */
export function unsetAllowed(quota: string): number {
  return allowedOf(new Map(), quota);
}

function isUncapped(quota: string, allowed: number): boolean {
  return allowed > 0 && allowed === unsetAllowed(quota);
}
