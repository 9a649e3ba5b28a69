import type { z } from "zod";
import type { account, quotas, serviceAccount, user } from "../wire/account.ts";
import type { descriptor } from "../wire/envelope.ts";
import type { group } from "../wire/group.ts";

/** The objects of the API as its answers hold them. Only types: the client runs without zod. */
export type User = z.output<typeof user>;
export type ServiceAccount = z.output<typeof serviceAccount>;
/** A user or a service account. */
export type Account = z.output<typeof account>;
export type Group = z.output<typeof group>;
export type Descriptor = z.output<typeof descriptor>;
export type Quotas = z.output<typeof quotas>;

/** Attributes to write; the server says which there are and who may. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The envelope of every answer that holds one thing. */
export interface Answer<Data> {
  readonly data: Data;
}
