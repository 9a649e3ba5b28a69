import { readFileSync } from "node:fs";
import type { SettingInForce } from "../model/setting-in-force.ts";
import type { Parsed } from "./setting-values.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable: everything that code, documents and error messages say about it comes from here. */
export interface Setting<T> {
  readonly name: `TOLLGATE_${string}`;
  /** A sentence for the operator. */
  readonly doc: string;
  readonly parse: (text: string) => Parsed<T>;
  /** The default, as one would write it into the variable. */
  readonly fallback?: string;
  /** A secret may also come from the file that <name>_FILE names. */
  readonly isSecret?: boolean;
}

/** Carries every problem, so that nobody has to start the server once per mistake. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(["Some settings are wrong:", ...problems.map((problem) => `  ${problem}`)].join("\n"));
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/** Reads settings one by one and keeps the problems until finish(). */
export class SettingReader {
  readonly #environment: Environment;
  readonly #known: readonly Setting<unknown>[];
  readonly #problems: string[] = [];

  constructor(environment: Environment, known: readonly Setting<unknown>[]) {
    this.#environment = environment;
    this.#known = known;
    const names = new Set(known.flatMap(namesOf));
    for (const name of Object.keys(environment)) {
      // The test suite passes its own variables down to the servers that it starts.
      if (!name.startsWith("TOLLGATE_") || name.startsWith("TOLLGATE_TEST_") || names.has(name)) continue;
      this.#problems.push(`${name} is not a setting; docs/operations.md lists them all`);
    }
  }

  /** The value, or the default when the variable is absent or wrong. */
  read<T>(setting: Setting<T> & { readonly fallback: string }): T {
    return this.parse(setting.name, setting, this.#text(setting) ?? setting.fallback);
  }

  readOptional<T>(setting: Setting<T>): T | undefined {
    const text = this.#text(setting);
    return text === undefined ? undefined : this.#accept(setting.name, setting.parse(text));
  }

  /** Parses a text that came from elsewhere, such as a command line; problems call it by `source`. */
  parse<T>(source: string, setting: Setting<T> & { readonly fallback: string }, text: string): T {
    const value = this.#accept(source, setting.parse(text));
    if (value !== undefined) return value;
    const fallback = setting.parse(setting.fallback);
    if ("problem" in fallback) throw new TypeError(`the default of ${setting.name} ${fallback.problem}`);
    return fallback.value;
  }

  /**
   * Every known setting as it was read; what came by the command line, by variable, wins. A secret says no more than
   * whether it is there: neither its length nor a part of it.
   */
  inForce(commandLine: Readonly<Record<string, string | undefined>>): readonly SettingInForce[] {
    return this.#known.map(({ name, doc, fallback, isSecret = false }) => {
      const typed = commandLine[name];
      const source = typed === undefined ? this.#sourceOf(name) : "command_line";
      const value = typed ?? this.#variable(name) ?? fallback;
      return { name, description: doc, value: isSecret ? undefined : value, isSecret, source };
    });
  }

  #sourceOf(name: string): SettingInForce["source"] {
    if (this.#variable(name) !== undefined) return "environment";
    return this.#variable(`${name}_FILE`) === undefined ? "default" : "file";
  }

  /** One setting is of no use without another. */
  require(needed: Setting<unknown>, user: Setting<unknown>): void {
    const isSet = (setting: Setting<unknown>) =>
      namesOf(setting).some((name) => this.#variable(name) !== undefined);
    if (isSet(user) && !isSet(needed)) {
      this.#problems.push(`${needed.name} must be set when ${user.name} is`);
    }
  }

  /** For what is found wrong with values that depend on each other. */
  report(problems: readonly string[]): void {
    this.#problems.push(...problems);
  }

  finish(): void {
    if (this.#problems.length > 0) throw new SettingsError(this.#problems);
  }

  #text(setting: Setting<unknown>): string | undefined {
    const text = this.#variable(setting.name);
    const path = setting.isSecret === true ? this.#variable(`${setting.name}_FILE`) : undefined;
    if (path === undefined) return text;
    if (text !== undefined)
      this.#problems.push(`${setting.name} and ${setting.name}_FILE exclude each other`);
    try {
      return readFileSync(path, "utf8").replace(/\r?\n$/, "");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems.push(`${setting.name}_FILE cannot be read: ${reason}`);
      return undefined;
    }
  }

  #accept<T>(source: string, parsed: Parsed<T>): T | undefined {
    if ("value" in parsed) return parsed.value;
    this.#problems.push(`${source} ${parsed.problem}`);
    return undefined;
  }

  /** An empty variable is an absent one, as in container definitions that pass a variable on. */
  #variable(name: string): string | undefined {
    const text = this.#environment[name];
    return text === "" ? undefined : text;
  }
}

function namesOf(setting: Setting<unknown>): string[] {
  return setting.isSecret === true ? [setting.name, `${setting.name}_FILE`] : [setting.name];
}
