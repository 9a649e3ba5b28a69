import { generateApiKey, isApiKey } from "../base/api-key.ts";
import { hashSecret } from "../base/secrets.ts";

/** What a token is good for: its hash is never that of a key or of a token for something else. */
export type TokenPurpose = "invitation" | "session" | "password-reset";

/** What goes into a link or a cookie, and what is stored of it. */
export interface NewToken {
  readonly token: string;
  readonly hash: string;
}

/** Tokens have the shape of API keys, so that logs treat them as such and garbage is refused without a look-up. */
export function newToken(pepper: string, purpose: TokenPurpose): NewToken {
  const token = generateApiKey();
  return { token, hash: hashSecret(pepper, `${purpose}:${token}`) };
}

/** What is stored of a token; undefined for what cannot be one. */
export function tokenHashOf(pepper: string, purpose: TokenPurpose, token: string): string | undefined {
  return isApiKey(token) ? hashSecret(pepper, `${purpose}:${token}`) : undefined;
}
