import { readFileSync } from "node:fs";
import { join } from "node:path";

export const REPOSITORY = join(import.meta.dirname, "..", "..");

/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** One step of the tour: what the reader runs, and what he is told that it prints. */
export interface Step {
  readonly language: "sh" | "python";
  readonly code: string;
  readonly printed: string;
}

export function readDocument(path: string): string {
  return readFileSync(join(REPOSITORY, path), "utf8");
}

/** The part of a document under a heading of the second level. */
export function section(text: string, heading: string): string {
  const [, rest] = text.split(`\n## ${heading}\n`, 2);
  if (rest === undefined) throw new Error(`There is no section "${heading}"`);
  return rest.split("\n## ", 1)[0] ?? "";
}

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
    language,
    text: code,
  }));
}

/** The steps of the README's tour; a block of text says what the block before it prints. */
export function tourSteps(): Step[] {
  const blocks = blocksOf(section(readDocument("README.md"), "A first tour"));
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== "sh" && language !== "python") return [];
    const next = blocks[index + 1];
    return [{ language, code: text, printed: next?.language === "text" ? next.text : "" }];
  });
}

/** What the README says that the first start prints. */
export function firstStartOutput(): string {
  const [, shown] = blocksOf(section(readDocument("README.md"), "Start"));
  return shown?.text ?? "";
}

/** Matches a text as the documents show it, in which `…` stands for anything. */
export function shownAs(text: string): RegExp {
  const parts = text.trim().split("…").map(RegExp.escape);
  return new RegExp(`^\\s*${parts.join("[\\s\\S]*?")}\\s*$`);
}
