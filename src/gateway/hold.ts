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

  /** Resolves once the call is journalled; raises TransientError when it cannot be, and then it costs nothing. */
  async settle(charges: readonly Charge[]): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#admission.settle(this.#admitted, { bucket: this.#bucket, charges });
  }

  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#admission.release(this.#admitted);
  }
}
