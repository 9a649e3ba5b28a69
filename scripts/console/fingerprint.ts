import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Everything that a built console depends on. */
const SOURCES = [
  "console/**",
  "src/client/**",
  "src/names/**",
  "src/wire/**",
  "scripts/{build-console.ts,console/**}",
  "package-lock.json",
];

/** A hash that is another one as soon as the console would be built differently. */
export function fingerprintOf(root: string): string {
  const hash = createHash("sha256");
  for (const path of globSync(SOURCES, { cwd: root }).sort()) {
    if (!statSync(join(root, path)).isFile()) continue;
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}
