import { posix } from "node:path";
import { lineOf, type SourceFile, type Violation, withoutComments } from "./violation.ts";

/** What each folder of src, and the console beside it, may import, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  names: [],
  base: [],
  model: ["base", "names"],
  store: ["model", "base", "names"],
  ledger: ["store", "model", "base", "names"],
  access: ["ledger", "store", "model", "base", "names"],
  wire: ["names"],
  api: ["access", "ledger", "store", "model", "base", "wire", "names"],
  gateway: ["access", "ledger", "store", "model", "base", "wire", "names"],
  server: ["api", "gateway", "access", "ledger", "store", "model", "base", "wire", "names"],
  client: ["wire", "names"],
  upstream: ["base"],
  console: ["client", "wire", "names"],
  cli: ["server", "client", "upstream", "access", "ledger", "store", "model", "base", "wire", "names"],
};

/** Packages that only some folders may know. */
const PACKAGES: readonly { readonly name: RegExp; readonly folders: readonly string[] }[] = [
  { name: /^(kysely|pg|node:sqlite)(\/.*)?$/, folders: ["store", "ledger"] },
];

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export function importsOf(file: SourceFile): Import[] {
  const text = withoutComments(file.text);
  const pattern = /\bfrom\s+"([^"\n]+)"|\bimport\s+"([^"\n]+)"|\bimport\(\s*"([^"\n]+)"/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[1] ?? match[2] ?? match[3] ?? "",
    line: lineOf(text, match.index),
  }));
}

/** Upward and sideways edges, and packages in the wrong folder. */
export function checkImports(file: SourceFile): Violation[] {
  const folder = layerOf(file.path);
  if (folder === undefined) return [];
  const allowed = ALLOWED[folder];
  if (allowed === undefined)
    return [{ path: file.path, line: 1, problem: `is in no known layer: ${folder}` }];
  return importsOf(file).flatMap(({ specifier, line }) => {
    // Styles are the console's own, and no file that this test reads.
    if (specifier.endsWith(".css")) return [];
    const problem = specifier.startsWith(".")
      ? relativeProblem(file.path, folder, allowed, specifier)
      : packageProblem(file.path, folder, specifier);
    return problem === undefined ? [] : [{ path: file.path, line, problem }];
  });
}

/** Each cycle once, reported where its first file imports the next. */
export function checkCycles(files: readonly SourceFile[]): Violation[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).map(({ specifier, line }) => ({ path: targetOf(file.path, specifier), line })),
    ]),
  );
  const violations: Violation[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (finished.has(path)) return;
    for (const edge of graph.get(path) ?? []) {
      const from = [...trail, path].indexOf(edge.path);
      if (from === -1) {
        visit(edge.path, [...trail, path]);
      } else {
        const cycle = [...trail, path].slice(from);
        violations.push({ path, line: edge.line, problem: `closes a cycle: ${cycle.join(" > ")}` });
      }
    }
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return violations;
}

function relativeProblem(
  path: string,
  folder: string,
  allowed: readonly string[],
  specifier: string,
): string | undefined {
  const target = targetOf(path, specifier);
  if (target === "package.json") return undefined;
  const layer = layerOf(target);
  if (layer === undefined) return isTest(path) ? undefined : `imports ${target}, which is outside src`;
  if (layer === folder || allowed.includes(layer)) return undefined;
  return `${folder} must not import ${layer}`;
}

function packageProblem(path: string, folder: string, specifier: string): string | undefined {
  const rule = PACKAGES.find(({ name }) => name.test(specifier));
  if (rule === undefined || rule.folders.includes(folder) || isTest(path)) return undefined;
  return `${folder} must not import ${specifier}; only ${rule.folders.join(" and ")} may`;
}

function targetOf(path: string, specifier: string): string {
  return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
}

/** The folder below src, or the console; undefined elsewhere. */
function layerOf(path: string): string | undefined {
  if (path.startsWith("console/")) return "console";
  return path.startsWith("src/") ? path.split("/")[1] : undefined;
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}
