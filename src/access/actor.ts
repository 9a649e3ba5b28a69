import type { ApiKey } from "../model/api-key.ts";
import type { Session } from "../model/session.ts";
import type { User } from "../model/user.ts";
import type { ClaimMemory } from "./claim-memory.ts";

/** Where a call came from. */
export interface Origin {
  readonly address: string;
  /** The User-Agent header, cut to a sane length. */
  readonly client: string;
  readonly requestId: string;
}

interface Caller {
  readonly user: User;
  /** Holds the privilege `admin` at this instant. */
  readonly isOperator: boolean;
  readonly origin: Origin;
}

/** A caller with an API key. */
export interface KeyActor extends Caller {
  readonly key: ApiKey;
  /** What calls with this key have claimed. */
  readonly claims: ClaimMemory;
  readonly session?: undefined;
}

/** A person who has signed in. */
export interface SessionActor extends Caller {
  readonly session: Session;
  readonly key?: undefined;
}

/** An authenticated caller: the first argument of every use case. */
export type Actor = KeyActor | SessionActor;
