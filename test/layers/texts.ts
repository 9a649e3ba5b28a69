import { lineOf, type SourceFile, type Violation, withoutComments } from "./violation.ts";

interface TextRule {
  readonly pattern: RegExp;
  readonly problem: string;
  readonly appliesTo: (path: string) => boolean;
  /** Whether comments count too. */
  readonly inComments?: boolean;
}

const LINES_MAX = 300;

const RULES: readonly TextRule[] = [
  {
    pattern: /\bprocess\s*\.\s*env\b|\benv\b[^;{}]*\}\s*from\s*"node:process"/g,
    problem: "reads the environment; only src/server/settings.ts may",
    appliesTo: (path) => isProduct(path) && path !== "src/server/settings.ts",
  },
  {
    pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\b|\bperformance\s*\.\s*now\b|\bprocess\s*\.\s*hrtime\b/g,
    problem: "reads the time or does calendar maths; only src/base/clock.ts may",
    appliesTo: (path) => isProduct(path) && path !== "src/base/clock.ts",
  },
  {
    pattern: /(?<![\w-])console\s*\.(?!ts)/g,
    problem: "writes to the console; only the command line may",
    appliesTo: (path) => isProduct(path) && !path.startsWith("src/cli/"),
  },
  {
    pattern: /^\s*export\s+default\b|\bas\s+default\b/gm,
    problem: "has a default export; name it",
    appliesTo: isTypeScript,
  },
  {
    pattern: /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s*from\b/gm,
    problem: "passes on a name of another file; import the file that defines it",
    appliesTo: isTypeScript,
  },
  {
    pattern: /(?<![\w.$}/-])\/(?:work|root|home\/\w+|Users\/\w+)\/(?=\w)/g,
    problem: "names a folder of one machine",
    appliesTo: () => true,
    inComments: true,
  },
  {
    pattern: /^\s*"resolved":/gm,
    problem: "ties the lock to one registry",
    appliesTo: (path) => path === "package-lock.json",
  },
];

/** What a file must not say, and how long it may be. */
export function checkTexts(file: SourceFile): Violation[] {
  const code = isTypeScript(file.path) ? withoutComments(file.text) : file.text;
  const violations = RULES.filter((rule) => rule.appliesTo(file.path)).flatMap((rule) => {
    const text = rule.inComments === true ? file.text : code;
    return [...text.matchAll(rule.pattern)].map((match) => ({
      path: file.path,
      // A pattern may begin with the space before what it found.
      line: lineOf(text, match.index + match[0].search(/\S/)),
      problem: rule.problem,
    }));
  });
  return [...violations, ...checkName(file), ...checkLength(file)];
}

function checkName({ path }: SourceFile): Violation[] {
  if (!/(^|\/)index\.[a-z]*[jt]sx?$/.test(path)) return [];
  return [{ path, line: 1, problem: "is a barrel by its name; name it for what it defines" }];
}

function checkLength({ path, text }: SourceFile): Violation[] {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (!isTypeScript(path) || lines <= LINES_MAX) return [];
  return [{ path, line: LINES_MAX + 1, problem: `has ${lines} lines; split it by noun` }];
}

function isTypeScript(path: string): boolean {
  return path.endsWith(".ts") || path.endsWith(".tsx");
}

function isProduct(path: string): boolean {
  return path.startsWith("src/") && !path.endsWith(".test.ts");
}
