import type { LastUse } from "../model/api-key.ts";

/** What one call, or several alike, leaves in the journal. */
export interface Entry {
  readonly uid: number;
  /** The group that pays, in whose usage the call shows; 0 for none. */
  readonly gid: number;
  /** The endpoint's bucket, e.g. `files`. */
  readonly bucket: string;
  /** How many calls; 1 when absent. */
  readonly calls?: number;
  /** What they cost together; a call without charges was free. */
  readonly charges?: readonly Charge[];
  /** The instant of the decision in unix seconds, to whose windows the call belongs; now when absent. */
  readonly at?: number;
  /** The key that was used; it is noted at most once a minute unless its user moved. */
  readonly keyUse?: KeyUse | undefined;
}

export interface Charge {
  /** A quota, or a family such as `api_requests`. */
  readonly quota: string;
  /** Negative gives back of a live count what no longer exists. */
  readonly cost: number;
  /** The group that pays, where it is another than the entry's. */
  readonly gid?: number;
}

export interface KeyUse {
  readonly keyId: string;
  readonly lastUse: LastUse;
}
