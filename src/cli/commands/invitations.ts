import type { Command } from "commander";
import type { Client } from "../../client/client.ts";
import type { Invitation, OpenInvitation } from "../../client/objects.ts";
import { readNewSecret } from "../answers.ts";
import { CliError } from "../cli-error.ts";
import { formatTime, plain } from "../format.ts";
import { keyNotice } from "../key-notice.ts";
import { addRemote, byLink, remotely } from "../remote.ts";
import { renderFacts, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { addProfileOptions, type ProfileOptions, profileOf } from "./profile.ts";

export function addInvitations(program: Command, terminal: Terminal): void {
  const invitations = program
    .command("invitations")
    .description("Open invitations into a group: list, resend, revoke, accept; `members add` makes them");

  addRemote(invitations, {
    usage: "list <group>",
    summary: "List the invitations that wait for an answer",
    examples: ["invitations list company", "invitations list company --filter email:@example.com"],
  })
    .option("--filter <terms>", "the filter of members, such as email:@example.com, or plain text")
    .action(
      remotely(
        terminal,
        async ({ client, show }, [group]: [string], options: { readonly filter?: string }) => {
          const found = await Array.fromAsync(client.invitations.list(group, options.filter));
          await show(found, () => renderTable(COLUMNS, found));
        },
      ),
    );

  addRemote(invitations, {
    usage: "resend <group> <invitation>",
    summary: "Send a new link; the old one is dead. Name the invitation by id or e-mail address",
    examples: ["invitations resend company bob@example.com"],
  }).action(
    remotely(terminal, async ({ client, show }, [group, name]: [string, string]) => {
      const { id } = await findInvitation(client, group, name);
      const sent = await client.invitations.resend(group, id);
      await show(sent, () => describeDelivery(sent));
    }),
  );

  addRemote(invitations, {
    usage: "revoke <group> <invitation>",
    summary: "Take an invitation back; its link is dead",
    examples: ["invitations revoke company bob@example.com"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [group, name]: [string, string]) => {
      const { id, attributes } = await findInvitation(client, group, name);
      await confirm(`This takes back the invitation of ${attributes.email} into group ${group}.`);
      await client.invitations.revoke(group, id);
      await show({ id, revoked: true }, () => `Took back the invitation of ${plain(attributes.email)}.\n`);
    }),
  );

  addAcceptance(invitations, terminal);
}

/** For who was invited, and has nothing but the link. */
function addAcceptance(invitations: Command, terminal: Terminal): void {
  addRemote(invitations, {
    usage: "open",
    summary: "Show what the link of an invitation invites to",
    examples: ["invitations open"],
    insteadOfKey: "link",
  }).action(
    byLink(terminal, "/invitations/", async ({ client, show }, token) => {
      const invitation = await client.invitations.open(token);
      await show(invitation, () => renderFacts(factsOf(invitation)));
    }),
  );

  addProfileOptions(
    addRemote(invitations, {
      usage: "accept <user>",
      summary: "Accept an invitation by its link, with the user name and a password of your choice",
      examples: ["invitations accept bob", "invitations accept bob --json < link-and-password.txt"],
      insteadOfKey: "link",
    }),
  ).action(
    byLink(terminal, "/invitations/", async (session, token, [id]: [string], options: ProfileOptions) => {
      const { client, show } = session;
      const { email, group } = (await client.invitations.open(token)).attributes;
      const password = await readNewSecret(session, `Password for ${plain(email)} in group ${group}`);
      const user = await client.invitations.accept(token, id, { ...profileOf(options), password });
      await show(
        user,
        () => `Created user ${user.id}, in group ${group}.\n${keyNotice(user.attributes.apikey)}`,
      );
    }),
  );
}

function factsOf({ attributes }: OpenInvitation) {
  return [
    ["Group", attributes.group],
    ["Organization", attributes.organization],
    ["E-mail", attributes.email],
    ["As", attributes.administrator ? "administrator" : "member"],
    ["Expires", formatTime(attributes.expiration_date)],
  ] as const;
}

const COLUMNS = [
  { title: "Invitation", value: (invitation: Invitation) => invitation.id },
  { title: "E-mail", value: (invitation: Invitation) => invitation.attributes.email },
  { title: "Administrator", value: (invitation: Invitation) => invitation.attributes.administrator },
  { title: "Invited by", value: (invitation: Invitation) => invitation.attributes.invited_by },
  { title: "Sent", value: (invitation: Invitation) => formatTime(invitation.attributes.sent_date) },
  { title: "Expires", value: (invitation: Invitation) => formatTime(invitation.attributes.expiration_date) },
] as const;

async function findInvitation(client: Client, group: string, name: string): Promise<Invitation> {
  for await (const invitation of client.invitations.list(group)) {
    if (invitation.id === name || invitation.attributes.email === name.toLowerCase()) return invitation;
  }
  throw new CliError(
    `Group ${group} has no invitation ${name}; \`tollgate invitations list ${group}\` shows all`,
  );
}

function describeDelivery({ attributes: { email, delivery, link } }: Invitation): string {
  if (link !== undefined) return `Hand this new link to ${plain(email)}:\n  ${plain(link)}\n`;
  if (delivery === "failed") return `The mail to ${plain(email)} could not be sent; try again later.\n`;
  return `Sent a new link to ${plain(email)}.\n`;
}
