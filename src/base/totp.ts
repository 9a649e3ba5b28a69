import { createHmac, randomBytes } from "node:crypto";
import { secretsEqual } from "./secrets.ts";

/** RFC 6238 with what every authenticator knows: HMAC-SHA-1, steps of 30 seconds, six digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
/** Steps before and after the present one, for clocks that are a little off. */
const DRIFT_STEPS = 1;
/** RFC 4648. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new secret in base32, as people type it. */
export function newTotpSecret(): string {
  const bits = [...randomBytes(SECRET_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}

/** The code of a step, which is unix time divided by 30 seconds. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
}

/** The step whose code this is, around the present one and after `afterStep`; undefined when there is none. */
export function matchingStep(
  secret: string,
  code: string,
  nowSeconds: number,
  afterStep: number,
): number | undefined {
  const now = stepAt(nowSeconds);
  let found: number | undefined;
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step += 1) {
    // All are compared, so that the time does not tell which was near.
    if (secretsEqual(totpCode(secret, step), code) && step > afterStep) found = step;
  }
  return found;
}

export function stepAt(seconds: number): number {
  return Math.floor(seconds / STEP_SECONDS);
}

/** For a QR code: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauthUri(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
}

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
