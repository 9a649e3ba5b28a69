import { connect, type Socket } from "node:net";
import { AnswerReader } from "./answers.ts";

const CLOSED = "The server closed the connection";
const KIB = 1024;
const READ_BYTES = 64 * KIB;

/** Who waits for the answer to the request that is under way. */
export interface Waiting {
  readonly answered: (connection: Connection) => void;
  readonly failed: (error: unknown) => void;
}

/** One kept-alive connection with one request under way at most. */
export class Connection {
  readonly #socket: Socket;
  readonly #answers = new AnswerReader();
  #waiting: Waiting | undefined;
  /** When the request under way was sent, or should have been; by performance.now(). */
  startMs = 0;

  static async open(url: URL): Promise<Connection> {
    let connection: Connection | undefined;
    const socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      // One buffer for everything that is read here spares a stream and an allocation for each answer.
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (length, buffer) => {
          connection?.take(buffer, length);
          return true;
        },
      },
    });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    connection = new Connection(socket);
    return connection;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", (error) => this.#waiting?.failed(error));
    socket.on("close", () => this.#waiting?.failed(new Error(CLOSED)));
  }

  send(request: Buffer, startMs: number, waiting: Waiting): void {
    this.startMs = startMs;
    this.#waiting = waiting;
    if (this.#socket.destroyed) waiting.failed(new Error(CLOSED));
    else this.#socket.write(request);
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  take(buffer: Uint8Array, length: number): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    try {
      if (!this.#answers.take(buffer, length)) return;
      this.#waiting = undefined;
      waiting.answered(this);
    } catch (error) {
      waiting.failed(error);
    }
  }
}
