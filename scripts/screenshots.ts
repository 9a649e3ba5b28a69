// Takes the pictures of the console that the documents show, light and dark, of the demo's organisation.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "./console/chromium.ts";
import { VIEWS } from "./console/pictured-views.ts";
import { ADMINISTRATOR, DEMO_PASSWORD } from "./demo/passwords.ts";

const root = join(import.meta.dirname, "..");
const folder = await mkdtemp(join(tmpdir(), "tollgate-screenshots-"));
const demo = spawn(process.execPath, [join(root, "scripts/demo.ts")], {
  env: { ...process.env, TOLLGATE_DATA_DIR: folder, TOLLGATE_LISTEN: "127.0.0.1:0" },
  stdio: ["ignore", "pipe", "inherit"],
});
let printed = "";
for await (const chunk of demo.stdout) {
  printed += String(chunk);
  if (printed.includes("Ctrl-C ends the server.")) break;
}
const url = /listens on (\S+)/.exec(printed)?.[1] ?? "";
const operatorPassword = /^\s+password\s+(\S+)$/m.exec(printed)?.[1] ?? "";

const browser = await launchChromium();
for (const scheme of ["light", "dark"] as const) {
  await take(browser, scheme, ADMINISTRATOR, DEMO_PASSWORD);
  await take(browser, scheme, "operator", operatorPassword);
}
await browser.close();
demo.kill("SIGTERM");
await rm(folder, { recursive: true, force: true });

async function take(
  browser: Browser,
  scheme: "light" | "dark",
  user: string,
  password: string,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    colorScheme: scheme,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Username or e-mail address").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  // It would push everything else out of the first picture.
  const putAway = page.getByRole("button", { name: "Do not show this any more" });
  await page.waitForLoadState("networkidle");
  if (await putAway.isVisible()) await putAway.click();
  for (const { name, path, by } of VIEWS.filter(
    (view) => view.by === (user === ADMINISTRATOR ? "administrator" : "operator"),
  )) {
    await page.goto(path, { waitUntil: "networkidle" });
    await page.screenshot({ path: join(root, `docs/screenshots/${name}-${scheme}.png`) });
    console.log(`${name}, ${scheme}, as ${by}`);
  }
  await context.close();
}
