// better-auth's API keys (https://www.better-auth.com/docs/plugins/api-key) behind node:http, on SQLite as it is fastest there:
// one process, write-ahead log, no wait for the disk. Each call verifies a key, which checks and writes its one rate limit
// (a window of an hour). It knows no quotas of a group and no other windows, and keeps no journal.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { announce } from "./announce.js";

const [file] = process.argv.slice(2);
const KEYS = 64;

const database = new DatabaseSync(file);
database.exec("pragma journal_mode = wal; pragma synchronous = normal");
const auth = betterAuth({
  database,
  baseURL: "http://127.0.0.1",
  secret: "a secret that is only good for benchmarks",
  telemetry: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: 3_600_000, maxRequests: 100_000_000 } })],
});
await (await getMigrations(auth.options)).runMigrations();

const keys = [];
const { internalAdapter } = await auth.$context;
for (let index = 0; index < KEYS; index += 1) {
  const user = await internalAdapter.createUser({
    name: `User ${index}`,
    email: `user-${index}@example.com`,
  });
  const { key } = await auth.api.createApiKey({ body: { userId: user.id } });
  keys.push(key);
}

const server = createServer(async (request, response) => {
  const { valid } = await auth.api.verifyApiKey({ body: { key: request.headers["x-apikey"] } });
  response.writeHead(valid ? 200 : 401, { "Content-Length": 0 });
  response.end();
});
announce(server, keys);
