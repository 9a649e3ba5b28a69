/** Rows of a list of any length, of which some are here and the others come when they are in sight. */
export interface LongRows<Row> {
  /** How many places the list has. */
  readonly count: number;
  /** Undefined: on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Told which places are in sight, the first one and the one behind the last. */
  readonly onSight: (first: number, last: number) => void;
}

/** The same with what there is to say about how they come. */
export interface AnsweredRows<Row> extends LongRows<Row> {
  /** How many the server says there are in all. */
  readonly total: number;
  /** Nothing can be shown yet. */
  readonly isPending: boolean;
  /** What is shown is of the question before, whose answer stays until there is a new one. */
  readonly isOutdated: boolean;
  readonly error: Error | null;
  readonly onRetry: () => void;
}
