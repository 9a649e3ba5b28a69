import { Button, Group, Modal, Stack } from "@mantine/core";
import { ShownOnce, type ShownOnceProps } from "./shown-once.tsx";

export interface SecretDialogProps extends ShownOnceProps {
  /** Whose it is. */
  readonly title: string;
  readonly onClose: () => void;
}

/** Shows what somebody gets once he was made. */
export function SecretDialog({ title, onClose, ...secret }: SecretDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack gap="sm">
        <ShownOnce {...secret} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
