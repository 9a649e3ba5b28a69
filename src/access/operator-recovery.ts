import { hashPassword } from "../base/passwords.ts";
import { randomToken } from "../base/secrets.ts";
import { badRequest, notFound } from "../model/errors.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import { deleteSsoGrant } from "../store/sso-grants.ts";
import type { Store } from "../store/store.ts";
import { deleteTotp } from "../store/totp.ts";
import { findUser, updateUser } from "../store/users.ts";
import type { Audit } from "./audit.ts";
import type { FirstOperator } from "./bootstrap.ts";
import type { KeyIssuer } from "./key-issuing.ts";

export interface OperatorRecoveryDependencies {
  readonly store: Store;
  readonly audit: Audit;
  readonly keys: KeyIssuer;
}

/**
 * For whoever has the machine: makes an account an active operator again, with a new password and a new key and without
 * a second factor. Its other keys and privileges stay. Raises NotFoundError, BadRequestError for a service account.
 */
export async function recoverOperator(
  { store, audit, keys }: OperatorRecoveryDependencies,
  username: string,
): Promise<FirstOperator> {
  const password = randomToken(12);
  const hash = await hashPassword(password);
  return store.transaction(async (tx) => {
    const user = await findUser(tx, username);
    if (user === undefined) throw notFound("User", username);
    if (user.kind !== "user")
      throw badRequest(`"${user.id}" is a service account, which cannot be an operator`);
    const privileges = { ...user.privileges, admin: { granted: true } };
    await deleteTotp(tx, user.uid);
    await deleteSessionsOf(tx, user.uid);
    await deleteSsoGrant(tx, user.uid);
    await updateUser(tx, user, {
      passwordHash: hash,
      privileges,
      status: "active",
      has2fa: false,
      sso: null,
      ssoSuspended: false,
    });
    const { key, secret } = await keys.issue(tx, user.uid, { label: "recovery" });
    await audit.record(tx, null, {
      action: "RECOVER_OPERATOR",
      targetType: "user",
      target: user.id,
      groupId: user.membership?.groupId ?? null,
      before: { status: user.status, has_2fa: user.has2fa, privileges: user.privileges },
      after: { status: "active", has_2fa: false, privileges, password_changed: true, key: key.id },
    });
    return { id: user.id, apikey: secret, password };
  });
}
