import { hash } from "node:crypto";

/** 2024-01-01 and 2026-06-30, in unix seconds: when everything in the demo has happened. */
const FIRST_SECONDS = 1_704_067_200;
const LAST_SECONDS = 1_782_777_600;

const INTEGER_HEX = 12;

/**
 * Values that follow from a name and nothing else: the same name has the same values in every process. Each value
 * depends on its own topic only, so that asking for one more changes none of the others.
 */
export class Derived {
  readonly #name: string;

  constructor(...name: readonly (string | number)[]) {
    this.#name = name.join("\n");
  }

  /** `length` hex characters. */
  hex(topic: string, length: number): string {
    let text = "";
    for (let block = 0; text.length < length; block++) {
      text += hash("sha256", `${this.#name}\n${topic}\n${block}`);
    }
    return text.slice(0, length);
  }

  /** A whole number from min to max, both included. */
  integer(topic: string, min: number, max: number): number {
    return min + (Number.parseInt(this.hex(topic, INTEGER_HEX), 16) % (max - min + 1));
  }

  /** True in so many of a hundred cases. */
  chance(topic: string, percent: number): boolean {
    return this.integer(topic, 0, 99) < percent;
  }

  pick<T>(topic: string, choices: readonly T[]): T {
    const [choice] = choices.slice(this.integer(topic, 0, choices.length - 1));
    if (choice === undefined) throw new TypeError(`there is nothing to pick as ${topic}`);
    return choice;
  }

  /** Some of the choices, in their order. */
  some<T>(topic: string, choices: readonly T[], percent: number): T[] {
    return choices.filter((_choice, index) => this.chance(`${topic} ${index}`, percent));
  }

  /** Unix seconds. */
  time(topic: string, after: number = FIRST_SECONDS): number {
    return this.integer(topic, after, Math.max(after, LAST_SECONDS));
  }
}
