import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import packageFile from "../package.json" with { type: "json" };
import { type Core, onCore, TICKS_PER_SECOND } from "./cores.ts";
import { untilListening } from "./free-port.ts";

const KIB = 1024;
/** Node's, as `npm start` gives them. */
const START_FLAGS = packageFile.scripts.start.split(" ").filter((word) => word.startsWith("--"));

export interface ServerSpec {
  /** Node's arguments, unless there is another program. */
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its log goes: a file, as in production. */
  readonly log: string;
  readonly core?: Core;
  readonly program?: string;
  /** Where it listens, when it does not say so itself. */
  readonly url?: URL | undefined;
}

/** A server in a process of its own, which tells its address on standard output. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly url: URL;

  static async start(spec: ServerSpec): Promise<ServerProcess> {
    const { environment, log, core = "server" } = spec;
    const [program = "", ...args] = onCore(core, [spec.program ?? process.execPath, ...spec.command]);
    const logFile = openSync(log, "a");
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", logFile],
      env: { PATH: process.env.PATH, ...environment },
    });
    closeSync(logFile);
    return new ServerProcess(child, await addressOf(child, spec));
  }

  private constructor(child: ChildProcess, url: URL) {
    this.#child = child;
    this.url = url;
  }

  /** Processor time so far, all threads together. */
  get cpuSeconds(): number {
    // The second field is a name in brackets that may hold spaces.
    const fields = this.#procFile("stat").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  get residentBytes(): number {
    return this.#statusKib("VmRSS") * KIB;
  }

  get residentBytesMax(): number {
    return this.#statusKib("VmHWM") * KIB;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #statusKib(name: string): number {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(this.#procFile("status"))?.[1]);
  }

  #procFile(name: string): string {
    return readFileSync(`/proc/${this.#child.pid}/${name}`, "utf8");
  }
}

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export function startBareServer(folder: string, bodyBytes: number): Promise<ServerProcess> {
  const log = join(folder, `bare-${bodyBytes}.log`);
  return ServerProcess.start({ command: [pathOf("bare-server.ts"), String(bodyBytes)], log });
}

/** Beside the load, so that all of the servers' core is left to what is measured. */
export function startBareUpstream(folder: string): Promise<ServerProcess> {
  const log = join(folder, "bare-upstream.log");
  return ServerProcess.start({ command: [pathOf("bare-upstream.ts")], log, core: "load" });
}

export function startBareProxy(folder: string, upstream: URL): Promise<ServerProcess> {
  const log = join(folder, "bare-proxy.log");
  return ServerProcess.start({ command: [pathOf("bare-proxy.ts"), upstream.origin], log });
}

/** A throw-away PostgreSQL cluster with the durability of one that is not; its address is a database's. */
export function startPostgres(folder: string, core: Core): Promise<ServerProcess> {
  const announce = "echo The database listens on $TOLLGATE_TEST_POSTGRES_URL; exec sleep infinity";
  return ServerProcess.start({
    program: pathOf("../scripts/with-postgres"),
    command: ["sh", "-c", announce],
    environment: { POSTGRES_OPTIONS: "-c fsync=on -c synchronous_commit=on -c full_page_writes=on" },
    log: join(folder, "postgres.log"),
    core,
  });
}

export interface TollgateSpec {
  /** Its data folder; the log is written there. */
  readonly folder: string;
  readonly pepper: string;
  readonly compileCache?: string;
  /** Settings other than the default ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where it leaves a CPU profile when it ends. */
  readonly profileFolder?: string | undefined;
}

/** `tollgate serve`, with its default settings unless there are others. */
export function startTollgate(spec: TollgateSpec): Promise<ServerProcess> {
  const { folder, pepper, compileCache, settings, profileFolder } = spec;
  const profiling = profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`];
  const serve = [...START_FLAGS, pathOf("../bin/tollgate.js"), "serve", "--listen", "127.0.0.1:0"];
  return ServerProcess.start({
    command: [...profiling, ...serve],
    environment: {
      TOLLGATE_DATA_DIR: folder,
      TOLLGATE_KEY_PEPPER: pepper,
      ...settings,
      ...(compileCache && { NODE_COMPILE_CACHE: compileCache }),
    },
    log: join(folder, "server.log"),
  });
}

async function addressOf(child: ChildProcess, { log, url }: ServerSpec): Promise<URL> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const address = /listens on (\w+:\/\/\S+)\n/.exec(output)?.[1];
    if (address !== undefined) resolve(new URL(address));
  });
  child.once("error", reject);
  child.once("exit", (code) =>
    reject(new Error(`The server ended with ${code}: ${readFileSync(log, "utf8")}`)),
  );
  if (url !== undefined) void untilListening(url).then(() => resolve(url), reject);
  return promise;
}
