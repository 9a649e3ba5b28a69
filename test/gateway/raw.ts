import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

/** Opens a connection on which anything can be said. */
export function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => {});
  return socket;
}

/** Sends bytes as they are and answers everything that comes back until the other side ends. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connectTo(url);
  socket.write(bytes, "latin1");
  return text(socket);
}

/** Status line, and the code and message of the error, of an answer. */
export function errorOf(answer: string): readonly [status: string, code: string, message: string] {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? "";
  const { error } = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
  return [status, error.code, error.message];
}
