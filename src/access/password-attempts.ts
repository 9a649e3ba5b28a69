import type { Clock } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";

/** Failures that cost nothing; after them each further one doubles the wait. */
const FREE_FAILURES = 4;
const WAIT_FIRST_MS = 1000;
const WAIT_MAX_MS = 15 * 60_000;
/** Failures are forgotten after this long without another. */
const MEMORY_MS = 60 * 60_000;
/** An address serves many people behind one NAT, so it gets more than an account. */
const ADDRESS_FACTOR = 5;
const ENTRIES_MAX = 100_000;

interface Failures {
  count: number;
  lastMs: number;
  /** No attempt before this instant. */
  untilMs: number;
}

/**
 * Slows password guessing, per account name and per address. Names that do not exist are slowed alike,
 * so that the wait tells nothing about them.
 */
export class PasswordAttempts {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts the attempt as failed before the password is checked, so that attempts sent at once cannot
   * slip past; `succeed` takes it back. Raises TooManyRequestsError with the seconds to wait.
   */
  begin(account: string, address: string): void {
    const now = this.#clock.nowMs();
    const keys = attemptKeys(account, address);
    const waitMs = Math.max(...keys.map((key) => (this.#failures.get(key)?.untilMs ?? 0) - now));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new AccessError(
        "TooManyRequestsError",
        `Too many wrong passwords; try again in ${seconds} seconds`,
        {
          retryAfterSeconds: seconds,
        },
      );
    }
    for (const key of keys) this.#fail(key, now);
  }

  /** A right password clears what the account has against it; the address keeps its record less this one. */
  succeed(account: string, address: string): void {
    const [accountKey, addressKey] = attemptKeys(account, address);
    this.#failures.delete(accountKey);
    const failures = this.#failures.get(addressKey);
    if (failures === undefined) return;
    failures.count -= 1;
    failures.untilMs = 0;
    if (failures.count === 0) this.#failures.delete(addressKey);
  }

  #fail(key: string, now: number): void {
    const known = this.#failures.get(key);
    const count = known !== undefined && now - known.lastMs < MEMORY_MS ? known.count + 1 : 1;
    const free = key.startsWith("address:") ? FREE_FAILURES * ADDRESS_FACTOR : FREE_FAILURES;
    const waitMs = count <= free ? 0 : Math.min(WAIT_FIRST_MS * 2 ** (count - free - 1), WAIT_MAX_MS);
    this.#failures.delete(key);
    if (this.#failures.size >= ENTRIES_MAX) this.#forgetOldest();
    this.#failures.set(key, { count, lastMs: now, untilMs: now + waitMs });
  }

  #forgetOldest(): void {
    const oldest = this.#failures.keys().next();
    if (!oldest.done) this.#failures.delete(oldest.value);
  }
}

function attemptKeys(account: string, address: string): readonly [account: string, address: string] {
  return [`account:${account.toLowerCase()}`, `address:${address}`];
}
