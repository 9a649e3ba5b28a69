import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ADMINISTRATOR, DEMO_PASSWORD } from "../demo/passwords.ts";
import { launchChromium } from "./chromium.ts";
import { VIEWS } from "./pictured-views.ts";

const ROOT = join(import.meta.dirname, "../..");
/** A Friday afternoon, near enough to a month's end for a forecast to say something. */
const NOW = "2026-11-20T14:30:00Z";
/** Debian's, which its Chromium always comes with: letters of another font would make every picture another one. */
const FONTS = "/usr/share/fonts/truetype/dejavu";

export interface Picture {
  /** Of its file in `docs/screenshots`. */
  readonly name: string;
  readonly png: Buffer;
}

/** Why the pictures cannot be taken here as they are everywhere; undefined when they can. */
export function whyNotHere(): string | undefined {
  return existsSync(FONTS) ? undefined : `the pictures' font is not in ${FONTS}`;
}

/** The main views of the demo's organisation, light and dark, the same whenever and wherever they are taken. */
export async function* takePictures(): AsyncGenerator<Picture, void, undefined> {
  await using resources = new AsyncDisposableStack();
  const { path: folder } = resources.use(await mkdtempDisposable(join(tmpdir(), "tollgate-pictures-")));
  const demo = resources.use(await startDemo(folder));
  const browser = await launchChromium({ FONTCONFIG_FILE: await writeFontSettings(folder) });
  resources.defer(() => browser.close());
  for (const scheme of ["light", "dark"] as const) {
    for (const [by, user, password] of [
      ["administrator", ADMINISTRATOR, DEMO_PASSWORD],
      ["operator", "operator", demo.operatorPassword],
    ] as const) {
      const page = await openPage(browser, demo.url, scheme);
      await signIn(page, user, password);
      for (const { name, path } of VIEWS.filter((view) => view.by === by)) {
        await page.goto(path, { waitUntil: "networkidle" });
        yield { name: `${name}-${scheme}.png`, png: await page.screenshot() };
      }
      await page.context().close();
    }
  }
}

interface Demo extends AsyncDisposable {
  readonly url: string;
  readonly operatorPassword: string;
}

async function startDemo(folder: string): Promise<Demo> {
  const child = spawn(process.execPath, [join(ROOT, "scripts/demo.ts"), "--at", NOW], {
    env: { ...process.env, TOLLGATE_DATA_DIR: folder, TOLLGATE_LISTEN: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes("Ctrl-C ends the server.")) break;
  }
  return {
    url: /listens on (\S+)/.exec(printed)?.[1] ?? "",
    operatorPassword: /^\s+password\s+(\S+)$/m.exec(printed)?.[1] ?? "",
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function writeFontSettings(folder: string): Promise<string> {
  const path = join(folder, "fonts.conf");
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${FONTS}</dir>
<cachedir>${join(folder, "fonts")}</cachedir>
<alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
<match target="pattern"><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>
</fontconfig>
`;
  await writeFile(path, text);
  return path;
}

async function openPage(browser: Browser, baseURL: string, colorScheme: "light" | "dark"): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    colorScheme,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  return page;
}

async function signIn(page: Page, user: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Username or e-mail address").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.waitForLoadState("networkidle");
  // The first steps would push everything else out of the first picture.
  const putAway = page.getByRole("button", { name: "Do not show this any more" });
  if (!(await putAway.isVisible())) return;
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "PATCH"),
    putAway.click(),
  ]);
}
