import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

// Opens connections that send the beginning of a request and nothing more, says when they are open and how many were
// turned away, and holds them until its standard input ends. A program of its own, so that only the server's side of
// them is in the memory of the test, and in its number of open files.
const [port, size, beginning] = process.argv.slice(2);

/** The server's queue of connections that nobody has accepted yet is shorter than the crowd. */
const CONNECTING_MAX = 100;

let closed = 0;
for (let open = 0; open < Number(size); open += CONNECTING_MAX) {
  const some = Array.from({ length: Math.min(CONNECTING_MAX, Number(size) - open) }, () =>
    connect({ host: "127.0.0.1", port: Number(port) }),
  );
  await Promise.all(some.map((socket) => once(socket, "connect")));
  for (const socket of some) {
    socket.on("error", () => {});
    socket.on("close", () => {
      closed += 1;
    });
    socket.resume();
    if (beginning) socket.write(beginning);
  }
}
process.stdout.write("open\n");
await text(process.stdin);
process.stdout.write(`${closed}\n`);
process.exit();
