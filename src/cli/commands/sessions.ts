import type { Command } from "commander";
import type { Session } from "../../client/objects.ts";
import { formatTime } from "../format.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

export function addSessions(program: Command, terminal: Terminal): void {
  const sessions = program
    .command("sessions")
    .description("Browsers in which people have signed in: list, revoke");

  addRemote(sessions, {
    usage: "list <user>",
    summary: "List the sessions of a user that have not ended",
    examples: ["sessions list alice"],
  }).action(
    remotely(terminal, async ({ client, show }, [user]: [string]) => {
      const found = await Array.fromAsync(client.sessions.list(user));
      await show(found, () => renderTable(COLUMNS, found));
    }),
  );

  addRemote(sessions, {
    usage: "revoke <user> <session>",
    summary: "End a session of a user",
    examples: ["sessions revoke alice 4f8a2c1d9e0b7a36"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [user, id]: [string, string]) => {
      await confirm(`This signs ${user} out of session ${id}.`);
      await client.sessions.revoke(user, id);
      await show({ id, revoked: true }, () => `Ended session ${id}.\n`);
    }),
  );

  addRemote(sessions, {
    usage: "revoke-all <user>",
    summary: "End all sessions of a user; the user's keys stay",
    examples: ["sessions revoke-all alice"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [user]: [string]) => {
      await confirm(`This signs ${user} out everywhere.`);
      await client.sessions.revokeOthers(user);
      await show({ user, revoked: true }, () => `Ended all sessions of ${user}.\n`);
    }),
  );
}

const COLUMNS = [
  { title: "Session", value: (session: Session) => session.id },
  { title: "By", value: (session: Session) => session.attributes.method },
  { title: "Began", value: (session: Session) => formatTime(session.attributes.created_at) },
  { title: "Last seen", value: (session: Session) => formatTime(session.attributes.last_seen_at) },
  { title: "Ends", value: (session: Session) => formatTime(session.attributes.expires_at) },
  { title: "Address", value: (session: Session) => session.attributes.address },
  { title: "Client", value: (session: Session) => session.attributes.client },
] as const;
