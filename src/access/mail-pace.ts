import { type Clock, nowSeconds } from "../base/clock.ts";
import { AccessError } from "../model/errors.ts";

/** Between two mails of one group to one address. What other groups send is not for a group to notice. */
const INTERVAL_SECONDS = 60;
const ADDRESSES_MAX = 10_000;

/** Keeps anyone who administers a group from flooding a mailbox: an invitation taken back can be made again. */
export class MailPace {
  readonly #clock: Clock;
  /** When each address was last sent one, by group and address, oldest first. */
  readonly #sent = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(gid: number, email: string): void {
    const key = keyOf(gid, email);
    this.#sent.delete(key);
    if (this.#sent.size >= ADDRESSES_MAX) this.#forgetOldest();
    this.#sent.set(key, nowSeconds(this.#clock));
  }

  /** Raises TooManyRequestsError with the seconds to wait. */
  requirePause(gid: number, email: string): void {
    const waitSeconds = this.#waitSeconds(gid, email);
    if (waitSeconds <= 0) return;
    throw new AccessError(
      "TooManyRequestsError",
      `A mail to "${email}" has just been sent; try again in ${waitSeconds} seconds`,
      { retryAfterSeconds: waitSeconds },
    );
  }

  isTooSoon(gid: number, email: string): boolean {
    return this.#waitSeconds(gid, email) > 0;
  }

  #waitSeconds(gid: number, email: string): number {
    return (this.#sent.get(keyOf(gid, email)) ?? 0) + INTERVAL_SECONDS - nowSeconds(this.#clock);
  }

  #forgetOldest(): void {
    const oldest = this.#sent.keys().next();
    if (!oldest.done) this.#sent.delete(oldest.value);
  }
}

function keyOf(gid: number, email: string): string {
  return `${gid} ${email}`;
}
