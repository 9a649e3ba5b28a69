import { sign } from "../base/secrets.ts";
import { deleteAllKeys } from "../store/api-keys.ts";
import { deleteAllInvitations } from "../store/invitations.ts";
import { pepperFingerprint, setPepperFingerprint } from "../store/key-pepper.ts";
import { deleteAllPasswordResets } from "../store/password-resets.ts";
import { deleteAllSessions } from "../store/sessions.ts";
import { deleteAllSsoGrants } from "../store/sso-grants.ts";
import type { Store } from "../store/store.ts";
import { deleteAllTotp } from "../store/totp.ts";
import type { Audit } from "./audit.ts";
import { isEmpty } from "./bootstrap.ts";

/** What could not be used without the pepper that is gone. */
export interface Forgotten {
  readonly keys: number;
  readonly invitations: number;
  readonly sessions: number;
  readonly secondFactors: number;
}

/**
 * Notes at the first start which pepper the keys are hashed with, and raises an Error that says what to do when it is
 * another one later: every key would be refused as if it were wrong.
 */
export async function requireSamePepper(store: Store, pepper: string): Promise<void> {
  const fingerprint = fingerprintOf(pepper);
  const known = await store.read(pepperFingerprint);
  if (known === fingerprint) return;
  if (known !== undefined && !(await isEmpty(store))) {
    throw new Error(
      "This key pepper is not the one that the database's keys were hashed with; put the right one back. If it is lost for good, run `tollgate forget-keys`",
    );
  }
  await store.transaction((tx) => setPepperFingerprint(tx, fingerprint));
}

/** Makes a fresh start with another pepper: every API key, invitation, session and second factor is deleted, accounts and passwords stay. */
export async function forgetKeys(store: Store, audit: Audit, pepper: string): Promise<Forgotten> {
  return store.transaction(async (tx) => {
    const forgotten = {
      keys: await deleteAllKeys(tx),
      invitations: await deleteAllInvitations(tx),
      sessions: await deleteAllSessions(tx),
      secondFactors: await deleteAllTotp(tx),
    };
    await deleteAllPasswordResets(tx);
    await deleteAllSsoGrants(tx);
    await setPepperFingerprint(tx, fingerprintOf(pepper));
    await audit.record(tx, null, {
      action: "DELETE_API_KEY",
      targetType: "api_key",
      target: "(all)",
      before: forgotten,
    });
    return forgotten;
  });
}

function fingerprintOf(pepper: string): string {
  return sign(pepper, "fingerprint", "");
}
