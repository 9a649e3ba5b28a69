import { type LocatedYaml, type PlacedProblem, readYaml } from "../base/located-yaml.ts";
import { crossingOf, parseTemplate, shapeOf } from "../base/path-template.ts";
import type { Method, Price, Rule } from "./rule.ts";
import { type RuleFileContent, ruleFileSchema } from "./rule-file-schema.ts";

/** Where the key of an upstream is found; the file itself never holds one. */
export type KeySource =
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "file"; readonly path: string };

/** An upstream of its own below a path prefix; of prefixes that both match, the longer one counts. */
export interface Upstream {
  /** Such as `/otx`. */
  readonly prefix: string;
  readonly prefixSegments: readonly string[];
  /** What takes the prefix's place, without a slash at its end. */
  readonly url: string;
  readonly key: KeySource;
  /** In lower case. */
  readonly keyHeader: string;
  /** With paths below the prefix; none of VirusTotal's rules hold here. */
  readonly rules: readonly Rule[];
  /** For calls that no rule knows; the default rule when absent. */
  readonly unknown: Price | undefined;
}

export interface RuleFile {
  /** They take the place of built-in rules with the same method and path. */
  readonly rules: readonly Rule[];
  readonly unknown: Price | undefined;
  readonly upstreams: readonly Upstream[];
}

/** Everything that is wrong with a rule file, each problem with its line and column. */
export class RuleFileProblems extends Error {
  readonly problems: readonly string[];

  constructor(file: string, found: readonly PlacedProblem[]) {
    const sorted = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const problems = sorted.map(({ line, column, sentence }) => `${file}:${line}:${column}: ${sentence}`);
    super(problems.join("\n"));
    this.name = "RuleFileProblems";
    this.problems = problems;
  }
}

/** Reads an operator's rules, in YAML or JSON; `file` is its name, for people. Raises RuleFileProblems. */
export function readRuleFile(file: string, text: string): RuleFile {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) throw new RuleFileProblems(file, yaml.problems);
  const parsed = ruleFileSchema.safeParse(yaml.value ?? {}, {
    error: ({ input }) => (input === undefined ? "is missing" : undefined),
  });
  if (!parsed.success) {
    throw new RuleFileProblems(
      file,
      parsed.error.issues.map(({ path, message, ...issue }) => {
        const unknownKey = "keys" in issue ? issue.keys[0] : undefined;
        return placed(yaml, unknownKey === undefined ? path : [...path, unknownKey], message);
      }),
    );
  }
  const problems = conflictsOf(parsed.data).map(({ path, sentence }) => placed(yaml, path, sentence));
  if (problems.length > 0) throw new RuleFileProblems(file, problems);
  return toRuleFile(parsed.data);
}

/** The built-in rules with an operator's in the place of those with the same method and path. */
export function mergeRules(builtIn: readonly Rule[], own: readonly Rule[]): readonly Rule[] {
  const taken = new Set(own.flatMap((rule) => rule.methods.map((method) => callOf(rule, method))));
  const kept = builtIn.flatMap((rule) => {
    const methods = rule.methods.filter((method) => !taken.has(callOf(rule, method)));
    return methods.length === 0 ? [] : [{ ...rule, methods }];
  });
  return [...kept, ...own];
}

function toRuleFile(content: RuleFileContent): RuleFile {
  return {
    rules: content.rules,
    unknown: content.default,
    upstreams: content.upstreams.map(
      ({ prefix, url, key_header, api_key_env, api_key_file, ...upstream }) => ({
        prefix,
        prefixSegments: prefix.slice(1).split("/"),
        url: url.replace(/\/+$/, ""),
        key:
          api_key_env === undefined
            ? { kind: "file", path: api_key_file ?? "" }
            : { kind: "environment", variable: api_key_env },
        keyHeader: key_header.toLowerCase(),
        rules: upstream.rules,
        unknown: upstream.default,
      }),
    ),
  };
}

interface Conflict {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
}

function conflictsOf(content: RuleFileContent): readonly Conflict[] {
  const prefixes = new Set<string>();
  return [
    ...ruleConflicts(content.rules, ["rules"]),
    ...content.upstreams.flatMap(({ prefix, rules }, index) => {
      const isRepeated = prefixes.has(prefix);
      prefixes.add(prefix);
      const path = ["upstreams", index];
      return [
        ...(isRepeated
          ? [{ path: [...path, "prefix"], sentence: `${prefix} stands here a second time` }]
          : []),
        ...ruleConflicts(rules, [...path, "rules"]),
      ];
    }),
  ];
}

/** Two rules for one call, or two of which it cannot be said which one a call means. */
function ruleConflicts(rules: readonly Rule[], path: readonly PropertyKey[]): readonly Conflict[] {
  const calls = new Set<string>();
  const repeated = rules.flatMap((rule, index) =>
    rule.methods.flatMap((method) => {
      const call = callOf(rule, method);
      if (calls.has(call)) {
        return [{ path: [...path, index, "path"], sentence: `${method} ${rule.path} has a rule already` }];
      }
      calls.add(call);
      return [];
    }),
  );
  const parsed = rules.map((rule) => ({ rule, parts: parseTemplate(rule.path) }));
  const crossing = parsed.flatMap((second, index) =>
    parsed.slice(0, index).flatMap((first) => {
      const shape = crossingOf(first.parts, second.parts);
      if (shape === undefined) return [];
      const methods = second.rule.methods.filter((method) => first.rule.methods.includes(method));
      const method = methods.find((candidate) => !calls.has(`${candidate} ${shape}`));
      if (method === undefined) return [];
      const sentence = `${second.rule.path} and ${first.rule.path} are ambiguous; add a rule for ${method} ${named(shape)}, which both match`;
      return [{ path: [...path, index, "path"], sentence }];
    }),
  );
  return [...repeated, ...crossing];
}

function callOf(rule: Rule, method: Method): string {
  return `${method} ${shapeOf(parseTemplate(rule.path))}`;
}

function named(shape: string): string {
  return shape.replaceAll("{}", "{id}").replaceAll("{*}", "{rest*}");
}

function placed(yaml: LocatedYaml, path: readonly PropertyKey[], sentence: string): PlacedProblem {
  const name = path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
  return { ...yaml.placeOf(path), sentence: name === "" ? sentence : `${name}: ${sentence}` };
}
