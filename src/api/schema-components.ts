import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

/** The part of JSON Schema that is read back here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** Gathers the schemas that carry an id (`.meta({ id: "User" })`), so that the document says each once. */
export class Components {
  readonly #schemas: Record<string, JsonSchema> = {};

  get schemas(): Readonly<Record<string, JsonSchema>> {
    return this.#schemas;
  }

  /** The schema as JSON Schema, with `$ref`s into the components; a request is an input, an answer an output. */
  add(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      id: __,
      ...root
    } = parseSchema(z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" }));
    const named = Object.entries(parseSchemas($defs));
    const names = new Map(named.map(([id, definition]) => [id, this.#nameFor(id, definition, io)]));
    for (const [id, definition] of named) {
      this.#schemas[names.get(id) ?? id] = refer(definition, names);
    }
    return refer(root, names);
  }

  /** A request and an answer may differ in what they say of one id; then the request's gets its own name. */
  #nameFor(id: string, definition: JsonSchema, io: "input" | "output"): string {
    const plain = refer(definition, new Map());
    const known = this.#schemas[id];
    if (known === undefined || isDeepStrictEqual(known, plain)) return id;
    return io === "input" ? `${id}Input` : `${id}Output`;
  }
}

/** A copy with every reference pointing into the components. */
function refer(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  return parseSchema(
    JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
      if (key !== "$ref" || typeof value !== "string") return value;
      const id = value.replace("#/$defs/", "");
      return `#/components/schemas/${names.get(id) ?? id}`;
    }),
  );
}

function parseSchema(value: unknown): JsonSchema {
  return value as JsonSchema;
}

function parseSchemas(value: unknown): Readonly<Record<string, JsonSchema>> {
  return value as Readonly<Record<string, JsonSchema>>;
}
