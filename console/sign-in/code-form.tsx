import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Session, SessionChallenge } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Refusal } from "../parts/notices.tsx";

export interface CodeFormProps {
  /** Id of what the password was answered with. */
  readonly challenge: string;
  readonly onAnswer: (answer: Session | SessionChallenge) => void;
  readonly onStartOver: () => void;
}

export function CodeForm({ challenge, onAnswer, onStartOver }: CodeFormProps) {
  const api = useApi();
  const [code, setCode] = useState("");
  const answer = useMutation({
    mutationFn: () => api.sessions.answerChallenge(challenge, code.trim()),
    onSuccess: onAnswer,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        answer.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Code"
          name="code"
          autoComplete="one-time-code"
          autoFocus
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Refusal error={answer.error} />
        <Button type="submit" size="sm" fullWidth loading={answer.isPending}>
          Go on
        </Button>
        <Button variant="subtle" size="sm" fullWidth onClick={onStartOver}>
          Start over
        </Button>
      </Stack>
    </form>
  );
}
