import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml";
import { serviceAccountId } from "../../model/ids.ts";
import { CliError } from "../cli-error.ts";
import { plain } from "../format.ts";
import type { Desired, DesiredServiceAccount, DesiredUser, Located } from "./desired.ts";
import { type FileContent, fileSchema } from "./file-schema.ts";

/** Everything that is wrong with the file is told at once, each problem with its line and column. */
export class FileProblems extends CliError {
  constructor(file: string, problems: readonly Problem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = sorted.map(({ line, column, sentence }) => `${file}:${line}:${column}: ${plain(sentence)}`);
    super([...lines, "Nothing was changed."].join("\n"));
    this.name = "FileProblems";
  }
}

interface Problem {
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
}

type Path = readonly PropertyKey[];

/** Reads what a YAML text asks for; raises FileProblems. `file` is its name, for people. */
export function readDesired(file: string, text: string): Desired {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (found: readonly { readonly offset: number; readonly sentence: string }[]) => {
    const problems = found.map(({ offset, sentence }) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col), sentence };
    });
    return new FileProblems(file, problems);
  };
  if (document.errors.length > 0) {
    throw fail(document.errors.map((error) => ({ offset: error.pos[0], sentence: error.message })));
  }
  const offsetOf = (path: Path) => offsetIn(document.contents, path);
  const parsed = fileSchema.safeParse(document.toJS() ?? {}, {
    error: ({ input }) => (input === undefined ? "is missing" : undefined),
  });
  if (!parsed.success) {
    throw fail(
      parsed.error.issues.map(({ path, message, ...issue }) => ({
        offset: offsetOf("keys" in issue && issue.keys[0] !== undefined ? [...path, issue.keys[0]] : path),
        sentence: path.length === 0 ? message : `${pathText(path)}: ${message}`,
      })),
    );
  }
  const repeated = repetitions(parsed.data);
  if (repeated.length > 0)
    throw fail(repeated.map(({ path, sentence }) => ({ offset: offsetOf(path), sentence })));
  return toDesired(parsed.data, (path) => ({ line: lines.linePos(offsetOf(path)).line }));
}

function toDesired(content: FileContent, locate: (path: Path) => Located): Desired {
  return {
    groups: content.groups.map(({ id, quotas, service_accounts, prune, ...attributes }, index) => ({
      ...locate(["groups", index]),
      id,
      attributes: defined(attributes),
      quotas: quotas ?? {},
      prune,
      serviceAccounts: service_accounts?.map(
        ({ name, roles, caps }, position): DesiredServiceAccount => ({
          ...locate(["groups", index, "service_accounts", position]),
          id: serviceAccountId(id, name),
          name,
          roles,
          caps: caps ?? {},
        }),
      ),
    })),
    users: content.users?.map(
      ({ id, email, group, roles, caps, ...attributes }, index): DesiredUser => ({
        ...locate(["users", index]),
        id,
        email,
        attributes: defined(attributes),
        group,
        roles,
        caps: caps ?? {},
      }),
    ),
  };
}

/** The same thing twice could only contradict itself. */
function repetitions(content: FileContent): { readonly path: Path; readonly sentence: string }[] {
  const users = content.users ?? [];
  return [
    ...repeatedIn(content.groups, (group) => group.id, ["groups"], "id"),
    ...repeatedIn(users, (user) => user.id.toLowerCase(), ["users"], "id"),
    ...repeatedIn(users, (user) => user.email, ["users"], "email"),
    ...content.groups.flatMap((group, index) =>
      repeatedIn(
        group.service_accounts ?? [],
        (account) => account.name.toLowerCase(),
        ["groups", index, "service_accounts"],
        "name",
      ),
    ),
  ];
}

function repeatedIn<Item>(items: readonly Item[], keyOf: (item: Item) => string, path: Path, field: string) {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const place = [...path, index, field];
    return [{ path: place, sentence: `${pathText(place)}: "${key}" stands here a second time` }];
  });
}

/** Where the deepest part of the path that the file has begins. */
function offsetIn(contents: Node | null, path: Path): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isAlias(node) || !isCollection(node)) break;
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const next: unknown = pair === undefined ? node.get(key, true) : (pair.value ?? pair.key);
    if (!isScalar(next) && !isCollection(next) && !isAlias(next)) {
      offset = rangeStart(pair?.key) ?? offset;
      break;
    }
    node = next;
    offset = rangeStart(next) ?? offset;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
}

function defined(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
