import type { Command } from "commander";
import { buildProgram } from "../../src/cli/run.ts";

/** A program that takes every command line and does nothing, and the names of all its commands. */
export function idleProgram(): { readonly program: Command; readonly names: readonly string[] } {
  const program = buildProgram({
    environment: {},
    write: () => undefined,
    tell: () => undefined,
    canAsk: false,
    isWatched: false,
    ask: async () => undefined,
    askUnseen: async () => undefined,
    readLine: async () => undefined,
  });
  const idle = (command: Command, path: readonly string[]): string[] => {
    if (command.commands.length === 0) {
      command.action(() => undefined);
      return [path.join(" ")];
    }
    return command.commands.flatMap((child) => idle(child, [...path, child.name()]));
  };
  return { program, names: idle(program, []) };
}
