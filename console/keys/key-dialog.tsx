import { Modal } from "@mantine/core";
import type { ApiKey } from "../../src/client/objects.ts";
import { Confirmation } from "../parts/confirmation.tsx";
import { useToast } from "../parts/toasts.tsx";
import { EditedKey } from "./edited-key.tsx";
import { useKeyChange } from "./key-answers.ts";
import { nameOfKey } from "./key-name.ts";
import { NewKey } from "./new-key.tsx";
import { RotatedKey } from "./rotated-key.tsx";

export type KeyAction =
  | { readonly kind: "create" }
  | { readonly kind: "edit" | "rotate" | "revoke"; readonly apiKey: ApiKey };

export interface KeyDialogProps {
  readonly owner: string;
  readonly action: KeyAction;
  readonly onClose: () => void;
}

export function KeyDialog({ owner, action, onClose }: KeyDialogProps) {
  switch (action.kind) {
    case "create":
      return (
        <Modal opened onClose={onClose} title="New API key">
          <NewKey owner={owner} onDone={onClose} />
        </Modal>
      );
    case "edit":
      return (
        <Modal opened onClose={onClose} title={`Edit ${nameOfKey(action.apiKey)}`}>
          <EditedKey owner={owner} apiKey={action.apiKey} onDone={onClose} />
        </Modal>
      );
    case "rotate":
      return (
        <Modal opened onClose={onClose} title={`Rotate ${nameOfKey(action.apiKey)}`}>
          <RotatedKey owner={owner} apiKey={action.apiKey} onDone={onClose} />
        </Modal>
      );
    case "revoke":
      return <Revocation owner={owner} apiKey={action.apiKey} onClose={onClose} />;
  }
}

interface RevocationProps {
  readonly owner: string;
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function Revocation({ owner, apiKey, onClose }: RevocationProps) {
  const say = useToast();
  const revoke = useKeyChange(owner, (api, id: string) => api.keys.revoke(owner, id));
  const name = nameOfKey(apiKey);
  return (
    <Confirmation
      title={`Revoke ${name}`}
      verb="Revoke"
      typing={name}
      isPending={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(apiKey.id, {
          onSuccess: () => {
            say(`${name} is revoked`);
            onClose();
          },
        })
      }
    >
      Whatever uses this key is refused from its next call on, and the key cannot be brought back. To replace
      it without a gap, rotate it instead.
    </Confirmation>
  );
}
