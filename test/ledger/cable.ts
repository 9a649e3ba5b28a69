import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What lies between a server and its database, and can be cut. */
export class Cable implements AsyncDisposable {
  /** The database's address by way of the cable. */
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();

  static async lay(databaseUrl: string): Promise<Cable> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const cable = new Cable(server, databaseUrl);
    server.on("connection", (near) => cable.#join(near, connect({ host: hostname, port: Number(port) })));
    return cable;
  }

  private constructor(server: Server, databaseUrl: string) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${this.#port}`;
    this.url = url.href;
  }

  /** Every connection breaks, and new ones are refused. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }

  #join(near: Socket, far: Socket): void {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }
}
