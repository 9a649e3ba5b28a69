/** An API key as stored: never the key itself. Times are unix seconds. */
export interface ApiKey {
  readonly id: string;
  readonly uid: number;
  /** The first eight characters of the key. */
  readonly prefix: string;
  readonly label: string;
  readonly createdAt: number;
  /** The key is refused from this second on; null: never expires. */
  readonly expiresAt: number | null;
  readonly lastUsed: LastUse | null;
  /** Addresses and CIDR ranges the key may be used from; empty: from anywhere. */
  readonly allowedAddresses: readonly string[];
  /** A read-only key may only call GET endpoints. */
  readonly readOnly: boolean;
}

export interface LastUse {
  readonly at: number;
  readonly address: string;
  /** The User-Agent header. */
  readonly client: string;
}
