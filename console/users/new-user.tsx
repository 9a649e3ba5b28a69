import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";

export function NewUser({ onClose }: { readonly onClose: () => void }) {
  const api = useApi();
  const answers = useQueryClient();
  const [id, setId] = useState("");
  const [email, setEmail] = useState("");
  const create = useMutation({
    mutationFn: () => api.users.create(id.trim(), { email: email.trim() }),
    onSuccess: () => answers.resetQueries({ queryKey: ["users", "all"] }),
  });
  if (create.data !== undefined) {
    return (
      <Modal opened onClose={onClose} title={create.data.id}>
        <Stack gap="sm">
          <ShownOnce what="key" text={create.data.attributes.apikey ?? ""} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New user">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Username"
            required
            withAsterisk={false}
            autoComplete="off"
            data-autofocus
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail address"
            description="To put somebody into a group, add the address there instead: it sends an invitation."
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Refusal error={create.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              Make the user
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
