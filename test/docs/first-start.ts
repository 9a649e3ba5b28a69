import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "./readme.ts";

/** A server as a stranger starts it for the first time, in a process of its own. */
export interface FirstStart extends AsyncDisposable {
  readonly url: string;
  /** Of the first operator, as it is printed. */
  readonly user: string;
  readonly password: string;
  readonly apikey: string;
  /** Everything that it printed until it listened. */
  readonly printed: string;
}

/**
 * The command of `npm start` in an empty folder, where a server of the developer's own may go on: on a free port, or on
 * that of TOLLGATE_PUBLIC_URL. Nothing is set but what is given, by the names of settings.
 */
export async function startForTheFirstTime(
  given: Readonly<Record<string, string>> = {},
): Promise<FirstStart> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await mkdtempDisposable(join(tmpdir(), "tollgate-readme-")));
  const { host } = new URL(given.TOLLGATE_PUBLIC_URL ?? "http://127.0.0.1:0");
  const child = spawn(process.execPath, [...startArguments(), "--listen", host], {
    cwd: folder.path,
    env: { ...withoutSettings(process.env), TOLLGATE_LOG_LEVEL: "warn", ...given },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  resources.defer(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  // The operator is told on standard error before the address is on standard output.
  const told = readUntil(child.stderr, /To use it:.*\n\n/);
  const address = readUntil(child.stdout, /Tollgate listens on \S+\n/);
  const failed = ended.then(([code]) => {
    throw new Error(`The server ended with code ${code}`);
  });
  const printed = (await Promise.race([Promise.all([told, address]), failed])).join("");
  if (!printed.includes("listens on")) throw new Error(`The server ended before it listened: ${printed}`);
  const kept = resources.move();
  return {
    url: /listens on (\S+)/.exec(printed)?.[1] ?? "",
    user: /User name\s+(\S+)/.exec(printed)?.[1] ?? "",
    password: /Password\s+(\S+)/.exec(printed)?.[1] ?? "",
    apikey: /API key\s+(\S+)/.exec(printed)?.[1] ?? "",
    printed,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The environment without anything that a developer may have set for himself. */
export function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("TOLLGATE_")));
}

/** What stands behind `node` in the script of `npm start`, made good from any folder. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  const [program, ...words] = String(scripts.start).split(" ");
  if (program !== "node") throw new Error(`npm start runs ${program}`);
  return words.map((word) => (word.startsWith("bin/") ? join(REPOSITORY, word) : word));
}

async function readUntil(stream: NodeJS.ReadableStream, end: RegExp): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    if (end.test(text)) break;
  }
  return text;
}
