import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/api.tsx";
import { NewPassword } from "../parts/new-password.tsx";
import { Refusal } from "../parts/notices.tsx";
import { Section } from "../parts/page.tsx";
import { useToast } from "../parts/toasts.tsx";

const EMPTY = { current: "", next: "" };

export function PasswordSection() {
  const api = useApi();
  const answers = useQueryClient();
  const say = useToast();
  const [passwords, setPasswords] = useState(EMPTY);
  const change = useMutation({
    mutationFn: () => api.passwords.change("me", passwords.current || undefined, passwords.next),
    onSuccess: () => {
      setPasswords(EMPTY);
      say("Your password is changed; your other sessions have ended");
      return answers.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return (
    <Section title="Password" about="A new one ends every other session. Your API keys go on working.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack gap="sm" maw={420}>
          <PasswordInput
            label="Current password"
            description="Leave it empty if you have none yet."
            autoComplete="current-password"
            value={passwords.current}
            onChange={({ currentTarget }) => setPasswords({ ...passwords, current: currentTarget.value })}
          />
          <NewPassword value={passwords.next} onChange={(next) => setPasswords({ ...passwords, next })} />
          <Refusal error={change.error} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
