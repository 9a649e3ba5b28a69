import { z } from "zod";
import { parseTemplate, templateProblem } from "../base/path-template.ts";
import { isQuotaName, QUOTA_FAMILIES, quotasOfCharge } from "../model/quotas.ts";
import { ROLES } from "../names/roles.ts";
import { STATUS_CLASSES } from "./answer-condition.ts";
import { METHODS, type Price } from "./rule.ts";
import { LOCAL_NOUNS } from "./rules/local.ts";

const RULES_MAX = 1000;
const UPSTREAMS_MAX = 50;
const CHARGES_MAX = 16;
const SETTLEMENTS_MAX = 16;
const COST_MAX = 1_000_000;

/** Headers that frame a message or say where it goes cannot carry a key. */
const RESERVED_HEADERS = new Set(
  "connection content-length expect host keep-alive te trailer transfer-encoding upgrade".split(" "),
);
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What the server answers itself besides the API. */
const OWN_PATHS = new Set(["authorize", "healthz", "readyz", "metrics", "test"]);

const charge = z.strictObject({
  quota: z
    .string()
    .refine(
      (name) => isQuotaName(name) || QUOTA_FAMILIES.has(name),
      'must be "api_requests" or a quota name of 1 to 64 lower-case letters, digits or "_"',
    ),
  cost: z
    .int("must be a whole number")
    .min(1, "must be at least 1; what is free has no charges")
    .max(COST_MAX, `must be at most ${COST_MAX}`),
});

const charges = z.array(charge).max(CHARGES_MAX);

const status = z.union([z.int().min(100).max(599), z.enum(STATUS_CLASSES)]);

const when = z
  .strictObject({
    status: z
      .union([status, z.array(status).min(1)], 'must be codes such as 404 or classes such as "4xx"')
      .optional(),
    header: z
      .strictObject({
        name: z.string().regex(TOKEN, "must be the name of a header"),
        equals: z.string("must be text; put it in quotes").optional(),
      })
      .optional(),
    json: z
      .strictObject({
        pointer: z
          .string()
          .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'must be a JSON pointer such as "/data/attributes/status"'),
        equals: z.union(
          [z.string(), z.number(), z.boolean(), z.null()],
          "must be a text, a number, true, false or null",
        ),
      })
      .optional(),
    upload: z.literal("new", 'must be "new"').optional(),
  })
  .refine((condition) => Object.values(condition).some((part) => part !== undefined), {
    message: 'must have "status", "header", "json" or "upload"',
  });

const priceFields = {
  bucket: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and "_"'),
  charges,
  settle: z.array(z.strictObject({ when, charges })).max(SETTLEMENTS_MAX).optional(),
};

const price = z.strictObject(priceFields).superRefine(refuseWrongCharges);

const rule = z
  .strictObject({
    methods: z.array(z.enum(METHODS)).min(1, "must name a method"),
    path: z.string().superRefine((path, context) => {
      const problem = templateProblem(path);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    }),
    ...priceFields,
    roles: z.array(z.enum(ROLES)).optional(),
  })
  .superRefine(refuseWrongCharges);

const ownRule = rule.refine(({ path }) => templateProblem(path) !== undefined || !isLocal(path), {
  path: ["path"],
  message: "is answered by Tollgate itself and never forwarded",
});

const upstream = z
  .strictObject({
    prefix: z.string().superRefine((prefix, context) => {
      const problem = prefixProblem(prefix);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    }),
    url: z
      .string()
      .refine(isUpstreamUrl, "must be an http or https URL without credentials, query and fragment"),
    api_key_env: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, "must be the name of a variable")
      .optional(),
    api_key_file: z.string().min(1).optional(),
    key_header: z
      .string()
      .regex(TOKEN, "must be the name of a header")
      .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()), "cannot carry a key")
      .default("x-apikey"),
    rules: z.array(rule).max(RULES_MAX).default([]),
    default: price.optional(),
  })
  .refine(({ api_key_env, api_key_file }) => (api_key_env === undefined) !== (api_key_file === undefined), {
    message: 'must have either "api_key_env" or "api_key_file"',
  });

export const ruleFileSchema = z.strictObject({
  rules: z.array(ownRule).max(RULES_MAX).default([]),
  default: price.optional(),
  upstreams: z.array(upstream).max(UPSTREAMS_MAX).default([]),
});

export type RuleFileContent = z.output<typeof ruleFileSchema>;

/** A settlement gives back of what was reserved; it cannot take what was never asked for. */
function refuseWrongCharges({ charges: reserved, settle }: Price, context: z.RefinementCtx): void {
  refuseOverlaps(reserved, ["charges"], context);
  const most = new Map(reserved.map(({ quota, cost }) => [quota, cost]));
  for (const [index, settlement] of (settle ?? []).entries()) {
    refuseOverlaps(settlement.charges, ["settle", index, "charges"], context);
    for (const [position, { quota, cost }] of settlement.charges.entries()) {
      if (cost <= (most.get(quota) ?? 0)) continue;
      context.addIssue({
        code: "custom",
        path: ["settle", index, "charges", position],
        message: `charges more of "${quota}" than the rule itself, which is what is reserved before the call`,
      });
    }
  }
}

function refuseOverlaps(list: Price["charges"], path: PropertyKey[], context: z.RefinementCtx): void {
  const charged = new Set<string>();
  for (const [index, { quota }] of list.entries()) {
    const counted = quotasOfCharge(quota);
    if (counted.some((name) => charged.has(name))) {
      context.addIssue({
        code: "custom",
        path: [...path, index],
        message: `charges "${quota}" a second time`,
      });
    }
    for (const name of counted) charged.add(name);
  }
}

function isLocal(path: string): boolean {
  const [first] = parseTemplate(path);
  return typeof first === "object" && LOCAL_NOUNS.some((noun) => noun === first.literal);
}

function prefixProblem(prefix: string): string | undefined {
  const problem = templateProblem(prefix);
  if (problem !== undefined) return problem;
  if (parseTemplate(prefix).some((part) => typeof part !== "object")) return "must not have parameters";
  const [first, second, third] = prefix.slice(1).split("/");
  if (first !== "api") {
    return OWN_PATHS.has(first ?? "") ? "is a path of Tollgate itself" : undefined;
  }
  if (second === undefined || (second === "v3" && third === undefined)) {
    return "is where TOLLGATE_UPSTREAM_URL is served";
  }
  if (second === "v3" && LOCAL_NOUNS.some((noun) => noun === third)) return "is a path of Tollgate itself";
  return undefined;
}

function isUpstreamUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "" && !/[?#]/.test(text);
}
