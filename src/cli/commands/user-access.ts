import type { Command } from "commander";
import { readExpiry } from "../arguments.ts";
import { plain } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

/** What lets a user in and what he may do: privileges, and ways back for one who lost his password or second factor. */
export function addUserAccess(users: Command, terminal: Terminal): void {
  addPrivilegeCommands(users, terminal);
  addRecoveryCommands(users, terminal);
}

function addPrivilegeCommands(users: Command, terminal: Terminal): void {
  addRemote(users, {
    usage: "grant <user> <privilege>",
    summary: "Grant a privilege (operators); `admin` makes an operator",
    examples: ["users grant alice admin", "users grant alice intelligence --until 2027-01-31"],
  })
    .option("--until <when>", "when it ends: a day, an instant, a duration (90d) or never", readExpiry)
    .action(
      remotely(
        terminal,
        async (
          { client, show },
          [id, name]: [string, string],
          { until = 0 }: { readonly until?: number },
        ) => {
          const privileges = { [name]: { granted: true, expiration_date: until } };
          const user = await client.users.update(id, { privileges });
          await show(user, () => `User ${user.id} has the privilege ${plain(name)}.\n`);
        },
      ),
    );

  addRemote(users, {
    usage: "revoke <user> <privilege>",
    summary: "Take a privilege away (operators)",
    examples: ["users revoke alice admin"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id, name]: [string, string]) => {
      await confirm(`This takes the privilege ${name} from user ${id}.`);
      const user = await client.users.update(id, { privileges: { [name]: { granted: false } } });
      await show(user, () => `User ${user.id} has the privilege ${plain(name)} no longer.\n`);
    }),
  );
}

function addRecoveryCommands(users: Command, terminal: Terminal): void {
  addRemote(users, {
    usage: "reset-password <user>",
    summary: "Make a link that sets a new password; mailed, or without a mail server shown to operators",
    examples: ["users reset-password alice"],
  }).action(
    remotely(terminal, async ({ client, show }, [id]: [string]) => {
      const reset = await client.passwords.makeReset(id);
      const { user, delivery, link } = reset.attributes;
      await show(reset, () => {
        if (link !== undefined) return `Hand this link to ${plain(user)}:\n  ${plain(link)}\n`;
        if (delivery === "failed") return `The mail to ${plain(user)} could not be sent; try again later.\n`;
        return `Sent a link to ${plain(user)}.\n`;
      });
    }),
  );

  addRemote(users, {
    usage: "reset-totp <user>",
    summary: "Switch off the second factor of a user who lost it; the password is still needed",
    examples: ["users reset-totp alice"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [id]: [string]) => {
      await confirm(`This switches off the second factor of user ${id}.`);
      await client.totp.remove(id);
      await show({ id, has_2fa: false }, () => `Switched off the second factor of ${plain(id)}.\n`);
    }),
  );
}
