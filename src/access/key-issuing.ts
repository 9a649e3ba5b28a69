import { generateApiKey } from "../base/api-key.ts";
import { type Clock, nowSeconds } from "../base/clock.ts";
import { randomId } from "../base/ids.ts";
import { hashSecret } from "../base/secrets.ts";
import type { ApiKey } from "../model/api-key.ts";
import { expiryWithin } from "../model/key-policy.ts";
import { insertKey } from "../store/api-keys.ts";
import type { Db } from "../store/database.ts";
import { keyPolicyOfOwner } from "../store/users.ts";

export interface KeyOptions {
  readonly label?: string;
  readonly expiresAt?: number | null;
  readonly allowedAddresses?: readonly string[];
  readonly readOnly?: boolean;
}

/** A new key: what is stored of it, and the key itself, which exists nowhere else. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/** Makes API keys; the one place where a usable key exists. */
export class KeyIssuer {
  readonly #clock: Clock;
  readonly #pepper: string;

  constructor(clock: Clock, pepper: string) {
    this.#clock = clock;
    this.#pepper = pepper;
  }

  /** What nobody has said of the key is as the policy of its owner's group has it. */
  async issue(tx: Db, uid: number, options: KeyOptions = {}): Promise<IssuedKey> {
    const secret = generateApiKey();
    const now = nowSeconds(this.#clock);
    const policy = await keyPolicyOfOwner(tx, uid);
    const key = await insertKey(tx, {
      id: randomId(),
      uid,
      hash: hashSecret(this.#pepper, secret),
      prefix: secret.slice(0, 8),
      label: options.label ?? "",
      createdAt: now,
      expiresAt: expiryWithin(policy, options.expiresAt ?? null, now),
      allowedAddresses: options.allowedAddresses ?? [],
      readOnly: options.readOnly ?? false,
    });
    return { key, secret };
  }
}
