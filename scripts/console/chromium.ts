import { execFileSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";

/** Nothing that a browser does by itself may reach out of the machine. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * The machine's own Chromium, or what TOLLGATE_TEST_CHROMIUM names; test/console/setup installs it. What is set is set
 * beside the environment of this process.
 */
export async function launchChromium(set: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const program = process.env.TOLLGATE_TEST_CHROMIUM ?? "chromium";
  // Playwright wants the path that a shell would find.
  const executablePath = execFileSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" });
  return chromium.launch({
    executablePath: executablePath.trim(),
    args: ARGUMENTS,
    env: { ...process.env, ...set },
  });
}
