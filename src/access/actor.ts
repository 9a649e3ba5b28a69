import type { ApiKey } from "../model/api-key.ts";
import type { User } from "../model/user.ts";

/** Where a call came from. */
export interface Origin {
  readonly address: string;
  /** The User-Agent header, cut to a sane length. */
  readonly client: string;
  readonly requestId: string;
}

/** An authenticated caller: the first argument of every use case. */
export interface Actor {
  readonly user: User;
  readonly key: ApiKey;
  /** Holds the privilege `admin` at this instant. */
  readonly isOperator: boolean;
  readonly origin: Origin;
}
