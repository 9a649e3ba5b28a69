import type { Answer } from "./answer.ts";
import type { DemoRequest, Params } from "./request.ts";
import { UpstreamError } from "./upstream-error.ts";

export type Handle = (request: DemoRequest, params: Params) => Answer | Promise<Answer>;

/** Method, path template and what answers; the first that fits is taken. */
export type DemoRoute = readonly [method: string, template: string, handle: Handle];

/** Finds what answers a path; raises NotFoundError where nothing does. */
export class Router {
  readonly #routes: readonly {
    readonly method: string;
    readonly parts: readonly string[];
    readonly handle: Handle;
  }[];

  constructor(routes: readonly DemoRoute[]) {
    this.#routes = routes.map(([method, template, handle]) => ({
      method,
      parts: template.split("/"),
      handle,
    }));
  }

  async answer(request: DemoRequest): Promise<Answer> {
    const segments = request.path.split("/").map(decode);
    for (const { method, parts, handle } of this.#routes) {
      const params = method === request.method ? match(parts, segments) : undefined;
      if (params !== undefined) return handle(request, params);
    }
    throw new UpstreamError("NotFoundError", "Resource not found.");
  }
}

function match(parts: readonly string[], segments: readonly string[]): Params | undefined {
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new UpstreamError("BadRequestError", "The path has a percent sign that escapes nothing");
  }
}
