/** Stored JSON is this program's own writing, so its shape is known; damaged text raises SyntaxError. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

export function toJson(value: unknown): string {
  return JSON.stringify(value);
}
