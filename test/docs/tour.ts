import { spawn } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type FirstStart, withoutSettings } from "./first-start.ts";
import { REPOSITORY, type Step } from "./readme.ts";

export interface TourOutcome {
  readonly code: number | null;
  /** What each step printed on standard output, in order, as far as the tour came. */
  readonly printed: readonly string[];
  readonly errors: string;
}

const MARK = "\u001e";

/**
 * Runs the steps in one shell, as a reader does who pastes them one after the other, with nothing replaced but the
 * address and the key that he is told to set. Steps in Python need the interpreter.
 */
export async function runTour(
  steps: readonly Step[],
  server: FirstStart,
  python?: string,
): Promise<TourOutcome> {
  await using home = await mkdtempDisposable(join(tmpdir(), "tollgate-tour-"));
  const script = ["set -eu", ...steps.map((step) => commandsOf(step, server, python))].join(
    `\nprintf '${MARK}'\n`,
  );
  const shell = spawn("bash", ["-c", script], {
    cwd: REPOSITORY,
    // Neither the developer's curl settings nor a proxy of his come into it.
    env: { ...withoutSettings(process.env), CURL_HOME: home.path, NO_PROXY: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  shell.on("error", reject).on("close", resolve);
  const [output, errors, code] = await Promise.all([text(shell.stdout), text(shell.stderr), ended]);
  return { code, printed: output.split(MARK).slice(1), errors };
}

function commandsOf({ language, code }: Step, { url, apikey }: FirstStart, python?: string): string {
  if (language === "sh") {
    return code
      .replace(/^export TOLLGATE_URL=.*$/m, `export TOLLGATE_URL=${url}`)
      .replace(/^export TOLLGATE_API_KEY=.*$/m, `export TOLLGATE_API_KEY=${apikey}`);
  }
  if (python === undefined) throw new Error("This step needs Python");
  return `${python} - <<'PROGRAM'\n${code}PROGRAM`;
}
