import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Refusal } from "./notices.tsx";

export interface FormProps {
  /** On the button; undefined: the form can only be read. */
  readonly verb: string | undefined;
  readonly onSubmit: () => void;
  /** What becomes of what was submitted. */
  readonly change: { readonly isPending: boolean; readonly error: unknown };
  /** Fields. */
  readonly children: ReactNode;
  /** In a dialog the button stands on the right. */
  readonly isDialog?: boolean;
}

/** Fields above one button, and beside that why the server has refused. */
export function Form({ verb, onSubmit, change, children, isDialog = false }: FormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack gap="sm">
        {children}
        <Refusal error={change.error} />
        {verb !== undefined && (
          <Group justify={isDialog ? "flex-end" : "flex-start"}>
            <Button type="submit" loading={change.isPending}>
              {verb}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

export interface DialogFormProps extends Omit<FormProps, "isDialog"> {
  readonly title: string;
  readonly onClose: () => void;
}

export function DialogForm({ title, onClose, ...form }: DialogFormProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Form isDialog {...form} />
    </Modal>
  );
}
