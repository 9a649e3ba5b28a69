import { compareSpecificity, parseTemplate, shapeOf, type TemplatePart } from "./path-template.ts";

/**
 * Finds the most specific of the templates that match a path, in one step per segment: what a walk back
 * to a less specific template would find is already part of each branch. Built once.
 */
export class PathTree<Value> {
  readonly #start: readonly Candidate<Value>[];
  #root: Branch<Value> | undefined;

  /** Raises TypeError when a path is no template, or two of them have the same shape. */
  constructor(entries: readonly (readonly [path: string, value: Value])[]) {
    const leaves = entries
      .map(([path, value]) => ({ path, parts: parseTemplate(path), value }))
      .sort((a, b) => compareSpecificity(a.parts, b.parts));
    requireDistinct(leaves);
    this.#start = leaves.map((leaf, rank) => ({ leaf, rank, at: 0 }));
  }

  /** Looks at the segments from `skip` on. */
  find(segments: readonly string[], skip = 0): Value | undefined {
    // Growing takes longer than the rest of a server's start, and a tree may never be asked.
    this.#root ??= growBranch(this.#start, new Map());
    let branch = this.#root;
    for (let index = skip; index < segments.length; index += 1) {
      const next = branch.literals.get(segments[index] ?? "") ?? branch.other;
      if (next === undefined) return undefined;
      branch = next;
    }
    return branch.value;
  }
}

interface Branch<Value> {
  value: Value | undefined;
  readonly literals: Map<string, Branch<Value>>;
  other: Branch<Value> | undefined;
}

interface Leaf<Value> {
  readonly path: string;
  readonly parts: readonly TemplatePart[];
  readonly value: Value;
}

/** A template that matches so far, and how many of its parts have been matched. */
interface Candidate<Value> {
  readonly leaf: Leaf<Value>;
  readonly rank: number;
  readonly at: number;
}

/** Branches with the same candidates are one branch, which is also how the rest of a path goes round. */
function growBranch<Value>(
  candidates: readonly Candidate<Value>[],
  grown: Map<string, Branch<Value>>,
): Branch<Value> {
  const key = candidates.map(({ rank, at }) => `${rank}:${at}`).join(" ");
  const known = grown.get(key);
  if (known !== undefined) return known;
  const ended = candidates.find(({ leaf, at }) => at === leaf.parts.length);
  const branch: Branch<Value> = { value: ended?.leaf.value, literals: new Map(), other: undefined };
  grown.set(key, branch);
  const words = candidates.flatMap((candidate) => {
    const part = nextPart(candidate);
    return typeof part === "object" ? [part.literal] : [];
  });
  for (const word of new Set(words)) branch.literals.set(word, growBranch(step(candidates, word), grown));
  const others = step(candidates, undefined);
  if (others.length > 0) branch.other = growBranch(others, grown);
  return branch;
}

/** Who is left after a segment, which is undefined when it is none of the literals. */
function step<Value>(
  candidates: readonly Candidate<Value>[],
  segment: string | undefined,
): readonly Candidate<Value>[] {
  return candidates.flatMap((candidate) => {
    const part = nextPart(candidate);
    if (part === undefined || (typeof part === "object" && part.literal !== segment)) return [];
    return [{ ...candidate, at: Math.min(candidate.at + 1, candidate.leaf.parts.length) }];
  });
}

function nextPart<Value>({ leaf, at }: Candidate<Value>): TemplatePart | undefined {
  return leaf.parts[at] ?? (leaf.parts.at(-1) === "rest" ? "rest" : undefined);
}

function requireDistinct<Value>(leaves: readonly Leaf<Value>[]): void {
  const paths = new Map<string, string>();
  for (const { path, parts } of leaves) {
    const shape = shapeOf(parts);
    const before = paths.get(shape);
    if (before !== undefined) throw new TypeError(`${before} and ${path} match the same paths`);
    paths.set(shape, path);
  }
}
