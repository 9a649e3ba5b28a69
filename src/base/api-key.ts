import { hash, randomBytes } from "node:crypto";

const RANDOM_BYTES = 28;
const RANDOM_LENGTH = RANDOM_BYTES * 2;
const CHECKSUM_LENGTH = 8;

/** 64 lowercase hex characters: 224 random bits, then a checksum of them. */
export function generateApiKey(): string {
  const random = randomBytes(RANDOM_BYTES).toString("hex");
  return random + checksum(random);
}

/** Whether the text can be a key of ours; garbage is refused here, without a look-up. */
export function isApiKey(text: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(text)) return false;
  return text.endsWith(checksum(text.slice(0, RANDOM_LENGTH)));
}

/** Whether the text must be treated as a key: kept out of logs, and never taken for a username. */
export function looksLikeApiKey(text: string): boolean {
  return /^[0-9a-fA-F]{64}$/.test(text);
}

function checksum(random: string): string {
  return hash("sha256", random).slice(0, CHECKSUM_LENGTH);
}
