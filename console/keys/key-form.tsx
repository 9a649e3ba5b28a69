import { Button, Group, NativeSelect, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Refusal } from "../parts/notices.tsx";
import type { KeyDraft } from "./key-draft.ts";

const EXPIRIES = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "date", label: "after a day …" },
  { value: "never", label: "never" },
];

export interface KeyFormProps {
  readonly draft: KeyDraft;
  readonly verb: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (draft: KeyDraft) => void;
}

export function KeyForm({ draft: given, verb, isPending, error, onSubmit }: KeyFormProps) {
  const [draft, setDraft] = useState(given);
  const set = (change: Partial<KeyDraft>) => setDraft({ ...draft, ...change });
  const expiries = given.expiry === "keep" ? [{ value: "keep", label: "as it is" }, ...EXPIRIES] : EXPIRIES;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Label"
          description="What it is for, so that you know it again."
          maxLength={100}
          value={draft.label}
          onChange={(event) => set({ label: event.currentTarget.value })}
          data-autofocus
        />
        <Group grow gap="sm" align="flex-end">
          <NativeSelect
            label="Expires"
            data={expiries}
            value={draft.expiry}
            onChange={(event) => set({ expiry: event.currentTarget.value })}
          />
          {draft.expiry === "date" && (
            <TextInput
              label="Last day"
              type="date"
              required
              withAsterisk={false}
              value={draft.date}
              onChange={(event) => set({ date: event.currentTarget.value })}
            />
          )}
        </Group>
        <Textarea
          label="Only from these addresses"
          description="Addresses or networks such as 10.0.0.0/8, one in each line. Empty: from anywhere."
          autosize={false}
          rows={3}
          spellCheck={false}
          value={draft.addresses}
          onChange={(event) => set({ addresses: event.currentTarget.value })}
        />
        <Switch
          label="Read-only: it may look, and change nothing"
          checked={draft.isReadOnly}
          onChange={(event) => set({ isReadOnly: event.currentTarget.checked })}
        />
        <Refusal error={error} />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
