/** Longer ones are rarely had in common, and their texts would take the memory that is to be saved. */
const TEXT_LENGTH_MAX = 200;
const VALUES_MAX = 1000;

/** Values that many rows have in common, as one frozen object each: thousands of rows are remembered. */
export class SharedValues<Value extends object> {
  readonly #values = new Map<string, Value>();

  /** `text` is what the value is made of, all of it. */
  of(text: string, make: () => Value): Value {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    const value = deepFreeze(make());
    if (text.length > TEXT_LENGTH_MAX) return value;
    if (this.#values.size >= VALUES_MAX) this.#values.clear();
    this.#values.set(text, value);
    return value;
  }
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
