import type { RouteDescription } from "./route.ts";

/** The methods that routes know for a path, in no particular order; empty when no route has it. */
export function allowedMethods(routes: readonly RouteDescription[], path: string): readonly string[] {
  const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method);
  return [...new Set(methods)].sort();
}

/** The names between the braces of a path template, in order. */
export function paramNames(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

function matches(template: string, path: string): boolean {
  const expected = template.split("/");
  const actual = path.split("/");
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith("{") ? actual[index] !== "" : part === actual[index]))
  );
}
