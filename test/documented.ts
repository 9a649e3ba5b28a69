import assert from "node:assert/strict";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Reply } from "./exchange.ts";

interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * Holds answers against the document that the server serves: the status must be documented and the body
 * must fit its schema. The test server passes every answer through it, so that the whole suite is a
 * contract test.
 */
export class Documented {
  readonly #document: OpenApiDocument;
  readonly #ajv: Ajv2020.default;
  readonly #templates: readonly { readonly path: string; readonly pattern: RegExp }[];
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(served: object) {
    const document = served as OpenApiDocument;
    this.#document = document;
    // Other tests prove that it is a valid document; to prove it in every process would take too long.
    this.#ajv = new Ajv2020.default({ strict: false, allErrors: true, validateSchema: false, meta: false });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: "document", ...document });
    // A literal segment beats a parameter, as in the router.
    const paths = Object.keys(document.paths).sort((a, b) => parametersOf(a) - parametersOf(b));
    this.#templates = paths.map((path) => ({ path, pattern: patternOf(path) }));
  }

  /** Raises AssertionError; says nothing of paths and methods that are not documented. */
  check(method: string, path: string, { status, headers, body, text }: Reply): void {
    const plain = path.split("?", 1)[0] ?? "";
    const template = this.#templates.find(({ pattern }) => pattern.test(plain))?.path;
    const operation = template && this.#document.paths[template]?.[method.toLowerCase()];
    if (template === undefined || !operation) return;
    const where = `${method} ${template} answered ${status}`;
    const response = operation.responses[status];
    assert.ok(response, `${where}, which it does not document: ${text}`);
    if (response.$ref === undefined && response.content === undefined) {
      assert.equal(text, "", `${where} and a body, but documents none`);
      return;
    }
    if (headers["content-type"]?.startsWith("text/csv")) {
      assert.ok(
        response.content && "text/csv" in response.content,
        `${where} as a table, but documents none`,
      );
      return;
    }
    const pointer =
      response.$ref ?? `#/paths/${pointerPart(template)}/${method.toLowerCase()}/responses/${status}`;
    const validate = this.#validatorAt(`document${pointer}/content/application~1json/schema`);
    assert.ok(
      validate(body),
      `${where} otherwise than documented: ${this.#ajv.errorsText(validate.errors)}: ${text}`,
    );
  }

  #validatorAt(pointer: string): ValidateFunction {
    const known = this.#compiled.get(pointer);
    if (known !== undefined) return known;
    const compiled = this.#ajv.compile({ $ref: pointer });
    this.#compiled.set(pointer, compiled);
    return compiled;
  }
}

function parametersOf(path: string): number {
  return path.split("{").length;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+").replaceAll(".", "\\.")}$`);
}

function pointerPart(path: string): string {
  return encodeURIComponent(path.replaceAll("~", "~0").replaceAll("/", "~1"));
}
