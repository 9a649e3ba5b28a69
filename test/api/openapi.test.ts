import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { z } from "zod";
import { openApiDocument } from "../../src/api/openapi.ts";
import { defineAnonymousRoute, defineRoute, EMPTY } from "../../src/api/route.ts";
import { dataOf } from "../../src/wire/envelope.ts";
import { startTestServer } from "../harness.ts";

interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly servers: readonly object[];
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into schemas freely, and its assertions are their types.
  readonly components: { readonly schemas: Readonly<Record<string, any>> };
}

async function servedDocument(): Promise<Document> {
  await using server = await startTestServer();
  const reply = await server.request("GET", "/openapi.json");
  assert.equal(reply.status, 200);
  return reply.body;
}

test("the OpenAPI document is served without a key and valid by the official schema", async () => {
  const document = await servedDocument();
  const result = await new Validator().validate({ ...structuredClone(document) });
  assert.deepEqual(result, { valid: true });
  assert.deepEqual(document.servers, [{ url: "/api/v3" }]);
  assert.deepEqual(document.security, [{ VTApiKey: [] }, { Session: [] }]);
});

test("every operation has an id of its own and documents what the server itself can answer", async () => {
  const { paths } = await servedDocument();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  for (const { operationId, security, responses } of operations) {
    const expected = security === undefined ? ["200", "400", "401", "403", "503"] : ["200", "400", "503"];
    const missing = expected.filter((status) => !Object.hasOwn(responses, status));
    assert.deepEqual(missing, [], operationId);
  }
});

test("the document says what a new user must have, and what a consumer of a quota has besides an account", async () => {
  const { components } = await servedDocument();
  const { NewUser, QuotaConsumer } = components.schemas;
  assert.deepEqual(NewUser.properties.data.required, ["id", "attributes"]);
  const { required, properties, additionalProperties } = NewUser.properties.data.properties.attributes;
  assert.deepEqual(required, ["email"]);
  const names = ["email", "first_name", "last_name", "password", "profile_phrase"];
  assert.deepEqual([Object.keys(properties).sort(), additionalProperties], [names, false]);
  for (const { required: members, properties: of } of QuotaConsumer.anyOf) {
    assert.ok(members.includes("context_attributes"));
    assert.deepEqual(of.context_attributes.required, ["quota_consumed_from_group", "quota_share"]);
  }
});

test("an operation is described by the schemas that parse it", () => {
  const named = z.object({ id: z.string(), size: z.int().optional() }).meta({ id: "Thing" });
  const document = openApiDocument(
    [
      defineRoute({
        method: "POST",
        path: "/things/{id}",
        operationId: "makeThing",
        summary: "Make a thing",
        tags: ["things"],
        extension: true,
        bucket: "things",
        query: z.object({ colour: z.enum(["red", "blue"]).optional().describe("Its colour.") }),
        body: named,
        answer: dataOf(named),
        errors: [409],
        handle: async () => EMPTY,
      }),
      defineAnonymousRoute({
        method: "DELETE",
        path: "/things",
        operationId: "forgetThings",
        summary: "Forget all things",
        tags: ["things"],
        bucket: "things",
        answer: "empty",
        errors: [],
        handle: async () => EMPTY,
      }),
    ],
    "1.2.3",
  ) as { paths: object; components: { schemas: Record<string, object> } };
  const error = (status: number) => ({ $ref: `#/components/responses/${status}` });
  assert.deepEqual(document.paths, {
    "/things/{id}": {
      post: {
        operationId: "makeThing",
        summary: "Make a thing",
        tags: ["things"],
        "x-tollgate-extension": true,
        parameters: [
          {
            name: "id",
            in: "path",
            required: true,
            description: "Id of the object. For users: a username, an e-mail address, an API key, or `me`.",
            schema: { type: "string", minLength: 1 },
          },
          {
            name: "colour",
            in: "query",
            required: false,
            description: "Its colour.",
            schema: { type: "string", enum: ["red", "blue"] },
          },
        ],
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/ThingInput" } } },
        },
        responses: {
          200: {
            description: "Success.",
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  properties: {
                    data: { $ref: "#/components/schemas/Thing" },
                    meta: {
                      type: "object",
                      properties: { count: INTEGER },
                      additionalProperties: false,
                    },
                    links: { $ref: "#/components/schemas/Links" },
                  },
                  required: ["data"],
                  additionalProperties: false,
                },
              },
            },
          },
          400: error(400),
          401: error(401),
          403: error(403),
          409: error(409),
          503: error(503),
        },
      },
    },
    "/things": {
      delete: {
        operationId: "forgetThings",
        summary: "Forget all things",
        tags: ["things"],
        security: [],
        responses: {
          200: { description: "Done; the answer is empty." },
          400: error(400),
          503: error(503),
        },
      },
    },
  });
  assert.deepEqual(Object.keys(document.components.schemas).sort(), [
    "Error",
    "ErrorResponse",
    "Links",
    "Thing",
    "ThingInput",
  ]);
});

const INTEGER = { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
