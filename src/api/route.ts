import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Actor, Origin } from "../access/actor.ts";
import type { Cursors } from "./cursors.ts";
import type { JsonText } from "./json-text.ts";
import { parseBody, parseQuery } from "./parsing.ts";
import { passwordOf } from "./password-header.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The statuses that a route may document; 400, 401 (with a key) and 503 are documented for every route. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 424 | 429 | 503 | 504;

/** A handler's answer when there is nothing to say: status 200 and `Content-Length: 0`. */
export const EMPTY = Symbol("empty answer");
export type Answer = object | typeof EMPTY;

/** An answer that sets cookies besides. */
export class AnswerWithCookies {
  readonly answer: object | typeof EMPTY;
  readonly cookies: readonly string[];

  constructor(answer: object | typeof EMPTY, cookies: readonly string[]) {
    this.answer = answer;
    this.cookies = cookies;
  }
}

/** The names between braces of a path template. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [Key in Name]: string } & ParamsOf<Rest>
  : unknown;

/** What a handler is given of a call that carries no key. */
export interface AnonymousRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly origin: Origin;
  /** Percent-decoded once. */
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
  /** Scheme and authority of this server as the client sees it, for links; no slash at the end. */
  readonly baseUrl: string;
  /** The called path after /api/v3, percent-encoded; names the account as the caller named it. */
  readonly path: string;
  /** The query as it was sent, without its question mark. */
  readonly search: string;
  /** The same, read; a parameter given twice is a list. */
  readonly rawQuery: Readonly<Record<string, string | readonly string[]>>;
  readonly route: RouteDescription;
  readonly cursors: Cursors;
}

export interface ApiRequest<Params = unknown, Query = unknown, Body = unknown>
  extends AnonymousRequest<Params, Query, Body> {
  readonly actor: Actor;
}

/** What is known of a call at once. */
export interface Recalled<Params = unknown> {
  readonly actor: Actor;
  readonly params: Params;
  readonly baseUrl: string;
  /** The query as it was sent. */
  readonly search: string;
}

/** What is said of a route in the OpenAPI document. */
export interface RouteDescription {
  readonly method: Method;
  /** An OpenAPI template relative to /api/v3, such as `/groups/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Not one of VirusTotal's own operations. */
  readonly extension?: true;
  /** The endpoint's name in usage. */
  readonly bucket: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Headers of its own that it reads, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Documentation of the answer; answers are not parsed. */
  readonly answer: z.ZodType | "empty";
  /** With `format=csv` the answer is a table instead. */
  readonly csv?: true;
  readonly errors: readonly ErrorStatus[];
}

/** A route as the server runs it. */
export interface Route extends RouteDescription {
  /** "key": with a key or in a session; "password": likewise, or without either but with the x-user-password header. */
  readonly access: "key" | "password" | "anonymous";
  /** The answer of `run` without waiting, when it is at hand. */
  recall?(call: Recalled): JsonText | undefined;
  run(call: AnonymousRequest & { readonly actor: Actor | undefined }): Promise<Answer>;
}

interface Schemas<Path extends string, Query extends z.ZodObject, Body extends z.ZodType> {
  readonly path: Path;
  readonly query?: Query;
  readonly body?: Body;
}

/** A route for callers with a key or in a session. */
export interface RouteSpec<Path extends string, Query extends z.ZodObject, Body extends z.ZodType>
  extends Omit<RouteDescription, "path" | "query" | "body">,
    Schemas<Path, Query, Body> {
  /**
   * The answer that `handle` would give, when it is at hand; undefined tells nothing. Runs for every call, before
   * anything of it was parsed, and must refuse nobody.
   */
  recall?(call: Recalled<ParamsOf<Path>>): JsonText | undefined;
  /** Runs before query and body are parsed, for routes that must refuse a caller before his input. */
  authorize?(request: ApiRequest<ParamsOf<Path>>): Promise<void>;
  handle(request: ApiRequest<ParamsOf<Path>, z.output<Query>, z.output<Body>>): Promise<Answer>;
}

/** A route without a key. */
export interface AnonymousRouteSpec<Path extends string, Query extends z.ZodObject, Body extends z.ZodType>
  extends Omit<RouteDescription, "path" | "query" | "body">,
    Schemas<Path, Query, Body> {
  handle(request: AnonymousRequest<ParamsOf<Path>, z.output<Query>, z.output<Body>>): Promise<Answer>;
}

/** Types of `params`, `query` and `body` follow from the path and the schemas. */
export function defineRoute<
  const Path extends string,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<Path, Query, Body>): Route {
  return {
    ...spec,
    access: "key",
    async run(call) {
      if (call.actor === undefined) throw new Error(`${spec.operationId} was called without an actor`);
      const request = { ...call, actor: call.actor, params: parseParams<Path>(call.params) };
      await spec.authorize?.(request);
      return spec.handle({ ...request, ...parseInput(spec, call) });
    },
  };
}

/** Like `defineRoute`, for calls that need no key: they have no actor and are not counted. */
export function defineAnonymousRoute<
  const Path extends string,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(spec: AnonymousRouteSpec<Path, Query, Body>): Route {
  return {
    ...spec,
    access: "anonymous",
    async run(call) {
      return spec.handle({ ...call, params: parseParams<Path>(call.params), ...parseInput(spec, call) });
    },
  };
}

/** A route for callers with a key, and for people who have only their password at hand. */
export interface PasswordRouteSpec<Path extends string, Query extends z.ZodObject, Body extends z.ZodType>
  extends RouteSpec<Path, Query, Body> {
  handlePassword(
    request: AnonymousRequest<ParamsOf<Path>, z.output<Query>, z.output<Body>>,
    password: string,
  ): Promise<Answer>;
}

/** Like `defineRoute`; a call without a key goes to `handlePassword`, and is not counted. */
export function definePasswordRoute<
  const Path extends string,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(spec: PasswordRouteSpec<Path, Query, Body>): Route {
  const withKey = defineRoute(spec);
  return {
    ...spec,
    access: "password",
    async run(call) {
      const password = passwordOf(call.headers);
      if (call.actor !== undefined || password === undefined) return withKey.run(call);
      const request = { ...call, params: parseParams<Path>(call.params), ...parseInput(spec, call) };
      return spec.handlePassword(request, password);
    },
  };
}

function parseInput<Path extends string, Query extends z.ZodObject, Body extends z.ZodType>(
  schemas: Schemas<Path, Query, Body>,
  call: AnonymousRequest,
) {
  return { query: parseQuery(schemas.query, call.rawQuery), body: parseBody(schemas.body, call.body) };
}

/** The router has matched the very template that the type is made of. */
function parseParams<Path extends string>(params: unknown): ParamsOf<Path> {
  return params as ParamsOf<Path>;
}
