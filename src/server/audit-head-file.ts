import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ChainHead } from "../access/audit-verification.ts";
import { randomId } from "../base/ids.ts";

export function auditHeadPath(dataDir: string): string {
  return join(dataDir, "audit-head");
}

/** undefined when there is no file. Raises an Error when it holds something else. */
export function readAuditHead(path: string): ChainHead | undefined {
  if (!existsSync(path)) return undefined;
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})\n$/.exec(readFileSync(path, "utf8")) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new Error(`${path} does not hold the head of an audit; put it back, or delete it to begin anew`);
  }
  return { seq: Number(seq), hash };
}

/** All of it or nothing, on the disk when it returns. */
export function writeAuditHead(path: string, { seq, hash }: ChainHead): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomId()}`;
  writeFileSync(draft, `${seq}:${hash}\n`, { flag: "wx", mode: 0o600, flush: true });
  renameSync(draft, path);
}
