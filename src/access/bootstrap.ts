import { randomToken } from "../base/secrets.ts";
import { parseEmail, parseUsername } from "../model/ids.ts";
import type { Store } from "../store/store.ts";
import { countUsers } from "../store/users.ts";
import type { NewAccounts } from "./new-accounts.ts";

/** What the first operator is shown, this once. */
export interface FirstOperator {
  readonly id: string;
  readonly apikey: string;
  readonly password: string;
}

/** Whether nobody exists yet, so that the first operator may be made. */
export async function isEmpty(store: Store): Promise<boolean> {
  return (await store.read((db) => countUsers(db))) === 0;
}

/** Makes the first operator; the caller has seen that the database is empty. */
export async function bootstrap(
  accounts: NewAccounts,
  username: string,
  email: string,
): Promise<FirstOperator> {
  const id = parseUsername(username);
  // 96 bits as text: a password one can type once, meant to be replaced.
  const password = randomToken(12);
  const { apikey } = await accounts.createOperator({
    id,
    attributes: { email: parseEmail(email), password },
  });
  return { id, apikey, password };
}
