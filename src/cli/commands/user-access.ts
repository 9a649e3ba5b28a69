import type { Command } from "commander";
import { plain } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";
import { addPrivilegeCommands } from "./privileges.ts";

/** What lets a user in and what he may do: privileges, and ways back for one who lost his password or second factor. */
export function addUserAccess(users: Command, terminal: Terminal): void {
  addPrivilegeCommands(users, terminal, {
    kind: "user",
    summary: "Grant a privilege (operators); `admin` makes an operator",
    examples: ["alice admin", "alice intelligence --until 2027-01-31"],
  });
  addRecoveryCommands(users, terminal);
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
