/** How an upstream has been doing since the server started; instants in unix seconds. */
export interface UpstreamStatus {
  /** Where it is served here, such as `/api/v3`. */
  readonly prefix: string;
  /** Where it is. */
  readonly url: string;
  /** By the last that was heard of it; undefined while nothing was. */
  readonly isReachable: boolean | undefined;
  readonly lastSuccess: number | undefined;
  readonly lastFailure: { readonly at: number; readonly reason: string } | undefined;
  readonly lastCheck: UpstreamCheck | undefined;
  readonly callsInFlight: number;
  readonly answers: number;
  readonly failures: number;
  /** Of the last answers, from being asked until its answer began; undefined while there was none. */
  readonly latencyMs: { readonly median: number; readonly p95: number } | undefined;
}

/** What came of looking whether it answers at all. */
export interface UpstreamCheck {
  readonly at: number;
  readonly latencyMs: number;
  /** Undefined when it answered. */
  readonly problem: string | undefined;
}
