import type { ReactNode } from "react";
import type { Account } from "../../src/client/objects.ts";
import { DialogForm, type DialogFormProps } from "../parts/form.tsx";
import { SecretDialog } from "../parts/secret-dialog.tsx";

export interface NewAccountProps {
  readonly title: string;
  readonly verb: string;
  /** Makes it; the answer holds the key. */
  readonly create: DialogFormProps["change"] & {
    readonly data: Account | undefined;
    readonly mutate: () => void;
  };
  readonly onClose: () => void;
  /** Fields. */
  readonly children: ReactNode;
}

/** A dialog that makes an account, and then shows its key. */
export function NewAccount({ title, verb, create, onClose, children }: NewAccountProps) {
  if (create.data !== undefined) {
    const { id, attributes } = create.data;
    return <SecretDialog title={id} what="key" text={attributes.apikey ?? ""} onClose={onClose} />;
  }
  return (
    <DialogForm title={title} verb={verb} onSubmit={() => create.mutate()} change={create} onClose={onClose}>
      {children}
    </DialogForm>
  );
}
