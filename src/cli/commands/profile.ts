import type { Command } from "commander";

export interface ProfileOptions {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly profilePhrase?: string;
}

/** What people say of themselves. */
export function addProfileOptions(command: Command): Command {
  return command
    .option("--first-name <text>", "first name")
    .option("--last-name <text>", "last name")
    .option("--profile-phrase <text>", "a line that everyone may read");
}

export function profileOf({ firstName, lastName, profilePhrase }: ProfileOptions): Record<string, string> {
  return {
    ...(firstName !== undefined && { first_name: firstName }),
    ...(lastName !== undefined && { last_name: lastName }),
    ...(profilePhrase !== undefined && { profile_phrase: profilePhrase }),
  };
}
