/** Classes of status codes, as rules write them. */
export const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** A code such as 404, or a class such as `4xx`. */
export type StatusPattern = number | (typeof STATUS_CLASSES)[number];

export type JsonScalar = string | number | boolean | null;

/** Everything that is given must hold. */
export interface AnswerCondition {
  /** One of them, where there are several. */
  readonly status?: StatusPattern | readonly StatusPattern[] | undefined;
  /** Without `equals` it is enough that the answer has the header. */
  readonly header?: { readonly name: string; readonly equals?: string | undefined } | undefined;
  /** A value in a JSON answer, by JSON pointer (RFC 6901). */
  readonly json?: { readonly pointer: string; readonly equals: JsonScalar } | undefined;
  /** What was uploaded is a file that the upstream has said not to know, a short while ago. */
  readonly upload?: "new" | undefined;
}

/** What is known of an answer when its charges are settled. */
export interface Answer {
  readonly status: number;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Absent where the body was not read: not JSON, or too large to hold back. */
  readonly json?: unknown;
  /** True at most once for the same file. */
  readonly isNewUpload?: () => boolean;
}

/** What is not known does not hold, so that a call is charged in full rather than by a guess. */
export function holds(condition: AnswerCondition, answer: Answer): boolean {
  const { status, header, json, upload } = condition;
  if (status !== undefined && !matchesStatus(status, answer.status)) return false;
  if (header !== undefined) {
    const value = answer.header(header.name.toLowerCase());
    if (value === undefined || (header.equals !== undefined && value !== header.equals)) return false;
  }
  if (json !== undefined && valueAt(answer.json, json.pointer) !== json.equals) return false;
  // Last, because it is true but once.
  return upload === undefined || answer.isNewUpload?.() === true;
}

function matchesStatus(expected: StatusPattern | readonly StatusPattern[], status: number): boolean {
  if (typeof expected === "number") return expected === status;
  if (typeof expected === "string") return expected.startsWith(String(Math.floor(status / 100)));
  return expected.some((pattern) => matchesStatus(pattern, status));
}

function valueAt(json: unknown, pointer: string): unknown {
  let value = json;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
