// Builds the web console into dist/console when what it is made of has changed since; otherwise it says nothing and takes
// no time. Standard output belongs to what runs next.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compressFiles } from "./console/compress-files.ts";
import { fingerprintOf } from "./console/fingerprint.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/console");
const mark = join(folder, "fingerprint");

const fingerprint = fingerprintOf(root);
const built = existsSync(mark) ? readFileSync(mark, "utf8") : undefined;
if (built !== fingerprint) await build();

async function build(): Promise<void> {
  const vite = await import("vite").catch(() => undefined);
  if (vite === undefined) {
    const state = built === undefined ? "is not built" : "is older than its sources";
    console.error(`The console ${state}, and what builds it is not installed: run "npm ci".`);
    return;
  }
  console.error("Building the console ...");
  // Whoever starts at the same time builds beside this one, and a server that runs keeps what it has.
  const draft = join(root, `dist/console-${process.pid}`);
  await vite.build({
    configFile: false,
    root: join(root, "console"),
    base: "./",
    logLevel: "error",
    oxc: { jsx: { runtime: "automatic" } },
    build: {
      outDir: draft,
      emptyOutDir: true,
      target: ["chrome123", "firefox128", "safari17.5"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  compressFiles(join(draft, "assets"));
  writeFileSync(join(draft, "fingerprint"), fingerprint);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
