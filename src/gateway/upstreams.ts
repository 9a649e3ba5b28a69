import type { UpstreamStatus } from "../model/upstream-status.ts";
import type { Upstream } from "./upstream.ts";

/** The upstreams by their prefixes. */
export class Upstreams {
  /** The longest prefix first. */
  readonly #all: readonly Upstream[];

  constructor(all: readonly Upstream[]) {
    this.#all = all.toSorted((a, b) => b.prefixSegments.length - a.prefixSegments.length);
  }

  /** Of those whose prefix the path has, the one with the longest. */
  find(segments: readonly string[]): Upstream | undefined {
    for (const upstream of this.#all) if (hasPrefix(segments, upstream.prefixSegments)) return upstream;
    return undefined;
  }

  get(prefix: string): Upstream | undefined {
    return this.#all.find((upstream) => upstream.prefix === prefix);
  }

  get prefixes(): readonly string[] {
    return this.#all.map(({ prefix }) => prefix);
  }

  /** How each does, by what calls have met. */
  status(): readonly UpstreamStatus[] {
    return this.#all.map((upstream) => upstream.status);
  }

  /** Asks each whether it answers. */
  async check(): Promise<readonly UpstreamStatus[]> {
    await Promise.all(this.#all.map((upstream) => upstream.check()));
    return this.status();
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((upstream) => upstream.close()));
  }
}

function hasPrefix(segments: readonly string[], prefix: readonly string[]): boolean {
  if (segments.length < prefix.length) return false;
  for (let index = 0; index < prefix.length; index += 1) {
    if (segments[index] !== prefix[index]) return false;
  }
  return true;
}
