import { useSearchParams } from "wouter";
import { nowSeconds } from "../text/clock.ts";
import { utcDay } from "../text/dates.ts";

/** How many months the server knows who consumed in. */
const MONTHS = 3;

/** The month that the address asks for, this one unless it does. */
export function useMonth(): string {
  const [params] = useSearchParams();
  const months = lastMonths();
  return months.find((month) => month === params.get("month")) ?? months[0] ?? "";
}

/** This month and those before it, as YYYY-MM, that the server still knows. */
export function lastMonths(): readonly string[] {
  const date = new Date(`${utcDay(nowSeconds()).slice(0, 7)}-15T00:00:00Z`);
  return Array.from({ length: MONTHS }, () => {
    const month = date.toISOString().slice(0, 7);
    date.setUTCMonth(date.getUTCMonth() - 1);
    return month;
  });
}
