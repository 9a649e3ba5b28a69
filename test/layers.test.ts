import { deepEqual, equal, ok } from "node:assert/strict";
import { globSync, readFileSync, statSync } from "node:fs";
import { sep } from "node:path";
import { test } from "node:test";
import { checkCycles, checkImports } from "./layers/imports.ts";
import { checkTexts } from "./layers/texts.ts";
import { describe, type SourceFile } from "./layers/violation.ts";

function check(files: readonly SourceFile[]): string[] {
  const single = files.flatMap((file) => [...checkImports(file), ...checkTexts(file)]);
  return [...single, ...checkCycles(files)].map(describe);
}

function readRepository(): SourceFile[] {
  const folders = "{src,test,bench,scripts,bin,docs,console,.ci,.github}";
  const kinds = "*.{ts,tsx,js,py,go,md,json,yaml,yml,toml,txt,sh}";
  const exclude = ["**/node_modules/**", "**/.venv/**", "**/.cache/**"];
  const paths = [`${folders}/**/${kinds}`, kinds, "{scripts,.ci}/*"].flatMap((pattern) =>
    globSync(pattern, { exclude }),
  );
  return [...new Set(paths)]
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: path.replaceAll(sep, "/"), text: readFileSync(path, "utf8") }));
}

test("the repository keeps its layers and its written rules", () => {
  const files = readRepository();
  ok(files.some((file) => file.path === "src/base/clock.ts"));
  ok(files.some((file) => file.path === "package-lock.json"));
  deepEqual(check(files), []);
});

const machinePath = ["", "work", "main", "x"].join("/");

const bad: readonly (readonly [rule: string, path: string, text: string, problem: string])[] = [
  [
    "an upward edge",
    "src/store/a.ts",
    '\nimport { b } from "../access/b.ts";',
    "2 store must not import access",
  ],
  [
    "an upward edge of types",
    "src/base/a.ts",
    'import type { b } from "../model/b.ts";',
    "1 base must not import model",
  ],
  [
    "an edge over several lines",
    "src/model/a.ts",
    'import {\n  b,\n} from "../store/b.ts";',
    "3 model must not import store",
  ],
  [
    "an upward edge that is imported late",
    "src/ledger/a.ts",
    'await import("../access/b.ts");',
    "1 ledger must not import access",
  ],
  [
    "an edge from api to gateway",
    "src/api/a.ts",
    'import { b } from "../gateway/b.ts";',
    "1 api must not import gateway",
  ],
  [
    "an edge from gateway to api",
    "src/gateway/a.ts",
    'import { b } from "../api/b.ts";',
    "1 gateway must not import api",
  ],
  [
    "a client that knows the server",
    "src/client/a.ts",
    'import { b } from "../base/b.ts";',
    "1 client must not import base",
  ],
  [
    "a name that needs anything of ours",
    "src/names/a.ts",
    'import "../base/b.ts";',
    "1 names must not import base",
  ],
  [
    "wire that imports anything of ours",
    "src/wire/a.ts",
    'import "../base/b.ts";',
    "1 wire must not import base",
  ],
  [
    "a console that knows the server",
    "console/me/a.tsx",
    'import { b } from "../../src/model/b.ts";',
    "1 console must not import model",
  ],
  [
    "a server that knows the console",
    "src/server/a.ts",
    'import { b } from "../../console/b.ts";',
    "1 server must not import console",
  ],
  [
    "an edge out of src",
    "src/server/a.ts",
    'import { b } from "../../test/b.ts";',
    "1 imports test/b.ts, which is outside src",
  ],
  ["a folder without a layer", "src/shared/a.ts", "", "1 is in no known layer: shared"],
  ["a file without a folder", "src/a.ts", "", "1 is in no known layer: a.ts"],
  [
    "SQL above the ledger",
    "src/access/a.ts",
    'import { sql } from "kysely";',
    "1 access must not import kysely; only store and ledger may",
  ],
  [
    "a driver in the server",
    "src/server/a.ts",
    'import { Pool } from "pg";',
    "1 server must not import pg; only store and ledger may",
  ],
  [
    "SQLite in the command line",
    "src/cli/a.ts",
    'import { DatabaseSync } from "node:sqlite";',
    "1 cli must not import node:sqlite; only store and ledger may",
  ],
  [
    "the environment",
    "src/cli/a.ts",
    "// why\nconst home = process.env.HOME;",
    "2 reads the environment; only src/server/settings.ts may",
  ],
  [
    "the environment by import",
    "src/cli/a.ts",
    'import { env } from "node:process";',
    "1 reads the environment; only src/server/settings.ts may",
  ],
  [
    "the wall clock",
    "src/api/a.ts",
    "const now = Date.now();",
    "1 reads the time or does calendar maths; only src/base/clock.ts may",
  ],
  [
    "a date",
    "src/api/a.ts",
    "const now = new Date(0);",
    "1 reads the time or does calendar maths; only src/base/clock.ts may",
  ],
  [
    "the monotonic clock",
    "src/api/a.ts",
    "const now = performance.now();",
    "1 reads the time or does calendar maths; only src/base/clock.ts may",
  ],
  [
    "the console",
    "src/server/a.ts",
    'console.log("x");',
    "1 writes to the console; only the command line may",
  ],
  ["a default export", "test/a.ts", "\n\nexport default 1;", "3 has a default export; name it"],
  [
    "a star export",
    "src/model/a.ts",
    'export * from "./b.ts";',
    "1 passes on a name of another file; import the file that defines it",
  ],
  [
    "a re-export",
    "src/model/a.ts",
    '\nexport { b } from "./b.ts";',
    "2 passes on a name of another file; import the file that defines it",
  ],
  [
    "a re-export of a type",
    "src/model/a.ts",
    'export type { B } from "./b.ts";',
    "1 passes on a name of another file; import the file that defines it",
  ],
  ["a barrel", "src/model/index.ts", "", "1 is a barrel by its name; name it for what it defines"],
  ["a long file", "test/a.test.ts", "x;\n".repeat(301), "301 has 301 lines; split it by noun"],
  ["a folder of one machine", "docs/a.md", `\nsee ${machinePath}`, "2 names a folder of one machine"],
  [
    "a folder of one machine in a comment",
    "src/api/a.ts",
    `// see ${machinePath}`,
    "1 names a folder of one machine",
  ],
  [
    "a registry in the lock",
    "package-lock.json",
    '{\n  "resolved": "https://x"',
    "2 ties the lock to one registry",
  ],
];

