import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { Instant } from "../parts/instant.tsx";
import { Refusal } from "../parts/notices.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";

/** A link with which somebody sets a new password: by mail, or shown where none is sent. */
export function PasswordLink({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const api = useApi();
  const make = useMutation({ mutationFn: () => api.passwords.makeReset(id) });
  const made = make.data?.attributes;
  return (
    <Modal opened onClose={onClose} title={`A new password for ${id}`}>
      <Stack gap="sm">
        {made === undefined && (
          <Text size="sm">
            You make a link with which {id} sets a new password. The old one holds until then; nobody but {id}{" "}
            ever knows either.
          </Text>
        )}
        {made?.link !== undefined && <ShownOnce what="link" text={made.link} />}
        {made?.delivery === "sent" && <Text size="sm">The link is on its way by mail.</Text>}
        {made !== undefined && (
          <Text size="sm">
            It holds until <Instant seconds={made.expires_at} withDistance />.
          </Text>
        )}
        <Refusal error={make.error} />
        <Group justify="flex-end">
          {made === undefined ? (
            <Button loading={make.isPending} onClick={() => make.mutate()}>
              Make the link
            </Button>
          ) : (
            <Button onClick={onClose}>Done</Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
