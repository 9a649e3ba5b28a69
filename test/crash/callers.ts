import assert from "node:assert/strict";
import { Random } from "../../src/cli/seed/random.ts";
import { type Exchange, exchangeWith } from "../exchange.ts";
import type { CallersBook, Effects } from "./callers-book.ts";
import { counterName, usageName } from "./found-books.ts";

export const GROUP = "company";
const FILE = "44d88612fea8a8f36de82e1278abb02f";
/** Out of so many calls one changes something that only an operator may. */
const CHANGES_PER_CALL = 0.02;
/** And one reads usage, for which what was recorded is folded into the tables. */
const READINGS_PER_CALL = 0.2;

export interface Caller {
  readonly id: string;
  readonly apikey: string;
}

/** One round of calls: to a server that will die in the middle of it. */
export interface Round {
  readonly name: string;
  readonly url: string;
  readonly instant: string;
  readonly book: CallersBook;
  readonly users: readonly Caller[];
  readonly operator: Caller;
  /** Users whose creation was answered, and those of which nothing was heard. */
  readonly created: Set<string>;
  readonly perhapsCreated: Set<string>;
}

/** A caller on a connection of its own, who calls until the server is gone. */
export async function callUntilItDies(round: Round, seed: number): Promise<void> {
  using exchange = exchangeWith(round.url);
  const random = new Random(seed);
  for (let turn = 0; ; turn += 1) {
    const isAlive = await takeTurn(exchange, round, random, `u-${round.name}-${seed >>> 0}-${turn}`);
    if (!isAlive) return;
  }
}

function takeTurn(exchange: Exchange, round: Round, random: Random, newId: string): Promise<boolean> {
  if (random.chance(CHANGES_PER_CALL)) return createUser(exchange, round, newId);
  return random.chance(READINGS_PER_CALL) ? readUsage(exchange, round) : spend(exchange, round, random);
}

async function spend(exchange: Exchange, { users, instant, book }: Round, random: Random): Promise<boolean> {
  const user = users[Math.floor(random.fraction() * users.length)];
  assert.ok(user);
  const kind = random.fraction();
  const effects = effectsOf(user.id, kind < 0.3, instant);
  try {
    const { status, text } = await send(exchange, user.apikey, kind);
    if (status === 200) book.noteAnswered(effects);
    else {
      assert.equal(status, 429, text);
      book.noteRefused();
    }
    return true;
  } catch (error) {
    if (wasSent(error)) book.noteSwallowed(effects);
    return false;
  }
}

/** Downloads cost two quotas; files are asked of the gateway, which holds the units while the upstream answers. */
function send(exchange: Exchange, key: string, kind: number) {
  if (kind >= 0.6) return exchange("GET", `/api/v3/files/${FILE}`, { key });
  if (kind >= 0.3) return exchange("GET", `/authorize/api/v3/files/${FILE}`, { key });
  return exchange("POST", "/authorize/api/v3/intelligence/zip_files", { key });
}

function effectsOf(id: string, isDownload: boolean, instant: string): Effects {
  const bucket = isDownload ? "zip_files" : "files";
  return [id, GROUP].flatMap((subject) => [
    counterName(subject, "api_requests_hourly", instant),
    counterName(subject, "api_requests_daily", instant),
    counterName(subject, "api_requests_monthly", instant),
    ...(isDownload ? [counterName(subject, "intelligence_downloads_monthly", instant)] : []),
    usageName(subject, bucket, instant),
  ]);
}

async function createUser(
  exchange: Exchange,
  { operator, created, perhapsCreated }: Round,
  id: string,
): Promise<boolean> {
  const body = { data: { type: "user", id, attributes: { email: `${id}@example.com` } } };
  try {
    const { status, text } = await exchange("POST", "/api/v3/users", { key: operator.apikey, body });
    assert.equal(status, 200, text);
    created.add(id);
    return true;
  } catch (error) {
    if (wasSent(error)) perhapsCreated.add(id);
    return false;
  }
}

async function readUsage(exchange: Exchange, { operator }: Round): Promise<boolean> {
  try {
    const { status, text } = await exchange("GET", `/api/v3/groups/${GROUP}/api_usage`, {
      key: operator.apikey,
    });
    assert.equal(status, 200, text);
    return true;
  } catch (error) {
    wasSent(error);
    return false;
  }
}

/** Raises what is no broken connection. */
function wasSent(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  if (error.code === "ECONNREFUSED") return false;
  assert.ok(error.code === "ECONNRESET" || error.code === "EPIPE", String(error.code));
  return true;
}
