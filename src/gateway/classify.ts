import { PathTree } from "../base/path-tree.ts";
import type { Role } from "../names/roles.ts";
import { type Answer, holds } from "./answer-condition.ts";
import {
  DEFAULT_PRICE,
  METHODS,
  type Method,
  type Price,
  type Rule,
  type RuleCharge,
  type Settlement,
} from "./rule.ts";

/** What a call is and costs. One object per rule and method, shared by all calls. */
export interface Classified {
  readonly bucket: string;
  /** To be reserved before the call. */
  readonly charges: readonly RuleCharge[];
  readonly settle: readonly Settlement[];
  /** Whether settling looks into the JSON of the answer, which must then be read before it is passed on. */
  readonly readsJson: boolean;
  /** Whether settling asks what was uploaded. */
  readonly readsUpload: boolean;
  /** The path of the rule; `*` where no rule knows the call. */
  readonly template: string;
  readonly isDefault: boolean;
  /** Never to be forwarded. */
  readonly isLocal: boolean;
  /** One of them is needed where roles are enforced; none when empty. */
  readonly roles: readonly Role[];
  /** Whether a second attempt at the upstream can do no harm. */
  readonly retryable: boolean;
}

/** Knows the rules of one upstream. Raises TypeError when two of them match the same calls. */
export class Classifier {
  readonly #trees: ReadonlyMap<string, PathTree<Classified>>;
  readonly #unknownRead: Classified;
  readonly #unknown: Classified;

  constructor(rules: readonly Rule[], unknown: Price = DEFAULT_PRICE) {
    const trees = new Map<string, PathTree<Classified>>(
      METHODS.map((method) => [method, new PathTree(entriesOf(rules, method))]),
    );
    const get = trees.get("GET");
    if (get !== undefined) trees.set("HEAD", get);
    this.#trees = trees;
    this.#unknownRead = classified(unknown, { template: "*", isDefault: true, retryable: true });
    this.#unknown = classified(unknown, { template: "*", isDefault: true, retryable: false });
  }

  /**
   * The most specific rule that has path and method, else the default. The path is what the segments,
   * decoded once, say from `skip` on.
   */
  classify(method: string, segments: readonly string[], skip = 0): Classified {
    const found = this.#trees.get(method)?.find(segments, skip);
    if (found !== undefined) return found;
    return method === "GET" || method === "HEAD" ? this.#unknownRead : this.#unknown;
  }
}

/** What the call costs in the end, by its answer. That a failed upstream costs nothing is not the rules' matter. */
export function settledCharges(call: Classified, answer: Answer): readonly RuleCharge[] {
  for (const { when, charges } of call.settle) if (holds(when, answer)) return charges;
  return call.charges;
}

function entriesOf(rules: readonly Rule[], method: Method): (readonly [string, Classified])[] {
  return rules
    .filter((rule) => rule.methods.includes(method))
    .map((rule) => [
      rule.path,
      classified(rule, {
        template: rule.path,
        isDefault: false,
        retryable: method === "GET",
        isLocal: rule.isLocal,
        roles: rule.roles,
      }),
    ]);
}

interface Circumstances {
  readonly template: string;
  readonly isDefault: boolean;
  readonly retryable: boolean;
  readonly isLocal?: boolean | undefined;
  readonly roles?: readonly Role[] | undefined;
}

function classified(price: Price, circumstances: Circumstances): Classified {
  const settle = price.settle ?? [];
  return {
    bucket: price.bucket,
    charges: price.charges,
    settle,
    readsJson: settle.some(({ when }) => when.json !== undefined),
    readsUpload: settle.some(({ when }) => when.upload !== undefined),
    template: circumstances.template,
    isDefault: circumstances.isDefault,
    isLocal: circumstances.isLocal ?? false,
    roles: circumstances.roles ?? [],
    retryable: circumstances.retryable,
  };
}
