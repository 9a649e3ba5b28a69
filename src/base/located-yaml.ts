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

/** Both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlacedProblem extends Place {
  readonly sentence: string;
}

/** A YAML or JSON text whose values can be traced back to where they stand. */
export interface LocatedYaml {
  /** Undefined when the text is empty or there are problems. */
  readonly value: unknown;
  /** Why it cannot be read. */
  readonly problems: readonly PlacedProblem[];
  /** Where the deepest part of the path that the text has begins. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place;
}

/** Never throws: what is wrong with the text are its problems. */
export function readYaml(text: string): LocatedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const placeOf = (path: readonly PropertyKey[]) => placeAt(offsetOf(document.contents, path));
  const problems = document.errors.map(({ pos, message }) => ({ ...placeAt(pos[0]), sentence: message }));
  if (problems.length > 0) return { value: undefined, problems, placeOf };
  try {
    return { value: document.toJS() ?? undefined, problems, placeOf };
  } catch (error) {
    // Aliases that multiply would fill the memory; the parser stops them here.
    const sentence = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ ...placeOf([]), sentence }], placeOf };
  }
}

function offsetOf(contents: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const key of path) {
    if (isAlias(node) || !isCollection(node)) break;
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const next: unknown = pair === undefined ? node.get(key, true) : (pair.value ?? pair.key);
    const start = startOf(next) ?? startOf(pair?.key);
    if (start === undefined) break;
    offset = start;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined;
}
