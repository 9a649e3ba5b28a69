import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Session, SessionChallenge } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";

export interface PasswordFormProps {
  readonly onAnswer: (answer: Session | SessionChallenge) => void;
}

export function PasswordForm({ onAnswer }: PasswordFormProps) {
  const api = useApi();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.sessions.signIn(user.trim(), password),
    onSuccess: onAnswer,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Username or e-mail address"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Refusal error={signIn.error} />
        <Button type="submit" size="sm" fullWidth loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
