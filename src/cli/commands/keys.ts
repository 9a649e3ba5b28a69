import { type Command, Option } from "commander";
import type { KeyAttributes } from "../../client/keys.ts";
import type { ApiKey, GroupApiKey } from "../../client/objects.ts";
import { readDuration, readExpiry } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { formatTime } from "../format.ts";
import { keyNotice } from "../key-notice.ts";
import { addRemote, remotely } from "../remote.ts";
import { renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";

export interface KeyOptions {
  readonly label?: string;
  readonly expires?: number;
  readonly allow?: readonly string[];
  readonly allowAll?: boolean;
  readonly readOnly?: boolean;
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command("keys")
    .description("API keys of a user or service account: list, create, rotate, change, revoke; `me` is you");

  addRemote(keys, {
    usage: "list <user>",
    summary: "List the keys of an account",
    examples: ["keys list me"],
  }).action(
    remotely(terminal, async ({ client, show }, [user]: [string]) => {
      const found = await Array.fromAsync(client.keys.list(user));
      await show(found, () => renderTable(COLUMNS, found));
    }),
  );

  addRemote(keys, {
    usage: "group <group>",
    summary: "List the keys of a group's members and service accounts, those that end first",
    examples: ["keys group company", "keys group company --expiring 30d"],
  })
    .addOption(
      new Option("--expiring <when>", "only those refused from before then on, such as 30d").argParser(
        readExpiry,
      ),
    )
    .action(
      remotely(terminal, async ({ client, show }, [group]: [string], { expiring }: { expiring?: number }) => {
        const found = await Array.fromAsync(client.keys.ofGroup(group, expiring));
        await show(found, () => renderTable(GROUP_COLUMNS, found));
      }),
    );

  addKeyOptions(
    addRemote(keys, {
      usage: "create <user>",
      summary: "Make another key",
      examples: [
        "keys create me --label laptop --expires 90d",
        "keys create company_soar --allow 10.0.0.0/8 --read-only",
      ],
    }),
  ).action(
    remotely(terminal, async ({ client, show }, [user]: [string], options: KeyOptions) => {
      const key = await client.keys.create(user, keyAttributesOf(options));
      await show(key, () => `Made key ${key.id} of ${user}.\n${keyNotice(key.attributes.apikey)}`);
    }),
  );

  addKeyOptions(
    addRemote(keys, {
      usage: "update <user> <key>",
      summary: "Change label, expiry, allowed addresses or read-only of a key",
      examples: ["keys update me 4f8a2c --expires never --allow-all"],
    }),
  )
    .option("--allow-all", "from any address again")
    .option("--no-read-only", "for all calls again")
    .action(
      remotely(terminal, async ({ client, show }, [user, id]: [string, string], options: KeyOptions) => {
        const attributes = keyAttributesOf(options);
        if (Object.keys(attributes).length === 0)
          throw new CliError("Nothing to change: give at least one option");
        const key = await client.keys.update(user, id, attributes);
        await show(key, () => `Changed key ${key.id} of ${user}.\n`);
      }),
    );

  addEndings(keys, terminal);
}

function addEndings(keys: Command, terminal: Terminal): void {
  addRemote(keys, {
    usage: "rotate <user> <key>",
    summary: "Make a successor; the old key stops at once, or after an overlap",
    examples: ["keys rotate company_soar 4f8a2c --overlap 24h"],
  })
    .addOption(
      new Option("--overlap <duration>", "how long the old key goes on working, such as 24h")
        .argParser(readDuration)
        .default(0, "not at all"),
    )
    .action(
      remotely(
        terminal,
        async ({ client, show }, [user, id]: [string, string], { overlap }: { readonly overlap: number }) => {
          const key = await client.keys.rotate(user, id, overlap);
          await show(key, () => `Made key ${key.id} in place of ${id}.\n${keyNotice(key.attributes.apikey)}`);
        },
      ),
    );

  addRemote(keys, {
    usage: "revoke <user> <key>",
    summary: "Refuse a key from now on, for good",
    examples: ["keys revoke alice 4f8a2c"],
    asks: true,
  }).action(
    remotely(terminal, async ({ client, show, confirm }, [user, id]: [string, string]) => {
      const { attributes } = await client.keys.get(user, id);
      const label = attributes.label === "" ? "" : ` "${attributes.label}"`;
      await confirm(`This revokes the key ${attributes.prefix}…${label} of ${user} for good.`);
      await client.keys.revoke(user, id);
      await show({ id, revoked: true }, () => `Revoked key ${id} of ${user}.\n`);
    }),
  );
}

const GROUP_COLUMNS = [
  { title: "Key", value: (key: GroupApiKey) => key.id },
  { title: "Owner", value: (key: GroupApiKey) => key.context_attributes.owner.id },
  { title: "Label", value: (key: GroupApiKey) => key.attributes.label },
  { title: "Refused from", value: (key: GroupApiKey) => formatTime(key.context_attributes.refused_from) },
  { title: "Last used", value: (key: GroupApiKey) => formatTime(key.attributes.last_used?.date) },
  { title: "Problem", value: (key: GroupApiKey) => key.context_attributes.problem },
] as const;

const COLUMNS = [
  { title: "Key", value: (key: ApiKey) => key.id },
  { title: "Begins", value: (key: ApiKey) => key.attributes.prefix },
  { title: "Label", value: (key: ApiKey) => key.attributes.label },
  { title: "Made", value: (key: ApiKey) => formatTime(key.attributes.creation_date) },
  { title: "Expires", value: (key: ApiKey) => formatTime(key.attributes.expiration_date) },
  { title: "Last used", value: (key: ApiKey) => formatTime(key.attributes.last_used?.date) },
  { title: "From", value: (key: ApiKey) => key.attributes.last_used?.address },
  { title: "Limits", value: limitsOf },
] as const;

function limitsOf({ attributes }: ApiKey): string {
  return [...(attributes.read_only ? ["read-only"] : []), ...attributes.allowed_addresses].join(", ");
}

export function addKeyOptions(command: Command): Command {
  return command
    .option("--label <text>", "what the key is for")
    .addOption(new Option("--expires <when>", "2027-01-31, 90d or never").argParser(readExpiry))
    .option("--allow <addresses...>", "only from these addresses and networks")
    .option("--read-only", "only for calls that change nothing");
}

export function keyAttributesOf({ label, expires, allow, allowAll, readOnly }: KeyOptions): KeyAttributes {
  if (allow !== undefined && allowAll === true)
    throw new CliError("--allow and --allow-all exclude each other");
  return {
    ...(label !== undefined && { label }),
    ...(expires !== undefined && { expiration_date: expires }),
    ...(allow !== undefined && { allowed_addresses: allow }),
    ...(allowAll === true && { allowed_addresses: [] }),
    ...(readOnly !== undefined && { read_only: readOnly }),
  };
}
