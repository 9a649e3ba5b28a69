// rate-limiter-flexible (https://github.com/animir/node-rate-limiter-flexible/wiki) behind node:http, with six limiters for each
// call: hour, day and month, of the caller and of his group. It takes the header for the caller and checks no key; the six
// are consumed each for itself, so that a call that one refuses has consumed the others; windows begin with their first call
// and not with the calendar's; and there is no journal. On Redis and PostgreSQL nothing waits for a disk; in memory nothing
// survives the process.
import { createServer } from "node:http";
import { Redis } from "ioredis";
import pg from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from "rate-limiter-flexible";
import { announce } from "./announce.js";

const [address] = process.argv.slice(2);
const KEYS = 64;
const POINTS = 100_000_000;
// In memory a month of 30 days would overflow its timer, and be over at once.
const WINDOWS_SECONDS = [3600, 86_400, 24 * 86_400];

const makers = { "memory:": inMemory, "redis:": onRedis, "postgres:": onPostgres };
const limiterOf = makers[new URL(address).protocol]();
const limitersOf = async (side) => {
  const limiters = [];
  for (const duration of WINDOWS_SECONDS) {
    limiters.push(await limiterOf({ points: POINTS, duration, keyPrefix: `${side}${duration}` }));
  }
  return limiters;
};
const ofUsers = await limitersOf("user");
const ofGroups = await limitersOf("group");

const server = createServer(async (request, response) => {
  const user = request.headers["x-apikey"];
  let status = 200;
  try {
    await Promise.all([
      ...ofUsers.map((limiter) => limiter.consume(user)),
      ...ofGroups.map((limiter) => limiter.consume("team")),
    ]);
  } catch {
    status = 429;
  }
  response.writeHead(status, { "Content-Length": 0 });
  response.end();
});
announce(
  server,
  Array.from({ length: KEYS }, (_, index) => `user-${index}`),
);

function inMemory() {
  return async (options) => new RateLimiterMemory(options);
}

function onRedis() {
  const storeClient = new Redis(address, { enableAutoPipelining: true });
  return async (options) => new RateLimiterRedis({ storeClient, ...options });
}

function onPostgres() {
  // As durable as Tollgate's journal is there by default.
  const storeClient = new pg.Pool({ connectionString: address, options: "-c synchronous_commit=off" });
  return (options) =>
    new Promise((resolve, reject) => {
      const limiter = new RateLimiterPostgres({ storeClient, ...options, tableName: "limits" }, (error) =>
        error ? reject(error) : resolve(limiter),
      );
    });
}
