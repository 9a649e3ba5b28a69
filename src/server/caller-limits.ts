const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long callers may take, and how many may be connected. */
export interface CallerLimits {
  /** For the head of a request, from the first byte on, or from the connection on for its first one. */
  readonly headersMs: number;
  /** For a whole request. Those who read bodies have shorter limits of their own. */
  readonly requestMs: number;
  /** How often it is looked for connections on which a request is late. */
  readonly checkMs: number;
  /** For a whole body to one of our own endpoints. */
  readonly ownBodyMs: number;
  /** How long a caller may pause while he reads an answer. */
  readonly stallMs: number;
  /** How long a connection without a request is kept. */
  readonly keepAliveMs: number;
  /** Whoever comes when there are so many is turned away. */
  readonly connectionsMax: number;
}

export const CALLER_LIMITS: CallerLimits = {
  headersMs: 20 * SECOND_MS,
  // VirusTotal's 650 MB at 200 kB/s.
  requestMs: 60 * MINUTE_MS,
  checkMs: 5 * SECOND_MS,
  // A body for ourselves is small; one that takes longer is not coming.
  ownBodyMs: MINUTE_MS,
  stallMs: 2 * MINUTE_MS,
  // Longer than the usual 60 s of proxies in front, so that it is they who end an idle connection.
  keepAliveMs: 65 * SECOND_MS,
  connectionsMax: 16_384,
};
