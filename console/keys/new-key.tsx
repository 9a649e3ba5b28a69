import { Button, Group, Stack } from "@mantine/core";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useKeyChange } from "./key-answers.ts";
import { attributesOf, type KeyDraft, NEW_KEY } from "./key-draft.ts";
import { KeyForm } from "./key-form.tsx";

export interface NewKeyProps {
  readonly owner: string;
  readonly onDone: () => void;
}

export function NewKey({ owner, onDone }: NewKeyProps) {
  const create = useKeyChange(owner, (api, draft: KeyDraft) => api.keys.create(owner, attributesOf(draft)));
  if (create.data !== undefined)
    return <MadeKey text={create.data.attributes.apikey ?? ""} onDone={onDone} />;
  return (
    <KeyForm
      draft={NEW_KEY}
      verb="Make the key"
      isPending={create.isPending}
      error={create.error}
      onSubmit={create.mutate}
    />
  );
}

export function MadeKey({ text, onDone }: { readonly text: string; readonly onDone: () => void }) {
  return (
    <Stack gap="sm">
      <ShownOnce what="key" text={text} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
