import type { Command } from "commander";
import { withExamples } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

/** The commands that need the machine that the server runs on: its settings, its folder, its database. */
export function addMachineCommands(program: Command, terminal: Terminal): void {
  withExamples(program.command("serve").description("Run the server; the first start makes an operator"), [
    "serve",
    "serve --listen 127.0.0.1:0",
    "serve --test-clock 2026-03-31T23:59:58Z",
  ])
    .option("--listen <host:port>", "where to listen; otherwise TOLLGATE_LISTEN. Port 0 picks a free one")
    .option("--test-clock <instant>", "stand still at this instant; PUT /test/clock moves it (loopback only)")
    .action(async (options: { readonly listen?: string; readonly testClock?: string }) => {
      const { serve } = await import("../machine/serve.ts");
      await serve(terminal, options);
    });

  withExamples(program.command("bootstrap").description("Make the first operator, in an empty database"), [
    "bootstrap --username root --email root@example.com --json",
  ])
    .requiredOption("--username <name>", "the operator's user name")
    .requiredOption("--email <address>", "the operator's e-mail address")
    .option("--json", 'print {"id", "apikey", "password"} for programs')
    .action(
      async (options: { readonly username: string; readonly email: string; readonly json?: boolean }) => {
        const { bootstrapCommand } = await import("../machine/bootstrap.ts");
        await bootstrapCommand(terminal, options);
      },
    );

  withExamples(
    program
      .command("recover-operator")
      .description("Make a user an operator with a new key and password, when nobody can get in any more"),
    ["recover-operator --username root"],
  )
    .requiredOption("--username <name>", "an existing user's name")
    .option("--json", 'print {"id", "apikey", "password"} for programs')
    .action(async (options: { readonly username: string; readonly json?: boolean }) => {
      const { recoverOperatorCommand } = await import("../machine/recover-operator.ts");
      await recoverOperatorCommand(terminal, options);
    });

  withExamples(program.command("migrate").description("Bring the database's schema up to this program"), [
    "migrate",
  ])
    .option("--json", "print JSON for programs")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { migrateCommand } = await import("../machine/migrate.ts");
      await migrateCommand(terminal, json === true);
    });

  withExamples(
    program
      .command("verify")
      .description(
        "Prove that usage, quotas and journal agree, members are counted right, and the audit is whole; changes nothing",
      ),
    ["verify", "verify --json"],
  )
    .option("--json", "print JSON for programs")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { verifyCommand } = await import("../machine/verify.ts");
      await verifyCommand(terminal, json === true);
    });

  withExamples(
    program.command("forget-keys").description("Delete all keys, when the key pepper is lost for good"),
    ["forget-keys --yes"],
  )
    .option("--yes", "do it: nothing brings them back")
    .action(async ({ yes }: { readonly yes?: boolean }) => {
      const { forgetKeysCommand } = await import("../machine/forget-keys.ts");
      await forgetKeysCommand(terminal, yes === true);
    });
}
