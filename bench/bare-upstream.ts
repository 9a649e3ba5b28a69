import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An upstream that costs next to nothing: a kilobyte of JSON like VirusTotal's, with a link to itself. */
const BODY_BYTES = 1024;
const ID = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/** Connections are idle while another server has its turn. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS });
server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const body = bodyWith(`${url}/api/v3/files/${ID}`);
  const headers = { "Content-Type": "application/json; charset=utf-8", "Content-Length": BODY_BYTES };
  server.on("request", (_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
  console.log(`The bare upstream listens on ${url}`);
});
process.once("SIGTERM", () => process.exit(0));

function bodyWith(self: string): Buffer {
  const object = (names: readonly string[]) =>
    JSON.stringify({
      data: {
        id: ID,
        type: "file",
        links: { self },
        attributes: { reputation: 0, type_description: "Text", names },
      },
    });
  return Buffer.from(object(["x".repeat(BODY_BYTES - object([""]).length)]));
}
