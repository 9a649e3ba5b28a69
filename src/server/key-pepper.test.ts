import { deepEqual, equal, match, throws } from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadKeyPepper } from "./key-pepper.ts";

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), "tollgate-pepper-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test("the pepper is generated once, and only its owner may read it", () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, "new", "data");
  const pepper = loadKeyPepper(dataDir);
  match(pepper, /^[0-9a-f]{64}$/);
  equal(loadKeyPepper(dataDir), pepper);
  deepEqual(readdirSync(dataDir), ["key-pepper"]);
  equal(statSync(join(dataDir, "key-pepper")).mode & 0o777, 0o600);
});

test("a damaged pepper is reported, never replaced", () => {
  using folder = temporaryFolder();
  for (const content of ["", "abc\n", "g".repeat(64)]) {
    writeFileSync(join(folder.path, "key-pepper"), content);
    throws(
      () => loadKeyPepper(folder.path),
      /key-pepper does not hold a key pepper; put it back from a backup/,
    );
    equal(readFileSync(join(folder.path, "key-pepper"), "utf8"), content);
  }
});
