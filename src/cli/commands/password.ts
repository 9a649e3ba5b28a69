import type { Command } from "commander";
import { readAnswer, readNewSecret } from "../answers.ts";
import { plain } from "../format.ts";
import { addRemote, anonymously, byLink, remotely } from "../remote.ts";
import type { Terminal } from "../terminal.ts";

/** What everybody does about a password of his own; `users reset-password` is for somebody else's. */
export function addPassword(program: Command, terminal: Terminal): void {
  const password = program
    .command("password")
    .description("Your own password: change it, or replace a lost one");

  addRemote(password, {
    usage: "change",
    summary: "Change your password, or set a first one; your sessions end, your keys stay",
    examples: ["password change", "password change < two-lines.txt"],
  }).action(
    remotely(terminal, async (session) => {
      const current = await readAnswer(session, "Your password now (empty when you have none)", true);
      const next = await readNewSecret(session, "New password");
      await session.client.passwords.change("me", current || undefined, next);
      await session.show(
        { password_changed: true },
        () => "Changed your password. All your sessions have ended.\n",
      );
    }),
  );

  addRemote(password, {
    usage: "forgot <user>",
    summary: "Have a link mailed that sets a new password; name the account by user name or e-mail address",
    examples: ["password forgot alice", "password forgot alice@example.com"],
    insteadOfKey: "nothing",
  }).action(
    anonymously(terminal, async ({ client, show }, [user]: [string]) => {
      await client.passwords.requestReset(user);
      await show(
        { user, requested: true },
        () =>
          `If there is an account ${plain(user)}, a link is on its way to its address. Then: tollgate password reset\n`,
      );
    }),
  );

  addRemote(password, {
    usage: "reset",
    summary: "Set a new password by such a link; your sessions end, your keys stay",
    examples: ["password reset", "password reset --json < link-and-password.txt"],
    insteadOfKey: "link",
  }).action(
    byLink(terminal, "/reset-password#", async (session, token) => {
      const { client, show } = session;
      const { user } = (await client.passwords.openReset(token)).attributes;
      const next = await readNewSecret(session, `New password of ${plain(user)}`);
      await client.passwords.acceptReset(token, next);
      await show(
        { user, password_changed: true },
        () => `Set the new password of ${plain(user)}. All sessions have ended.\n`,
      );
    }),
  );
}
