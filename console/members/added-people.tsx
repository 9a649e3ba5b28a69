import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import type { Descriptor } from "../../src/client/objects.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { saveFile } from "../parts/save-file.ts";

export interface AddedPeopleProps {
  readonly added: readonly Descriptor[];
  readonly onClose: () => void;
}

/** What became of each address. Links of invitations are shown this once where no mail is sent. */
export function AddedPeople({ added, onClose }: AddedPeopleProps) {
  const links = added.filter((one) => linkOf(one) !== undefined);
  const columns: readonly Column<Descriptor>[] = [
    { title: "Who", cell: ({ id }) => id },
    { title: "Became", cell: (one) => <Outcome one={one} /> },
  ];
  const text = links.map((one) => `${one.id}\t${linkOf(one)}\n`).join("");
  return (
    <Stack gap="sm">
      <DataTable label="What became of them" columns={columns} rows={added} keyOf={({ id }) => id} />
      {links.length > 0 && (
        <Text size="sm">
          This server sends no mail: hand each link over yourself. The links are shown this once; a new one
          can be made at any time.
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        {links.length > 0 && (
          <Button
            variant="default"
            onClick={() => saveFile("invitations.tsv", "text/tab-separated-values", text)}
          >
            Save the links
          </Button>
        )}
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}

function Outcome({ one }: { readonly one: Descriptor }) {
  const context = one.context_attributes ?? {};
  const link = linkOf(one);
  if (context.state !== "pending") return <Badge color="green">member</Badge>;
  return (
    <Group gap="xs">
      <Badge color="yellow">
        {context.delivery === "failed" ? "invited, but the mail failed" : "invited"}
      </Badge>
      {link !== undefined && <CopyButton text={link} what="link" />}
    </Group>
  );
}

function linkOf({ context_attributes: context }: Descriptor): string | undefined {
  return typeof context?.link === "string" ? context.link : undefined;
}
