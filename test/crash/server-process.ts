import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StartOrder } from "./killed-server.ts";

const PROGRAM = join(import.meta.dirname, "killed-server.ts");

/** The real server in a process of its own, loaded ahead of time so that a restart costs little. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor() {
    this.#child = spawn(process.execPath, [PROGRAM], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), "tollgate-test-compile-cache") },
    });
    this.#exited = once(this.#child, "exit");
    // Whoever is killed may leave the order that he was given unread.
    this.#child.stdin?.on("error", () => {});
  }

  /** Has it start; its address once it listens, undefined when it ended first. */
  async start(order: StartOrder): Promise<string | undefined> {
    if (this.#child.stdout === null) throw new Error("The process has no standard output");
    const address = once(createInterface(this.#child.stdout), "line").then(([line]) => String(line));
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    return Promise.race([address, this.#exited.then(() => undefined)]);
  }

  /** As the kernel does when memory runs out, or a person who has lost patience: nothing of it runs any more. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
