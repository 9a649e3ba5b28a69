import type { Role } from "../names/roles.ts";
import type { AnswerCondition } from "./answer-condition.ts";

/** HEAD is charged as GET; a method that is none of these falls to the default rule. */
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type Method = (typeof METHODS)[number];

export interface RuleCharge {
  /** A quota, or the family `api_requests`. */
  readonly quota: string;
  readonly cost: number;
}

/** What a call costs instead, when its answer meets the condition; never more than was reserved. */
export interface Settlement {
  readonly when: AnswerCondition;
  readonly charges: readonly RuleCharge[];
}

export interface Price {
  /** The name under which usage shows. */
  readonly bucket: string;
  /** What is reserved before the call, hence the most that it can cost; empty when it is free. */
  readonly charges: readonly RuleCharge[];
  /** The first whose condition holds decides. */
  readonly settle?: readonly Settlement[] | undefined;
}

export interface Rule extends Price {
  readonly methods: readonly Method[];
  /** Below the upstream's prefix, such as `/files/{id}/comments`; `{rest*}` at the end is one segment or more. */
  readonly path: string;
  /** One of them is needed where roles are enforced. */
  readonly roles?: readonly Role[] | undefined;
  /** Tollgate answers this itself; to forward it would show the licence holder's own account. */
  readonly isLocal?: boolean | undefined;
}

export const ONE_REQUEST: readonly RuleCharge[] = [{ quota: "api_requests", cost: 1 }];
export const FREE: readonly RuleCharge[] = [];

/** For whatever no rule knows, path or method: a new endpoint works, is charged, and shows as `other`. */
export const DEFAULT_PRICE: Price = { bucket: "other", charges: ONE_REQUEST };

/** A call that also uses up something of which there are few; when it is refused, only the request is spent. */
export function requestAndOne(quota: string): Pick<Price, "charges" | "settle"> {
  return {
    charges: [...ONE_REQUEST, { quota, cost: 1 }],
    settle: [{ when: { status: "4xx" }, charges: ONE_REQUEST }],
  };
}

/** The related objects and the links to them: both forms of every relationship that has no rule of its own. */
export function relationshipRules(
  path: string,
  bucket: string,
  methods: readonly Method[] = ["GET"],
): readonly Rule[] {
  return [
    { methods, path: `${path}/{relationship}`, bucket, charges: ONE_REQUEST },
    { methods, path: `${path}/relationships/{relationship}`, bucket, charges: ONE_REQUEST },
  ];
}
