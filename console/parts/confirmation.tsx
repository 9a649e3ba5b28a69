import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Refusal } from "./notices.tsx";

export interface ConfirmationProps {
  readonly title: string;
  /** What is lost, and for whom. */
  readonly children: ReactNode;
  /** The verb on the button: "Revoke", "Delete". */
  readonly verb: string;
  /** What has to be typed, where something is destroyed that cannot be brought back. */
  readonly typing?: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly isPending?: boolean;
  readonly error?: unknown;
}

/** Asks before something ends. */
export function Confirmation(props: ConfirmationProps) {
  const { title, children, verb, typing, onConfirm, onClose, isPending = false, error } = props;
  const [typed, setTyped] = useState("");
  const isTyped = typing === undefined || typed.trim() === typing;
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isTyped) onConfirm();
        }}
      >
        <Stack gap="sm">
          <Text component="div" size="sm">
            {children}
          </Text>
          {typing !== undefined && (
            <TextInput
              label={`Type "${typing}" to confirm`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <Refusal error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" disabled={!isTyped} loading={isPending}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
