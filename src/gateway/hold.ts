import type { Admission, Admitted } from "../access/admission.ts";
import type { Charge } from "../ledger/entry.ts";

/** What an admitted call holds, until it is settled or given back: one of them, once. */
export class Hold {
  readonly #admission: Admission;
  readonly #admitted: Extract<Admitted, { ok: true }>;
  readonly #bucket: string;
  #isOver = false;

  constructor(admission: Admission, admitted: Extract<Admitted, { ok: true }>, bucket: string) {
    this.#admission = admission;
    this.#admitted = admitted;
    this.#bucket = bucket;
  }

  /**
   * To be awaited, where it is not undefined, before the call goes anywhere: the last one could not be recorded. Raises
   * TransientError when this one could not be either, and then it costs nothing: else an upstream's quota would be
   * spent for answers that nobody gets.
   */
  proof(): Promise<void> | undefined {
    return this.#admission.proof()?.catch((error: unknown) => {
      this.release();
      throw error;
    });
  }

  /** Resolves once the call is journalled; raises TransientError when it cannot be, and then it costs nothing. */
  settle(charges: readonly Charge[]): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#isOver = true;
    return this.#admission.settle(this.#admitted, { bucket: this.#bucket, charges });
  }

  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#admission.release(this.#admitted);
  }
}
