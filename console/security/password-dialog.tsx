import { Button, Group, Modal, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../parts/notices.tsx";

export interface PasswordDialogProps<Result> {
  readonly title: string;
  readonly verb: string;
  readonly isDestructive?: boolean;
  readonly act: (password: string) => Promise<Result>;
  readonly onDone: (result: Result) => void;
  readonly onClose: () => void;
}

/** Asks for the password before something that whoever found the browser open must not do. */
export function PasswordDialog<Result>(props: PasswordDialogProps<Result>) {
  const { title, verb, isDestructive = false, act, onDone, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={title}>
      <PasswordQuestion verb={verb} isDestructive={isDestructive} act={act} onDone={onDone} />
    </Modal>
  );
}

export function PasswordQuestion<Result>(
  props: Pick<PasswordDialogProps<Result>, "verb" | "isDestructive" | "act" | "onDone">,
) {
  const { verb, isDestructive = false, act, onDone } = props;
  const [password, setPassword] = useState("");
  const action = useMutation({ mutationFn: () => act(password), onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate();
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Refusal error={action.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={action.isPending} {...(isDestructive && { color: "red" })}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
