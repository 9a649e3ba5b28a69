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

const ADDRESS_PREFIX = "address:";
const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

/** An attempt that counts as failed until one of these is called. */
export interface PasswordAttempt {
  /** The password was right: clears what the account has against it; the address keeps its record less this one. */
  succeed(): void;
  /** The password could not be checked. */
  takeBack(): void;
}

interface Failures {
  count: number;
  lastMs: number;
  /** No attempt before this instant. */
  untilMs: number;
}

/**
 * Slows the guessing of passwords and codes, per account name and per address. Names that do not exist are slowed alike,
 * so that the wait tells nothing about them.
 */
export class PasswordAttempts {
  readonly #clock: Clock;
  readonly #what: string;
  readonly #failures = new Map<string, Failures>();

  /** `what` there were too many of. */
  constructor(clock: Clock, what = "wrong passwords") {
    this.#clock = clock;
    this.#what = what;
  }

  /**
   * Counts the attempt as failed before the password is checked, so that attempts sent at once cannot
   * slip past; the caller says when it was none. Raises TooManyRequestsError with the seconds to wait.
   */
  begin(account: string, address: string): PasswordAttempt {
    const now = this.#clock.nowMs();
    const accountKey = `account:${account.toLowerCase()}`;
    const addressKey = `${ADDRESS_PREFIX}${networkOf(address)}`;
    this.#requireNoWait([accountKey, addressKey], now);
    this.#fail(accountKey, now);
    this.#fail(addressKey, now);
    return {
      succeed: () => {
        this.#failures.delete(accountKey);
        this.#forgive(addressKey);
      },
      takeBack: () => {
        this.#forgive(accountKey);
        this.#forgive(addressKey);
      },
    };
  }

  #requireNoWait(keys: readonly string[], now: number): void {
    const waitMs = Math.max(...keys.map((key) => (this.#failures.get(key)?.untilMs ?? 0) - now));
    if (waitMs <= 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    throw new AccessError("TooManyRequestsError", `Too many ${this.#what}; try again in ${seconds} seconds`, {
      retryAfterSeconds: seconds,
    });
  }

  #fail(key: string, now: number): void {
    const known = this.#failures.get(key);
    const count = known !== undefined && now - known.lastMs < MEMORY_MS ? known.count + 1 : 1;
    const free = key.startsWith(ADDRESS_PREFIX) ? FREE_FAILURES * ADDRESS_FACTOR : FREE_FAILURES;
    const waitMs = count <= free ? 0 : Math.min(WAIT_FIRST_MS * 2 ** (count - free - 1), WAIT_MAX_MS);
    this.#failures.delete(key);
    if (this.#failures.size >= ENTRIES_MAX) this.#forgetOldest();
    this.#failures.set(key, { count, lastMs: now, untilMs: now + waitMs });
  }

  #forgive(key: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined) return;
    failures.count -= 1;
    failures.untilMs = 0;
    if (failures.count === 0) this.#failures.delete(key);
  }

  #forgetOldest(): void {
    const oldest = this.#failures.keys().next();
    if (!oldest.done) this.#failures.delete(oldest.value);
  }
}

/** One customer has a whole /64 of IPv6 addresses, and could guess from a new one each time. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":");
  const missing = tail === undefined ? 0 : IPV6_GROUPS - groups.length - tail.split(":").length;
  const network = [...groups, ...Array<string>(Math.max(0, missing)).fill("0")].slice(0, NETWORK_GROUPS);
  return network.map((group) => Number.parseInt(group || "0", 16).toString(16)).join(":");
}
