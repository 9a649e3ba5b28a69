import { hashSecret, randomToken } from "../base/secrets.ts";

const COUNT = 10;
const HALF_LENGTH = 5;
/** Crockford's alphabet: nothing in it is mistaken for anything else. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ten codes of fifty random bits, such as `k3v9x-0bw7q`: enough for what is guessed at over the network only. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const bytes = Buffer.from(randomToken(2 * HALF_LENGTH), "hex");
    const text = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
    return `${text.slice(0, HALF_LENGTH)}-${text.slice(HALF_LENGTH)}`;
  });
}

/** What is stored of a code; however it was typed. */
export function recoveryCodeHash(pepper: string, uid: number, code: string): string {
  const plain = code.toLowerCase().replace(/[^0-9a-z]/g, "");
  return hashSecret(pepper, `recovery-code:${uid}:${plain}`);
}
