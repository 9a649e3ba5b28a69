import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";

/** What is stored in place of a high-entropy secret such as an API key: 64 hex characters. Never for passwords. */
export function hashSecret(pepper: string, secret: string): string {
  return hash("sha256", pepper + secret);
}

/** SHA-256 of a text in hex, for chains and fingerprints of what is not secret. */
export function digest(text: string): string {
  return hash("sha256", text);
}

/** Compares without telling, by its duration, how much of a guess was right. */
export function secretsEqual(left: string, right: string): boolean {
  // Digests have one length, so that the length of the secret does not show either.
  return timingSafeEqual(hash("sha256", left, "buffer"), hash("sha256", right, "buffer"));
}

export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

/** HMAC-SHA256 in base64url. A signature made for one purpose is worth nothing for another. */
export function sign(pepper: string, purpose: string, payload: string): string {
  return createHmac("sha256", pepper).update(`${purpose.length}:${purpose}${payload}`).digest("base64url");
}

export function verifySignature(
  pepper: string,
  purpose: string,
  payload: string,
  signature: string,
): boolean {
  return secretsEqual(sign(pepper, purpose, payload), signature);
}
