import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Descriptor } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { AddedPeople } from "./added-people.tsx";
import type { MemberDialogProps } from "./member-dialog.ts";

/** New links for invitations that are still open; the old links are dead. */
export function ResendDialog({ group, rows, onClose, onDone }: MemberDialogProps) {
  const api = useApi();
  const answers = useQueryClient();
  const invitations = rows.flatMap((row) => (row.kind === "invitation" ? [row.invitation] : []));
  // Links are shown this once: those that were made before one was refused, too.
  const [sent, setSent] = useState<readonly Descriptor[]>([]);
  const resend = useMutation({
    mutationFn: async () => {
      for (const { id } of invitations) {
        const { attributes } = await api.invitations.resend(group, id);
        const { email, delivery, link } = attributes;
        const context = { state: "pending", delivery, link };
        setSent((before) => [...before, { type: "user", id: email, context_attributes: context }]);
      }
    },
    onSettled: () => answers.invalidateQueries({ queryKey: ["invitations", group] }),
  });
  return (
    <Modal opened onClose={onClose} title="New invitation links" size="lg">
      {resend.isSuccess || (resend.isError && sent.length > 0) ? (
        <>
          <Refusal error={resend.error} />
          {resend.isError && <Text size="sm">Who is not listed here keeps the old link.</Text>}
          <AddedPeople added={sent} onClose={onDone} />
        </>
      ) : (
        <Stack gap="sm">
          <Text size="sm">
            Each gets a new link with the full time to accept. The link that was sent before is dead.
          </Text>
          <Refusal error={resend.error} />
          <Group justify="flex-end">
            <Button loading={resend.isPending} onClick={() => resend.mutate()}>
              Make the links
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