for (const [rule, path, text, problem] of bad) {
  test(`${rule} is found, with its file and line`, () => {
    deepEqual(check([{ path, text }]), [`${path}:${problem}`]);
  });
}

test("a cycle is found, once, where it closes", () => {
  const files = [
    { path: "src/model/a.ts", text: 'import { b } from "./b.ts";' },
    { path: "src/model/b.ts", text: '\nimport { c } from "./c.ts";' },
    { path: "src/model/c.ts", text: '\n\nimport type { b } from "./b.ts";' },
  ];
  deepEqual(check(files), ["src/model/c.ts:3 closes a cycle: src/model/b.ts > src/model/c.ts"]);
  deepEqual(check(files.slice(0, 2)), []);
  equal(check([{ path: "src/model/d.ts", text: 'import "./d.ts";' }]).length, 1);
});

test("what the rules allow is not reported", () => {
  deepEqual(
    check([
      {
        path: "src/server/settings.ts",
        text: 'import "../api/a.ts";\nimport "../gateway/b.ts";\nconst home = process.env;',
      },
      { path: "src/base/clock.ts", text: "const now = new Date(Date.now() + performance.now());" },
      {
        path: "src/cli/main.ts",
        text: 'import "../../package.json";\nimport "../client/a.ts";\nconsole.log(1);',
      },
      {
        path: "src/store/a.ts",
        text: 'import "kysely";\n// Date.now() is for the clock\nconst url = "https://a/b";',
      },
      {
        path: "src/api/c.ts",
        text: '/* console.log("x") */ import "zod";\nconst reset = Date.UTC(2026, 1);',
      },
      { path: "src/api/d.test.ts", text: 'import "../../test/harness.ts";\nconst now = Date.now();' },
      { path: "docs/a.md", text: "/api/v3/users, ./work/x and https://example.com/root/x" },
      { path: "src/model/long.ts", text: "x;\n".repeat(300) },
    ]),
    [],
  );
});
