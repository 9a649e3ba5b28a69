/** Connections are idle while another server has its turn. */
const KEEP_ALIVE_TIMEOUT_MS = 600_000;

/** Listens, and says where; `/keys` lists the keys that calls can be made with. */
export function announce(server, keys) {
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  const [answer] = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url === "/keys") response.end(JSON.stringify(keys));
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1", () => {
    console.log(`The peer listens on http://127.0.0.1:${server.address().port}`);
  });
  process.once("SIGTERM", () => process.exit(0));
}
