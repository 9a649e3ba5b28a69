import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * The yardstick: what node:http itself costs for a small answer, and nothing else.
 * node bench/bare-server.ts BYTES
 */
const BODY = "x".repeat(Number(process.argv[2]));
const HEADERS = { "Content-Type": "text/plain", "Content-Length": BODY.length };

/** Connections are idle while another server has its turn. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS }, (_request, response) => {
  response.writeHead(200, HEADERS);
  response.end(BODY);
});
server.listen(0, "127.0.0.1", () => {
  console.log(`The bare server listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => process.exit(0));
