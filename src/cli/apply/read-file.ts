import { type PlacedProblem, readYaml } from "../../base/located-yaml.ts";
import { serviceAccountId } from "../../model/ids.ts";
import { CliError } from "../cli-error.ts";
import { plain } from "../format.ts";
import type { Desired, DesiredServiceAccount, DesiredUser, Located } from "./desired.ts";
import { type FileContent, fileSchema } from "./file-schema.ts";

/** What is no such file at all has a problem in every line. */
const PROBLEMS_MAX = 20;
const SENTENCE_MAX = 300;

/** Everything that is wrong with the file is told at once, each problem with its line and column. */
export class FileProblems extends CliError {
  constructor(file: string, problems: readonly PlacedProblem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = sorted
      .slice(0, PROBLEMS_MAX)
      .map(({ line, column, sentence }) => `${file}:${line}:${column}: ${shortened(plain(sentence))}`);
    if (sorted.length > PROBLEMS_MAX) lines.push(`and ${sorted.length - PROBLEMS_MAX} more problems.`);
    super([...lines, "Nothing was changed."].join("\n"));
    this.name = "FileProblems";
  }
}

type Path = readonly PropertyKey[];

/** Reads what a YAML text asks for; raises FileProblems. `file` is its name, for people. */
export function readDesired(file: string, text: string): Desired {
  const { value, problems, placeOf } = readYaml(text);
  if (problems.length > 0) throw new FileProblems(file, problems);
  // Whoever has emptied it by mistake must hear of it.
  if (value === undefined) {
    throw new FileProblems(file, [{ ...placeOf([]), sentence: "The file is empty; write groups or users" }]);
  }
  const parsed = fileSchema.safeParse(value, {
    error: ({ input }) => (input === undefined ? "is missing" : undefined),
  });
  if (!parsed.success) {
    throw new FileProblems(
      file,
      parsed.error.issues.map(({ path, message, ...issue }) => ({
        ...placeOf("keys" in issue && issue.keys[0] !== undefined ? [...path, issue.keys[0]] : path),
        sentence: path.length === 0 ? message : `${pathText(path)}: ${message}`,
      })),
    );
  }
  const repeated = repetitions(parsed.data);
  if (repeated.length > 0) {
    throw new FileProblems(
      file,
      repeated.map(({ path, sentence }) => ({ ...placeOf(path), sentence })),
    );
  }
  return toDesired(parsed.data, (path) => ({ line: placeOf(path).line }));
}

function shortened(sentence: string): string {
  return sentence.length <= SENTENCE_MAX ? sentence : `${sentence.slice(0, SENTENCE_MAX)} …`;
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

function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
}

function defined(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
