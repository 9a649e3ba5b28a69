import { JsonText } from "./json-text.ts";

/** Of one object: there are few ways in which it is asked for over and over. */
const VARIANTS_MAX = 4;

/** Answers that are kept with the object that they present. What is read anew is another object, so none is ever old. */
export class Renderings<Subject extends object> {
  readonly #texts = new WeakMap<Subject, Map<string, JsonText>>();

  /** `variant` says how it is presented, all that makes a difference. */
  get(subject: Subject, variant: string): JsonText | undefined {
    return this.#texts.get(subject)?.get(variant);
  }

  keep(subject: Subject, variant: string, answer: object): JsonText {
    const text = JsonText.of(answer);
    const texts = this.#texts.get(subject) ?? new Map<string, JsonText>();
    if (texts.size >= VARIANTS_MAX) texts.clear();
    this.#texts.set(subject, texts.set(variant, text));
    return text;
  }
}
