import { Command, CommanderError } from "commander";
import { version } from "../server/version.ts";
import { addAdministrators } from "./commands/administrators.ts";
import { addApply } from "./commands/apply.ts";
import { addAudit } from "./commands/audit.ts";
import { addExports } from "./commands/exports.ts";
import { addGroups } from "./commands/groups.ts";
import { addInvitations } from "./commands/invitations.ts";
import { addKeys } from "./commands/keys.ts";
import { addMachineCommands } from "./commands/machine.ts";
import { addMembers } from "./commands/members.ts";
import { addOperations } from "./commands/operations.ts";
import { addPassword } from "./commands/password.ts";
import { addQuotas } from "./commands/quotas.ts";
import { addSeed } from "./commands/seed.ts";
import { addServiceAccounts } from "./commands/service-accounts.ts";
import { addSessions } from "./commands/sessions.ts";
import { addSignIn } from "./commands/sign-in.ts";
import { addTotp } from "./commands/totp.ts";
import { addUpstream } from "./commands/upstream.ts";
import { addUsage } from "./commands/usage.ts";
import { addUsers } from "./commands/users.ts";
import { plain } from "./format.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command line, without the program's name; returns the exit code. Errors end on standard error. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await buildProgram(terminal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has told its own errors already, and help and version are none.
    if (error instanceof CommanderError) return error.exitCode;
    terminal.tell(describeError(error));
    return 1;
  }
}

/** Every command with its options; actions work at the terminal given. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command("tollgate")
    .description("Access control for the VirusTotal API v3, on your own machine.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: (text) => terminal.tell(text) })
    .showHelpAfterError("(--help says more)");
  for (const { heading, add } of COMMANDS) {
    program.commandsGroup(heading);
    add(program, terminal);
  }
  return program;
}

const OVER_HTTP = "Commands that talk to a server (TOLLGATE_URL, TOLLGATE_API_KEY):";

const COMMANDS = [
  { heading: "Commands on the server's machine:", add: addMachineCommands },
  ...[
    addUsers,
    addGroups,
    addMembers,
    addAdministrators,
    addServiceAccounts,
    addKeys,
    addSessions,
    addSignIn,
    addPassword,
    addTotp,
    addInvitations,
    addQuotas,
    addUsage,
    addAudit,
    addOperations,
    addExports,
    addApply,
  ].map((add) => ({ heading: OVER_HTTP, add })),
  ...[addSeed, addUpstream].map((add) => ({ heading: "Commands for trying things out:", add })),
];

/** Errors of the server come with their code; a bug of ours with its stack, which helps to find it. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${plain(String(error))}\n`;
  if (error instanceof TypeError || error instanceof ReferenceError) return `error: ${error.stack}\n`;
  const message = error.message.split("\n").map(plain).join("\n");
  const hasCode = error.name === "ClientError" || error.name === "AccessError";
  return hasCode && "code" in error ? `error: ${error.code}: ${message}\n` : `error: ${message}\n`;
}
