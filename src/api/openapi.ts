import type { z } from "zod";
import { errorResponse } from "../wire/error.ts";
import type { ErrorStatus, Route } from "./route.ts";
import { Components, type JsonSchema } from "./schema-components.ts";
import { paramNames } from "./templates.ts";

const ERROR_DESCRIPTIONS: Readonly<Record<ErrorStatus, string>> = {
  400: "The request is malformed, or an argument has a wrong value.",
  401: "The API key is missing or wrong, or its account is not active.",
  403: "The caller may not do this.",
  404: "There is no such object, or the caller may not see it.",
  409: "It exists already.",
  424: "Something that the request depends on failed.",
  429: "A quota is used up, or there were too many requests; Retry-After may say when to come back.",
  503: "The server cannot answer now; the same request may work later.",
  504: "The request took too long.",
};

/** A session needs the header x-csrf-token as well, for all that changes something. */
const SIGNED_IN = [{ VTApiKey: [] }, { Session: [] }];

const PARAM_DESCRIPTIONS: Readonly<Record<string, string>> = {
  id: "Id of the object. For users: a username, an e-mail address, an API key, or `me`.",
  user_id: "A username.",
  relationship: "Name of a relationship of the object.",
};

/** The OpenAPI 3.1 document of the routes, as served at /api/v3/openapi.json. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const components = new Components();
  // Answers first: where a request says the same thing with more freedom, it is the request's name that changes.
  for (const { answer } of routes) if (answer !== "empty") components.add(answer, "output");
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, components) };
  }
  const error = components.add(errorResponse, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "Tollgate",
      version,
      description:
        "Access control for the VirusTotal API v3. Operations marked x-tollgate-extension are not VirusTotal's.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v3" }],
    security: SIGNED_IN,
    tags: [...new Set(routes.flatMap((route) => route.tags))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        VTApiKey: { type: "apiKey", in: "header", name: "x-apikey" },
        Session: { type: "apiKey", in: "cookie", name: "tollgate_session" },
        UserPassword: { type: "apiKey", in: "header", name: "x-user-password" },
      },
      responses: errorResponses(error),
      schemas: components.schemas,
    },
  };
}

function operation(route: Route, components: Components): object {
  const body = route.body && components.add(route.body, "input");
  const parameters = [
    ...pathParameters(route),
    ...queryParameters(route, components),
    ...headerParameters(route),
  ];
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    tags: route.tags,
    ...(route.extension && { "x-tollgate-extension": true }),
    ...(route.access === "anonymous" && { security: [] }),
    ...(route.access === "password" && { security: [...SIGNED_IN, { UserPassword: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: isRequired(route.body), content: jsonContent(body) } }),
    responses: { 200: success(route, components), ...errorReferences(route) },
  };
}

function pathParameters(route: Route): object[] {
  return paramNames(route.path).map((name) => ({
    name,
    in: "path",
    required: true,
    description: PARAM_DESCRIPTIONS[name] ?? "Id of the object.",
    schema: { type: "string", minLength: 1 },
  }));
}

function queryParameters(route: Route, components: Components): object[] {
  if (route.query === undefined) return [];
  const schema = components.add(route.query, "input");
  return Object.entries(schema.properties ?? {}).map(([name, { description, ...property }]) => ({
    name,
    in: "query",
    required: schema.required?.includes(name) ?? false,
    ...(description !== undefined && { description }),
    schema: property,
  }));
}

function headerParameters({ headers = {} }: Route): object[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function success(route: Route, components: Components): object {
  if (route.answer === "empty") return { description: "Done; the answer is empty." };
  const content = jsonContent(components.add(route.answer, "output"));
  return { description: "Success.", content: route.csv ? { ...content, ...CSV_CONTENT } : content };
}

/** What the server itself can answer to any call, besides what the route declares. */
function errorReferences(route: Route): Record<string, object> {
  const common: ErrorStatus[] = route.access === "anonymous" ? [400, 503] : [400, 401, 403, 503];
  const statuses = new Set([...common, ...route.errors]);
  return Object.fromEntries(
    [...statuses].map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  );
}

function errorResponses(schema: JsonSchema): Record<string, object> {
  return Object.fromEntries(
    Object.entries(ERROR_DESCRIPTIONS).map(([status, description]) => [
      status,
      { description, content: jsonContent(schema) },
    ]),
  );
}

const CSV_CONTENT = { "text/csv": { schema: { type: "string" } } };

function jsonContent(schema: JsonSchema) {
  return { "application/json": { schema } };
}

function isRequired(body: z.ZodType | undefined): boolean {
  return body !== undefined && !body.safeParse(undefined).success;
}
