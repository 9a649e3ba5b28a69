import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomId } from "../base/ids.ts";
import { randomToken } from "../base/secrets.ts";

const PEPPER_BYTES = 32;

/**
 * The pepper kept in the data folder, generated at the first call. Raises an error when the file is there but holds no
 * pepper: a new one in its place would make every stored key worthless.
 */
export function loadKeyPepper(dataDir: string): string {
  const path = pathIn(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) createOnce(path, `${randomToken(PEPPER_BYTES)}\n`);
  const pepper = readFileSync(path, "utf8").trimEnd();
  if (!/^[0-9a-f]{64}$/.test(pepper)) {
    throw new Error(`${path} does not hold a key pepper; put it back from a backup`);
  }
  return pepper;
}

/** Whether the data folder holds a pepper, or what was one. */
export function hasKeyPepper(dataDir: string): boolean {
  return existsSync(pathIn(dataDir));
}

function pathIn(dataDir: string): string {
  return join(dataDir, "key-pepper");
}

/** Of two servers that start at once one wins, and nobody ever reads a file that is half written. */
function createOnce(path: string, content: string): void {
  const draft = `${path}.${randomId()}`;
  writeFileSync(draft, content, { flag: "wx", mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    unlinkSync(draft);
  }
}
