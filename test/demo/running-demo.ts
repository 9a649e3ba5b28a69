import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { withoutSettings } from "../docs/first-start.ts";
import { REPOSITORY } from "../docs/readme.ts";

/** What `npm run demo` starts, in a process and a folder of its own. */
export interface RunningDemo extends AsyncDisposable {
  /** Everything that it printed until it was ready. */
  readonly printed: string;
  /** Tells it to end; the code that it ended with, and what it wrote to standard error. */
  end(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

export async function startDemo(): Promise<RunningDemo> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await mkdtempDisposable(join(tmpdir(), "tollgate-demo-")));
  const child = spawn(process.execPath, [join(REPOSITORY, "scripts", "demo.ts")], {
    cwd: REPOSITORY,
    env: {
      ...withoutSettings(process.env),
      TOLLGATE_DATA_DIR: folder.path,
      TOLLGATE_LISTEN: "127.0.0.1:0",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const errors = text(child.stderr);
  const ended = once(child, "exit");
  const end = async () => {
    child.kill("SIGTERM");
    const [code] = await ended;
    return { code, errors: await errors };
  };
  resources.defer(async () => void (await end()));
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes("Ctrl-C ends the server.")) break;
  }
  if (!printed.includes("Ctrl-C")) throw new Error(`The demo ended before it was ready: ${await errors}`);
  const kept = resources.move();
  return { printed, end, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The lines that the demo tells one to type, without those that explain them. */
export function printedCommands(printed: string): string[] {
  const [, rest = ""] = printed.split("Try, in another terminal:\n", 2);
  return rest
    .split("\n")
    .filter((line) => line.startsWith("  ") && !line.startsWith("  #"))
    .map((line) => line.trim());
}

/** Runs a command after others of the same shell, of which nothing is shown; what it printed. */
export async function runInShell(command: string, before: string): Promise<string> {
  const shell = spawn("bash", ["-c", `set -eu\n${before}\n${command}`], {
    cwd: REPOSITORY,
    env: { ...withoutSettings(process.env), CURL_HOME: tmpdir(), NO_PROXY: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(shell, "close");
  const [output, errors, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  if (code !== 0) throw new Error(`${command} ended with code ${code}: ${errors}`);
  return output;
}
