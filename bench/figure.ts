/** One number that the product promises, as it was measured. */
export interface Figure {
  readonly name: string;
  /** Median over the rounds. */
  readonly value: number;
  readonly unit: "×" | "ms" | "s" | "MiB";
  /** Without it, nothing is promised. */
  readonly must?: { readonly atLeast: number } | { readonly atMost: number };
  /** The value of every round, in order. */
  readonly rounds: readonly number[];
  /** What it was made of, for people. */
  readonly details: Readonly<Record<string, number>>;
}

export function holds({ value, must }: Figure): boolean {
  if (must === undefined) return true;
  return "atLeast" in must ? value >= must.atLeast : value <= must.atMost;
}
