import { readFileSync } from "node:fs";
import { type RuleFile, RuleFileProblems, readRuleFile } from "../gateway/rule-file.ts";
import type { Environment } from "./setting-reader.ts";
import type { Parsed } from "./setting-values.ts";

export const UPSTREAM_KEY_CHARACTERS_MIN = 8;

/** Reads and checks the file that the variable names. */
export function parseRulesFile(path: string): Parsed<RuleFile> {
  try {
    return { value: readRuleFile(path, readFileSync(path, "utf8")) };
  } catch (error) {
    if (error instanceof RuleFileProblems) {
      return { problem: ["names a file with mistakes:", ...error.problems].join("\n    ") };
    }
    return { problem: `cannot be read: ${reasonOf(error)}` };
  }
}

/** The keys of the upstreams in a rule file by their prefixes, and what is wrong with those that are missing. */
export function readUpstreamKeys(
  upstreams: RuleFile["upstreams"],
  environment: Environment,
): { readonly keys: ReadonlyMap<string, string>; readonly problems: readonly string[] } {
  const keys = new Map<string, string>();
  const problems: string[] = [];
  for (const { prefix, key } of upstreams) {
    const source = key.kind === "environment" ? key.variable : key.path;
    try {
      const text = key.kind === "environment" ? environment[source] : readFileSync(source, "utf8");
      keys.set(prefix, text?.replace(/\r?\n$/, "") ?? "");
    } catch (error) {
      problems.push(`${source}, the key of the upstream ${prefix}, cannot be read: ${reasonOf(error)}`);
      continue;
    }
    if ((keys.get(prefix) ?? "").length >= UPSTREAM_KEY_CHARACTERS_MIN) continue;
    problems.push(
      `${source}, the key of the upstream ${prefix}, must have at least ${UPSTREAM_KEY_CHARACTERS_MIN} characters`,
    );
  }
  return { keys, problems };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
