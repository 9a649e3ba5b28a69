import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";

const EXAMPLES = new URL("../../docs/examples/", import.meta.url);
/** Where `test/proxies/setup` puts what is no package of Debian's. */
const CACHE = fileURLToPath(new URL("../../.cache/proxies/", import.meta.url));
const START_MS_MAX = 20_000;

/** The key that the API behind a proxy asks for. */
export const LICENSED_KEY = "11ce2ced".repeat(8);

/** Where things are in a test, in the place of the addresses and files that the examples name. */
export interface Places {
  readonly folder: string;
  readonly tollgatePort: number;
  readonly apiPort: number;
  readonly authorityFile: string;
}

interface Launch {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A proxy that docs/examples has a configuration for. */
export interface ProxyKind {
  readonly name: string;
  /** A program on the path, or in the cache. */
  readonly program: string;
  prepare(places: Places & { readonly port: number }): Launch;
}

export interface RunningProxy extends AsyncDisposable {
  readonly url: string;
}

export const PROXIES: readonly ProxyKind[] = [
  {
    name: "nginx",
    program: "nginx",
    prepare({ folder, port, tollgatePort, apiPort, authorityFile }) {
      const keyFile = join(folder, "virustotal-key.conf");
      writeFileSync(keyFile, `proxy_set_header X-Apikey "${LICENSED_KEY}";\n`);
      const example = place(folder, "nginx.conf", [
        ["127.0.0.1:8081", `127.0.0.1:${port}`],
        ["127.0.0.1:8080", `127.0.0.1:${tollgatePort}`],
        ["https://www.virustotal.com", `https://127.0.0.1:${apiPort}`],
        ["/etc/ssl/certs/ca-certificates.crt", authorityFile],
        ["/etc/nginx/virustotal-key.conf", keyFile],
      ]);
      const main = join(folder, "main.conf");
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
      writeFileSync(
        main,
        [
          `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;`,
          "events {}",
          `http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}`,
          `include ${example}; }`,
        ].join("\n"),
      );
      return { args: ["-p", folder, "-e", join(folder, "nginx.log"), "-c", main] };
    },
  },
  {
    name: "HAProxy",
    program: "haproxy",
    prepare({ folder, port, tollgatePort, apiPort, authorityFile }) {
      const script = place(folder, "tollgate.lua", [["127.0.0.1:8080", `127.0.0.1:${tollgatePort}`]]);
      const example = place(folder, "haproxy.cfg", [
        ["/etc/haproxy/tollgate.lua", script],
        ["127.0.0.1:8081", `127.0.0.1:${port}`],
        ["127.0.0.1:8080", `127.0.0.1:${tollgatePort}`],
        ["www.virustotal.com:443", `127.0.0.1:${apiPort}`],
        ["@system-ca", authorityFile],
      ]);
      return { args: ["-db", "-f", example], environment: { VIRUSTOTAL_API_KEY: LICENSED_KEY } };
    },
  },
  {
    name: "Caddy",
    program: "caddy",
    prepare({ folder, port, tollgatePort, apiPort, authorityFile }) {
      const example = place(folder, "Caddyfile", [
        ["127.0.0.1:8081", `127.0.0.1:${port}`],
        ["127.0.0.1:8080", `127.0.0.1:${tollgatePort}`],
        ["https://www.virustotal.com", `https://127.0.0.1:${apiPort}`],
      ]);
      const environment = { VIRUSTOTAL_API_KEY: LICENSED_KEY, SSL_CERT_FILE: authorityFile, HOME: folder };
      return { args: ["run", "--config", example, "--adapter", "caddyfile"], environment };
    },
  },
  {
    name: "Envoy",
    program: "envoy",
    prepare({ folder, port, tollgatePort, apiPort, authorityFile }) {
      const example = place(folder, "envoy.yaml", [
        ["port_value: 8081", `port_value: ${port}`],
        ["port_value: 8080", `port_value: ${tollgatePort}`],
        ["127.0.0.1:8080", `127.0.0.1:${tollgatePort}`],
        ["address: www.virustotal.com, port_value: 443", `address: 127.0.0.1, port_value: ${apiPort}`],
        ["/etc/ssl/certs/ca-certificates.crt", authorityFile],
      ]);
      const args = ["-c", example, "--concurrency", "1", "--use-dynamic-base-id", "--log-level", "error"];
      return { args, environment: { VIRUSTOTAL_API_KEY: LICENSED_KEY } };
    },
  },
];

/** The path of the program; undefined when it is not installed. */
export function programOf({ program }: ProxyKind): string | undefined {
  const folders = [join(CACHE, program, "bin"), ...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** The proxy with its example's configuration, on a free port. It ends with the test. */
export async function startProxy(kind: ProxyKind, places: Places): Promise<RunningProxy> {
  const program = programOf(kind);
  assert.ok(program, `${kind.name} is not installed: run test/proxies/setup first`);
  const port = await freePort();
  const { args, environment } = kind.prepare({ ...places, port });
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...environment } });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }
  try {
    await accepting(child, port);
  } catch (error) {
    await stop(child);
    throw new Error(`${kind.name} did not start: ${output.join("")}`, { cause: error });
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) };
}

/** Copies an example with other addresses; fails when it does not name one of them. */
function place(folder: string, name: string, changes: readonly (readonly [string, string])[]): string {
  let text = readFileSync(new URL(name, EXAMPLES), "utf8");
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `docs/examples/${name} does not name ${from}`);
    text = text.replaceAll(from, to);
  }
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function accepting(child: ChildProcess, port: number): Promise<void> {
  const endMs = performance.now() + START_MS_MAX;
  while (child.exitCode === null && performance.now() < endMs) {
    const socket = connect({ host: "127.0.0.1", port });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await setImmediate();
  }
  throw new Error("It does not accept connections");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}
