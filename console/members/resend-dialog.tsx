import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Descriptor } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { count } from "../text/numbers.ts";
import { AddedPeople } from "./added-people.tsx";
import type { MemberDialogProps } from "./member-dialog.ts";
import { isInvitation } from "./member-row.ts";

/** New links for invitations that are still open; the old links are dead. */
export function ResendDialog({ group, rows, onClose, onDone }: MemberDialogProps) {
  const api = useApi();
  const answers = useQueryClient();
  const [invitations] = useState(() => rows.filter(isInvitation));
  // Links are shown this once: those that were made before one was refused, too.
  const [sent, setSent] = useState<readonly Descriptor[]>([]);
  const left = invitations.slice(sent.length);
  const resend = useMutation({
    mutationFn: async () => {
      for (const { id } of left) {
        const { attributes } = await api.invitations.resend(group, id);
        const { email, delivery, link } = attributes;
        const context = { state: "pending", delivery, link };
        setSent((before) => [...before, { type: "user", id: email, context_attributes: context }]);
      }
    },
    onSettled: () => answers.invalidateQueries({ queryKey: ["invitations", group] }),
  });
  const isUnderWay = sent.length > 0 && (resend.isSuccess || resend.isError);
  return (
    <Modal opened onClose={onClose} title="New invitation links" size="lg">
      <Stack gap="sm">
        {!isUnderWay && (
          <Text size="sm">
            Each gets a new link with the full time to accept. The link that was sent before is dead.
          </Text>
        )}
        <Refusal error={resend.error} />
        {left.length > 0 && (
          <>
            {isUnderWay && (
              <Text size="sm">
                {count(left.length, "invitation keeps its", "invitations keep their")} old link, from{" "}
                {left[0]?.attributes.email} on. What was made is below.
              </Text>
            )}
            <Group justify="flex-end">
              <Button loading={resend.isPending} onClick={() => resend.mutate()}>
                {isUnderWay ? "Go on with the others" : "Make the links"}
              </Button>
            </Group>
          </>
        )}
        {isUnderWay && <AddedPeople added={sent} onClose={onDone} />}
      </Stack>
    </Modal>
  );
}
