/** A source file, by its path from the root of the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

export function describe({ path, line, problem }: Violation): string {
  return `${path}:${line} ${problem}`;
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The source with its comments blanked out, so that offsets and lines stay what they are. */
export function withoutComments(text: string): string {
  // Strings come first, so that a // inside one, as in an address, does not begin a comment.
  return text.replace(
    /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (found) => (found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found),
  );
}
