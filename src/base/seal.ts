import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Closes short texts so that only who has the pepper can read or make them, in characters that a URL can
 * hold. What was sealed for one purpose cannot be opened for another.
 */
export class Seal {
  readonly #key: Buffer;

  constructor(pepper: string, purpose: string) {
    this.#key = Buffer.from(hkdfSync("sha256", pepper, "", purpose, KEY_BYTES));
  }

  close(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const closed = [cipher.update(text, "utf8"), cipher.final()];
    return Buffer.concat([nonce, ...closed, cipher.getAuthTag()]).toString("base64url");
  }

  /** undefined for anything that was not sealed here, or was changed since. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    // The decoder skips what is not base64url, so that one text would have many spellings.
    if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== sealed) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
      return opened + decipher.final("utf8");
    } catch {
      return undefined;
    }
  }
}
