import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { NewPassword } from "../parts/new-password.tsx";
import { Refusal } from "../parts/notices.tsx";

export interface AcceptanceFormProps {
  readonly token: string;
  /** Told the new account's first API key. */
  readonly onAccepted: (key: string) => void;
}

export function AcceptanceForm({ token, onAccepted }: AcceptanceFormProps) {
  const api = useApi();
  const [id, setId] = useState("");
  const [names, setNames] = useState({ first_name: "", last_name: "" });
  const [password, setPassword] = useState("");
  const accept = useMutation({
    mutationFn: () => {
      const given = Object.entries(names).filter(([, name]) => name !== "");
      const attributes = { ...Object.fromEntries(given), password };
      return api.invitations.accept(token, id.trim(), attributes, { startSession: true });
    },
    onSuccess: ({ attributes }) => onAccepted(attributes.apikey ?? ""),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Username"
          description="Letters, digits, dots, hyphens and underscores; others see it."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          maxLength={64}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Group grow gap="sm">
          <TextInput
            label="First name"
            autoComplete="given-name"
            value={names.first_name}
            onChange={({ currentTarget }) => setNames({ ...names, first_name: currentTarget.value })}
          />
          <TextInput
            label="Last name"
            autoComplete="family-name"
            value={names.last_name}
            onChange={({ currentTarget }) => setNames({ ...names, last_name: currentTarget.value })}
          />
        </Group>
        <NewPassword label="Password" value={password} onChange={setPassword} />
        <Refusal error={accept.error} />
        <Button type="submit" size="sm" fullWidth loading={accept.isPending}>
          Accept the invitation
        </Button>
      </Stack>
    </form>
  );
}
