import { Button, Group, Modal, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Descriptor } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";
import { count } from "../text/numbers.ts";
import { AddedPeople } from "./added-people.tsx";
import { addressesIn } from "./addresses.ts";
import { forgetMembers } from "./member-answers.ts";

/** What one call adds: as much as is known to be added when the next one is refused. */
const ADDITIONS_MAX = 500;

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
  // Links are shown this once: those that were made before something was refused, too.
  const [added, setAdded] = useState<readonly Descriptor[]>([]);
  const add = useMutation({
    mutationFn: async () => {
      const list = asAdministrators ? "administrators" : "users";
      for (let start = 0; start < addresses.length; start += ADDITIONS_MAX) {
        const some = await api.members.add(group, list, addresses.slice(start, start + ADDITIONS_MAX));
        setAdded((before) => [...before, ...some]);
        // What is left in the field is what has not been added.
        setText(addresses.slice(start + ADDITIONS_MAX).join("\n"));
      }
    },
    onSettled: () => forgetMembers(answers, group),
  });
  const isHalfDone = !add.isSuccess && added.length > 0;
  return (
    <Modal opened onClose={onClose} title={`Add people to ${group}`} size="lg">
      {add.isSuccess ? (
        <AddedPeople added={added} onClose={onClose} />
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
            {isHalfDone && (
              <Text size="sm">
                {count(added.length, "address is", "addresses are")} added, as listed below. Those in the
                field are not: change what is wrong, and go on with them.
              </Text>
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={add.isPending} disabled={addresses.length === 0}>
                Add {addresses.length > 0 && count(addresses.length, "address", "addresses")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      {isHalfDone && <AddedPeople added={added} onClose={onClose} />}
    </Modal>
  );
}
