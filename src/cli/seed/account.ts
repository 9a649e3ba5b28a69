import type { Habit } from "./organisation.ts";

/** An account whose usage is to be made. */
export interface SeedAccount {
  readonly id: string;
  /** Which pays for it; null for none. */
  readonly group: string | null;
  readonly habit: Habit;
  /** Of a service account. */
  readonly callsPerHour?: number;
}
