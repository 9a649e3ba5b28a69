import type { TestServer } from "../harness.ts";
import { CALLERS, type Caller, type Target } from "./cast.ts";

/** A call of one route, as it is made for one cell. */
export interface MatrixCall {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteCase {
  /** As the OpenAPI document names it. */
  readonly operation: string;
  readonly expected: Readonly<Record<Caller, number>>;
  readonly call: (target: Target, server: TestServer) => MatrixCall | Promise<MatrixCall>;
  /** The call is confirmed by the target's password. */
  readonly needsPassword?: true;
}

/** Statuses in the order of CALLERS. */
export function row(operation: string, statuses: string, call: RouteCase["call"]): RouteCase {
  const codes = statuses.split(" ").map(Number);
  if (codes.length !== CALLERS.length) throw new Error(`${operation}: ${codes.length} statuses`);
  const expected = Object.fromEntries(CALLERS.map((caller, index) => [caller, codes[index]]));
  return { operation, expected: expected as RouteCase["expected"], call };
}

export const data = (value: unknown) => ({ data: value });

// The columns:           nobody stranger member administrator foreign-administrator service-account owner operator
export const CLOSE = "401 404 404 200 404 404 200 200";
export const MEMBERS = "401 404 200 200 404 200 200 200";
export const MANAGERS = "401 404 403 200 404 403 403 200";
export const OWNER = "401 404 404 403 404 404 200 200";
export const OWN_PASSWORD = "401 404 404 403 404 404 200 403";
export const OPERATORS = "401 403 403 403 403 403 403 200";
export const EVERYONE = "401 200 200 200 200 200 200 200";
/** Everyone here calls with a key. */
export const NO_SESSION = "401 404 404 404 404 404 404 404";
export const ANYBODY = "200 200 200 200 200 200 200 200";
