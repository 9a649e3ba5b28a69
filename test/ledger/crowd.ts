import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** The server's queue of connections that nobody has accepted yet is shorter than the crowd. */
const CONNECTING_MAX = 100;

/** Connections that are all open before the first of them says anything, so that their calls come at once. */
export class Crowd implements Disposable {
  readonly #sockets: readonly Socket[];
  readonly #host: string;

  static async gather(url: string, size: number): Promise<Crowd> {
    const { hostname, port, host } = new URL(url);
    const sockets: Socket[] = [];
    while (sockets.length < size) {
      const count = Math.min(CONNECTING_MAX, size - sockets.length);
      const some = Array.from({ length: count }, () => connect({ host: hostname, port: Number(port) }));
      await Promise.all(some.map((socket) => once(socket, "connect")));
      sockets.push(...some);
    }
    return new Crowd(sockets, host);
  }

  private constructor(sockets: readonly Socket[], host: string) {
    this.#sockets = sockets;
    this.#host = host;
  }

  /** Has each send a GET; how many answers there were of each status. */
  async ask(path: string, key: string): Promise<Readonly<Record<number, number>>> {
    const request = `GET ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nx-apikey: ${key}\r\n\r\n`;
    const answers = this.#sockets.map((socket) => once(socket, "data"));
    for (const socket of this.#sockets) socket.write(request);
    const counts: Record<number, number> = {};
    for (const [bytes] of await Promise.all(answers)) {
      const status = Number(String(bytes).slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
