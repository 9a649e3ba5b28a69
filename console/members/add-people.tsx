import { Button, Group, Modal, Stack, Switch, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { count } from "../text/numbers.ts";
import { AddedPeople } from "./added-people.tsx";
import { addressesIn } from "./addresses.ts";
import { forgetMembers } from "./member-answers.ts";

export interface AddPeopleProps {
  readonly group: string;
  readonly onClose: () => void;
}

/** Adds by address: as many as one likes, pasted from wherever they stand. */
export function AddPeople({ group, onClose }: AddPeopleProps) {
  const api = useApi();
  const answers = useQueryClient();
  const [text, setText] = useState("");
  const [asAdministrators, setAsAdministrators] = useState(false);
  const addresses = addressesIn(text);
  const add = useMutation({
    mutationFn: () => api.members.add(group, asAdministrators ? "administrators" : "users", addresses),
    onSettled: () => forgetMembers(answers, group),
  });
  return (
    <Modal opened onClose={onClose} title={`Add people to ${group}`} size="lg">
      {add.data !== undefined ? (
        <AddedPeople added={add.data} onClose={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <Stack gap="sm">
            <Textarea
              label="E-mail addresses"
              description="Paste as many as you like, from a mail or a table. Who has no account yet gets an invitation."
              rows={6}
              required
              withAsterisk={false}
              spellCheck={false}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Switch
              label="As administrators"
              checked={asAdministrators}
              onChange={(event) => setAsAdministrators(event.currentTarget.checked)}
            />
            <Refusal error={add.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={add.isPending} disabled={addresses.length === 0}>
                Add {addresses.length > 0 && count(addresses.length, "address", "addresses")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
