import { Button, Group, Modal, NumberInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { forgetMembers } from "./member-answers.ts";

export interface AddProgramsProps {
  readonly group: string;
  readonly onClose: () => void;
}

/** Makes a service account, with a cap from the start if wanted, and shows its key. */
export function AddPrograms({ group, onClose }: AddProgramsProps) {
  const api = useApi();
  const answers = useQueryClient();
  const [name, setName] = useState("");
  const [cap, setCap] = useState<number | string>("");
  const create = useMutation({
    mutationFn: async () => {
      const [account] = await api.serviceAccounts.create(group, [name.trim()]);
      if (account !== undefined && typeof cap === "number") {
        const quota_limits = { api_requests_daily: { allowed: cap } };
        await api.members.change(group, "service_accounts", [{ id: account.id, quota_limits }]);
      }
      return account;
    },
    onSettled: () => forgetMembers(answers, group),
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
    <Modal opened onClose={onClose} title="New service account">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description={`Its id becomes ${group}_${name.trim() || "name"}.`}
            required
            withAsterisk={false}
            autoComplete="off"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            label="Requests a day, at most"
            description="Empty: no cap but the group's."
            min={0}
            allowDecimal={false}
            thousandSeparator=","
            hideControls
            value={cap}
            onChange={setCap}
          />
          <Refusal error={create.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
