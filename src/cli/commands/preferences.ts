import { Option } from "commander";
import { readJsonObject } from "../arguments.ts";

export interface PreferencesOption {
  readonly preferences?: Readonly<Record<string, unknown>>;
}

/** What clients keep with a user or group, in whatever form they like. */
export function preferencesOption(): Option {
  return new Option(
    "--preferences <json>",
    "a JSON object, merged into what is there; null takes an entry away",
  ).argParser(readJsonObject);
}
