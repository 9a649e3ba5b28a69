import type { z } from "zod";
import { badRequest, invalidArgument } from "../model/errors.ts";
import { quote } from "../model/quote.ts";

const DEPTH_MAX = 32;
const POLLUTING_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Parses query parameters. Unknown ones are ignored, as VirusTotal does; a wrong known one raises
 * InvalidArgumentError naming it. Without a schema the result is empty.
 */
export function parseQuery<Query extends z.ZodObject>(
  schema: Query | undefined,
  query: Readonly<Record<string, string | readonly string[]>>,
): z.output<Query> {
  if (schema === undefined) return {} as z.output<Query>;
  const parsed = schema.safeParse(query, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidArgument(`Query parameter ${quote(pathText(issue?.path ?? []))} ${issue && complaint(issue)}`);
}

/** Parses a request body: a wrong shape raises BadRequestError, a wrong value InvalidArgumentError. */
export function parseBody<Body extends z.ZodType>(schema: Body | undefined, body: unknown): z.output<Body> {
  if (schema === undefined) return undefined as z.output<Body>;
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (body === undefined) throw badRequest("The request body is empty; send a JSON object");
  const path = pathText(issue?.path ?? []);
  const sentence = `${path === "" ? "The request body" : `${path}:`} ${issue && complaint(issue)}`;
  throw issue?.code === "invalid_type" || issue?.code === "unrecognized_keys"
    ? badRequest(sentence)
    : invalidArgument(sentence);
}

/**
 * The parameters of a query string; one that is given twice becomes a list. It raises nothing: the router calls it
 * outside every error handler, where an error would end the process. `refuseUnstorableQuery` judges the result.
 */
export function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

/** Raises BadRequestError for a query that holds text that no database and no log can hold. */
export function refuseUnstorableQuery(query: Readonly<Record<string, string | readonly string[]>>): void {
  for (const [name, values] of Object.entries(query)) {
    refuseUnstorable("The query", name);
    for (const value of [values].flat()) refuseUnstorable(`Query parameter ${quote(name)}`, value);
  }
}

/** The JSON in a body, whatever its content type says; undefined when there is none. Raises BadRequestError. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const value = readJson(decode(bytes));
  refuseUnsafe(value, "", 0);
  return value;
}

/** Raises BadRequestError for text that no database and no log can hold. */
export function refuseUnstorable(what: string, text: string): void {
  if (text.includes("\0")) throw badRequest(`${what} must not contain the character U+0000`);
  if (!text.isWellFormed()) throw badRequest(`${what} is not well-formed Unicode`);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("The request body is not valid UTF-8");
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `The request body is not valid JSON: ${error instanceof Error ? error.message : "unreadable"}`,
    );
  }
}

/** Keys that would reach an object's prototype, and nesting that would exhaust the stack, are attacks. */
function refuseUnsafe(value: unknown, path: string, depth: number): void {
  if (typeof value === "string") refuseUnstorable(path === "" ? "The request body" : path, value);
  // Larger than any number that is stored, it would come back as null.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw badRequest(`${path === "" ? "The request body" : path} is a number out of range`);
  }
  if (typeof value !== "object" || value === null) return;
  if (depth === DEPTH_MAX) throw badRequest(`The request body must not nest deeper than ${DEPTH_MAX} levels`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseUnsafe(item, `${path}[${index}]`, depth + 1);
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    if (POLLUTING_KEYS.has(key)) throw badRequest(`The key ${quote(key)} is not allowed in a request body`);
    refuseUnstorable("A key of the request body", key);
    refuseUnsafe(child, path === "" ? key : `${path}.${key}`, depth + 1);
  }
}

/** `data[0].id` for ["data", 0, "id"]. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is required";
      if (issue.expected === "string" && Array.isArray(issue.input)) return "must be given once, as text";
      return `must be ${article(issue.expected === "record" ? "object" : issue.expected)}`;
    case "unrecognized_keys":
      return `has the unknown member ${issue.keys.map(quote).join(", ")}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    default:
      return issue.message;
  }
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
