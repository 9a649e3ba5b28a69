import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { Places } from "./places.ts";

/** Raised when so many passwords wait to be computed that the next would wait too long; try again later. */
export class PasswordQueueFullError extends Error {
  constructor() {
    super("too many passwords are being checked at once");
    this.name = "PasswordQueueFullError";
  }
}

/** Argon2id in PHC string form, salted anew each time. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await computeInTurn(password, salt, CURRENT_COST);
  return `$argon2id$v=19$m=${CURRENT_COST.memory},t=${CURRENT_COST.passes},p=${CURRENT_COST.parallelism}$${encode(salt)}$${encode(key)}`;
}

/**
 * Whether the password is the stored one. Without a stored hash the same work is done in vain, so that the time of the
 * answer does not tell which accounts exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const expected = stored === null ? undefined : parse(stored);
  const { salt, key, cost } = expected ?? DUMMY;
  const computed = await computeInTurn(password, salt, cost);
  return timingSafeEqual(computed, key) && expected !== undefined;
}

interface Cost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

interface StoredPassword {
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly cost: Cost;
}

const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const CURRENT_COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
/** A stored hash asking for more than this was not made here, and would be a way to exhaust the machine. */
const COST_MAX: Cost = { memory: 65_536, passes: 8, parallelism: 4 };
const DUMMY: StoredPassword = {
  salt: Buffer.alloc(SALT_BYTES),
  key: Buffer.alloc(KEY_BYTES),
  cost: CURRENT_COST,
};

/** Half of Node's worker threads, so that a wave of sign-ins leaves the others to compression and files. */
const COMPUTATIONS_MAX = 2;
/** About a second and a half of work on one core. */
const WAITING_MAX = 64;

// NOTE: module state on purpose: memory and worker threads are shared by the whole process, and so is their bound.
const places = new Places(COMPUTATIONS_MAX);

const compute = promisify(argon2);

async function computeInTurn(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  if (places.waiting >= WAITING_MAX) throw new PasswordQueueFullError();
  return places.take(() => {
    // The same password typed on two keyboards may be composed differently; NFKC makes it one.
    const message = Buffer.from(password.normalize("NFKC"), "utf8");
    return compute("argon2id", { message, nonce: salt, tagLength: KEY_BYTES, ...cost });
  });
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{43})$/;

function parse(stored: string): StoredPassword | undefined {
  const match = PHC.exec(stored);
  if (match === null) return undefined;
  const cost = { memory: Number(match[1]), passes: Number(match[2]), parallelism: Number(match[3]) };
  const isComputable =
    cost.passes >= 1 && cost.parallelism >= 1 && cost.memory >= 8 * cost.parallelism && isAffordable(cost);
  if (!isComputable) return undefined;
  return { salt: Buffer.from(match[4] ?? "", "base64"), key: Buffer.from(match[5] ?? "", "base64"), cost };
}

function isAffordable(cost: Cost): boolean {
  return (
    cost.memory <= COST_MAX.memory &&
    cost.passes <= COST_MAX.passes &&
    cost.parallelism <= COST_MAX.parallelism
  );
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
